"""Documents that are made from code: `--write` renews them, without it every stale one is named.

Each row is a path and a function that returns the text the file must have.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from tests.support import asyncapi, licences, openapi_documents

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS: dict[str, Callable[[], str]] = {
    "docs/third-party-licences.md": licences.render,
    "docs/asyncapi.yaml": asyncapi.render,
    **openapi_documents.DOCUMENTS,
}


def stale() -> list[str]:
    """The paths whose file differs from what the code says."""
    return [path for path, render in DOCUMENTS.items() if _text(ROOT / path) != render()]


def write() -> None:
    for path, render in DOCUMENTS.items():
        (ROOT / path).write_text(render(), encoding="utf-8")


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def main() -> int:
    if "--write" in sys.argv:
        write()
        return 0
    out_of_step = stale()
    for path in out_of_step:
        print(f"{path} is out of step with the code; renew it with `make docs`", file=sys.stderr)
    return 1 if out_of_step else 0


if __name__ == "__main__":
    sys.exit(main())
