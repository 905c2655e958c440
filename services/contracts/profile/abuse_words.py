"""Words for which a person looks at a text before everybody may read it."""

from pathlib import Path

from services.contracts.profile.line import Findings, read_table

FILE = "abuse_words.csv"


def read_abuse_words(directory: Path, findings: Findings) -> tuple[str, ...]:
    """The words in the order of the table. A profile may have none."""
    if not (directory / FILE).is_file():
        return ()
    found: dict[str, None] = {}
    for line in read_table(directory / FILE, ["word"], findings):
        word = line.text("word")
        if len(word) < 2:
            line.fault("too_short", "a single character stands in too many harmless words")
        elif word in found:
            line.fault("repeated", f"{word} stands above")
        else:
            found[word] = None
    return tuple(found)
