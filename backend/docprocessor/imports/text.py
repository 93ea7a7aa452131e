"""Text from anywhere, made fit to be stored and shown. Pure: no Django."""

_BYTE_CARRIERS = {0xDC00 + byte: f"\\x{byte:02x}" for byte in range(0x100)}
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
_UNSTORABLE = {0: "\N{SYMBOL FOR NULL}"} | _SURROGATES | _BYTE_CARRIERS


def printable(text: str, *, longest: int = 1_000) -> str:
    r"""Return a text that PostgreSQL takes: NUL as its symbol, undecodable bytes as `\\xff`, cut with an ellipsis."""
    shown = text[: longest + 1]  # what comes after it is cut off in any case
    if not shown.isascii() or "\x00" in shown:
        shown = shown.translate(_UNSTORABLE)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
