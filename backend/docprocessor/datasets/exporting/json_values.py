"""Values as JSON holds them."""

from decimal import Decimal
from typing import Any, Final

from docprocessor.datasets.checking.values import number_text

# JavaScript keeps whole numbers exactly up to here (RFC 8259, section 6).
SAFE_INTEGER: Final = 2**53 - 1


def jsonable(value: Any) -> Any:
    """Return a value as JSON holds it exactly: as text where a reader would round it, or JSON has no number for it."""
    if isinstance(value, Decimal) or (isinstance(value, int) and abs(value) > SAFE_INTEGER):
        return number_text(value)
    return value
