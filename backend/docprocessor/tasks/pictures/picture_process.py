"""The process that makes one image smaller; see `tasks.isolation`. Pure: no Django.

Asked for `width` and `height`, and for a drawing's `seed` and `number` where there is no file, it answers with
`before`, `after` and `content` in Base64, or with a `refusal`.
"""

import base64
import json
import os
import resource
import sys
from typing import IO, Any, Final

from docprocessor.tasks.pictures.drawing import drawn
from docprocessor.tasks.pictures.shrinking import Refused, shrink

NICENESS: Final = 10  # others come first
MOST_MEMORY: Final = 1_536 * 1024**2
MOST_SECONDS: Final = 30


def answer(file: IO[bytes], asked: dict[str, Any]) -> dict[str, Any]:
    """Return the answer."""
    try:
        shrunk = shrink(file, asked["width"], asked["height"])
    except Refused as refused:
        return {"refusal": str(refused)}
    content = base64.b64encode(shrunk.content).decode()
    return {"before": shrunk.before, "after": shrunk.after, "content": content}


def main() -> None:
    """Answer what standard input asks for, within bounds."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    if sys.platform == "linux":  # others do not know it, or count what is merely reserved
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    asked = json.load(sys.stdin)
    file = drawn(asked["seed"], asked["number"]) if asked["file"] is None else os.fdopen(asked["file"], "rb")
    with file:
        print(json.dumps(answer(file, asked)), flush=True)


if __name__ == "__main__":
    main()
