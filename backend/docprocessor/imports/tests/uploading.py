"""Words of tus that tests share."""

import base64

CHUNK = "application/offset+octet-stream"


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()
