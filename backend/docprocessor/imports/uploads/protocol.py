"""What tus 1.0.0 writes into headers (https://tus.io/protocols/resumable-upload)."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from docprocessor.imports.text import printable
from docprocessor.lib.problems import AppError

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,checksum,expiration,termination"
ALGORITHMS: Final = ("sha1", "sha256", "md5")
CHUNK_TYPE: Final = "application/offset+octet-stream"
LONGEST_NAME: Final = 255
LONGEST_METADATA: Final = 4_096
NUMBER: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
KEY: Final = re.compile(r"[!-+\--~]+", re.ASCII)  # no spaces, no commas


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the bytes of one chunk are to give."""

    algorithm: str
    digest: bytes

    def hash(self) -> Any:
        """Return a hash object of its algorithm, which guards against faults of the line and not against people."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def number_of(headers: Any, name: str) -> int:
    """Return the number in a header. Raises AppError 400."""
    text = headers.get(name, "")
    if not NUMBER.fullmatch(text):
        raise AppError("invalid", f"The header {name} must be a whole number of bytes.")
    return int(text)


def checksum_of(headers: Any) -> Checksum | None:
    """Return what `Upload-Checksum` says, None without one. Raises AppError 400."""
    text = headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, encoded = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise AppError("unknown_checksum", f"The algorithms for Upload-Checksum are {', '.join(ALGORITHMS)}.")
    checksum = Checksum(algorithm, _decoded("Upload-Checksum", encoded))
    if len(checksum.digest) != checksum.hash().digest_size:
        raise AppError("invalid", f"The Upload-Checksum is not as long as one of {algorithm} is.")
    return checksum


def name_in(metadata: str) -> str:
    """Return the file's name in a header `Upload-Metadata`. Raises AppError 400."""
    if len(metadata) > LONGEST_METADATA:
        raise AppError("invalid", f"Upload-Metadata has {LONGEST_METADATA:,} characters at most.")
    pairs: dict[str, bytes] = {}
    for pair in metadata.split(",") if metadata else []:
        key, _, encoded = pair.strip().partition(" ")
        if not KEY.fullmatch(key) or key in pairs:
            raise AppError("invalid", "Upload-Metadata must be pairs of a key and a Base64 value, each key once.")
        pairs[key] = _decoded("Upload-Metadata", encoded)
    name = pairs.get("filename") or pairs.get("name") or b"file"
    return printable(name.decode(errors="replace"), longest=LONGEST_NAME)


def _decoded(header: str, encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise AppError("invalid", f"{header} holds a value that is not Base64.") from None
