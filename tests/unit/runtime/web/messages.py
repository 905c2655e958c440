"""Which messages the code and the templates of a package say, and which are translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

SERVICES = Path(__file__).parents[4] / "services"
_TEMPLATES = [("**.html", "jinja2.ext:babel_extract")]
_VALUE = re.compile(r"%\((\w+)\)")
_ONE = {"gettext", "lazy_gettext", "N_", "_"}

Id = str | tuple[str, ...]


def said_by(folder: Path) -> dict[Id, str]:
    """Every message of the folder's Python and templates, with the place that says it."""
    found = extract_from_dir(folder, method_map=_TEMPLATES, keywords=DEFAULT_KEYWORDS)
    said = {_id(message): f"{folder.name}/{file}:{line}" for file, line, message, *_ in found}
    for file in sorted(folder.rglob("*.py")):
        said |= {message: f"{file.relative_to(SERVICES)}" for message in _said_in(file)}
    return said


def _said_in(file: Path) -> Iterator[Id]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [part.value for part in node.args if isinstance(part, ast.Constant)]
            words = tuple(text for text in texts if isinstance(text, str))
            if node.func.id in _ONE and words:
                yield words[0]
            elif node.func.id == "ngettext" and len(words) > 1:
                yield words[:2]


def translated_in(*folders: Path) -> set[Id]:
    """Every message that some zh.po below the folders translates."""
    return {
        _id(message.id)
        for folder in folders
        for file in sorted(folder.rglob("zh.po"))
        for message in _read(file)
        if message.id and _is_complete(message)
    }


def as_po(messages: dict[Id, str]) -> str:
    """The messages as entries to paste into a zh.po."""
    return "\n".join(f"#: {place}\n{_entry(said)}\n" for said, place in messages.items())


def fuzzy_in(folder: Path) -> list[str]:
    """Translations marked as doubtful."""
    return [str(m.id) for file in folder.rglob("zh.po") for m in _read(file) if m.id and m.fuzzy]


def wrongly_filled(folder: Path) -> list[str]:
    """Messages whose translation names a value that the message has not, or cannot be filled."""
    return [
        str(message.id)
        for file in sorted(folder.rglob("zh.po"))
        for message in _read(file)
        if message.id and not _fits(message)
    ]


def _fits(message: Message) -> bool:
    given = _values(message.id)
    if not given:
        return not _values(message.string)
    try:
        for part in _parts(message.string):
            part % dict.fromkeys(given, 1)
    except (KeyError, ValueError):
        return False
    return True


def _values(text: object) -> set[str]:
    return {name for part in _parts(text) for name in _VALUE.findall(part)}


def _parts(text: object) -> list[str]:
    return [str(part) for part in (text if isinstance(text, tuple | list) else (text,))]


def _entry(said: Id) -> str:
    if isinstance(said, tuple):
        return f'msgid "{_escaped(said[0])}"\nmsgid_plural "{_escaped(said[1])}"\nmsgstr[0] ""'
    return f'msgid "{_escaped(said)}"\nmsgstr ""'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", '\\n"\n"')


def _read(file: Path) -> list[Message]:
    with file.open("rb") as text:
        return list(read_po(text, locale="zh", abort_invalid=True))


def _id(message: object) -> Id:
    if isinstance(message, tuple | list):
        return tuple(part for part in message if isinstance(part, str))
    return str(message)


def _is_complete(message: Message) -> bool:
    given = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(given)
