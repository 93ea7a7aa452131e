"""The refusal of a whole import, as everything else raises it."""

from http import HTTPStatus

from docprocessor.imports.tabular.dialect import DialectError
from docprocessor.imports.tabular.mapping import MappingError
from docprocessor.imports.tabular.unreadable import UnreadableFile
from docprocessor.lib.problems import AppError


def input_error(error: UnreadableFile | MappingError | DialectError) -> AppError:
    """Return a fault of the file or of what was said about it as the refusal of the whole import."""
    code = getattr(error, "code", "invalid_dialect")
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE if code == "unsupported_file_type" else HTTPStatus.BAD_REQUEST
    return AppError(code, str(error), status=status, line=getattr(error, "line", None))
