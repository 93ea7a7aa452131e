"""Text from anywhere, made fit to be stored and shown. Pure: no Django."""

_LONE_SURROGATES = {0xDC00 + byte: f"\\x{byte:02x}" for byte in range(0x100)}
_UNSTORABLE = {0: "\u2400"} | _LONE_SURROGATES | dict.fromkeys(range(55296, 56320), "�")
_UNSTORABLE |= dict.fromkeys(range(56576, 57344), "�")


def printable(text: str, *, longest: int = 1_000) -> str:
    r"""Return a text that PostgreSQL takes: NUL as its symbol, undecodable bytes as `\\xff`, cut with an ellipsis."""
    shown = text[: longest + 1]  # what comes after it is cut off in any case
    if not shown.isascii() or "\x00" in shown:
        shown = shown.translate(_UNSTORABLE)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
