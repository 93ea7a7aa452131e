"""Times a preview: `python -m bench.preview FILE`, in a process of its own; the clock starts once that has started."""

import json
import sys
import time
from pathlib import Path

from docprocessor.imports.columns.preview import preview

LONGEST_RECORD = 16 * 1024**2


def main() -> None:
    with Path(sys.argv[1]).open("rb") as file:
        began = time.perf_counter()
        seen = preview(file, wishes={}, longest=LONGEST_RECORD).as_json()
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "columns": len(seen["columns"]), "rows": len(seen["rows"])}))


if __name__ == "__main__":
    main()
