"""The golden examples of events, and the list of their digests that keeps them as they are.

An example is what some reader has already been promised: it may be added, never edited or taken
away. `python -m tests.support.golden` adds the digests of new ones and touches no line that is
there; the list needs no history of the repository, so a fresh or shallow clone can check it.
"""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "services/contracts/examples"
DIGESTS = ROOT / "tests/contract/event_examples.sha256"


def examples() -> dict[str, Path]:
    """Every example by its name, `<event type>/<file>`."""
    return {str(path.relative_to(EXAMPLES)): path for path in sorted(EXAMPLES.glob("*/*.json"))}


def promised() -> dict[str, str]:
    """The digest of every example that was once added, by its name."""
    lines = DIGESTS.read_text(encoding="utf-8").splitlines() if DIGESTS.exists() else []
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def digest_of(path: Path) -> str:
    """Of its text, so that a checkout with other line ends has the same."""
    text = path.read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def add() -> list[str]:
    """Promise the examples that are new; their names."""
    known = promised()
    new = {name: digest_of(path) for name, path in examples().items() if name not in known}
    with DIGESTS.open("a", encoding="utf-8") as file:
        file.writelines(f"{digest}  {name}\n" for name, digest in new.items())
    return list(new)


if __name__ == "__main__":
    for added in add():
        print(f"added {added}", file=sys.stderr)
