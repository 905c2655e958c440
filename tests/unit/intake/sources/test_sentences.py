"""Whatever a table is told, it is told in Chinese, too."""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from services.intake.sources import import_table
from services.intake.sources.row_faults import SENTENCES
from services.runtime.spreadsheets import table
from services.runtime.web.i18n import OWN_FOLDER

FOLDERS = [Path(import_table.__file__).parent, Path(table.__file__).parent]


def sentences_in_code() -> Iterator[str]:
    """Every text constant that reads like a sentence and is no docstring."""
    for path in (path for folder in FOLDERS for path in folder.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)
        }  # docstrings and notes below constants
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
                text = node.value
                if text.endswith(".") and " " in text and text[0].isupper():
                    yield text


def translated() -> set[str]:
    """What the packages and the web shell below them say in Chinese."""
    done = set()
    for folder in (*FOLDERS, OWN_FOLDER):
        with (folder / "zh.po").open("rb") as file:
            done |= {str(message.id) for message in read_po(file, locale="zh") if message.string}
    return done


def test_every_sentence_is_translated() -> None:
    sentences = {*sentences_in_code(), *SENTENCES.values()}
    assert len(sentences) > 25
    assert sentences - translated() == set()
