"""Which messages the code and the templates of a package say, and which are translated."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

SERVICES = Path(__file__).parents[4] / "services"
_TEMPLATES = [("**.html", "jinja2.ext:babel_extract")]
_VALUE = re.compile(r"%\((\w+)\)")
_PLAIN = {"gettext", "lazy_gettext", "ngettext", "N_", "_"}
_IN_CONTEXT = {"pgettext", "lazy_pgettext", "npgettext"}
_TO_SOMEBODY = {"_say"}
"""Says a message outside of a request; the language stands before it."""
_OF_A_RULE = {"detail"}
"""What a broken rule says of itself, in the body of its class; the edge translates it."""


class Said(NamedTuple):
    """A message as catalogues know it."""

    message: str
    """The singular, where there is a plural."""
    context: str | None = None


def said_by(folder: Path) -> dict[Said, str]:
    """Every message of the folder's Python and templates, with the place that says it."""
    found = extract_from_dir(folder, method_map=_TEMPLATES, keywords=DEFAULT_KEYWORDS)
    said = {
        Said(_singular(message), context): f"{folder.name}/{file}:{line}"
        for file, line, message, _, context in found
    }
    for file in sorted(folder.rglob("*.py")):
        said |= {message: f"{file.relative_to(SERVICES)}" for message in _said_in(file)}
    return said


def _said_in(file: Path) -> Iterator[Said]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield from _said_by_call(node)
        elif isinstance(node, ast.ClassDef):
            yield from _said_by_rule(node)


def _said_by_call(call: ast.Call) -> Iterator[Said]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    words = [text.value if isinstance(text, ast.Constant) else None for text in call.args[:2]]
    match words:
        case [str(message), *_] if name in _PLAIN:
            yield Said(message)
        case [str(context), str(message)] if name in _IN_CONTEXT:
            yield Said(message, context)
        case [_, str(message)] if name in _TO_SOMEBODY:
            yield Said(message)


def _said_by_rule(rule: ast.ClassDef) -> Iterator[Said]:
    for line in rule.body:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(sentence))):
                if name in _OF_A_RULE:
                    yield Said(sentence)


def written_in(folder: Path) -> set[str]:
    """Every text of the folder's Python: what is translated may be looked up from a table."""
    return {
        node.value
        for file in sorted(folder.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def translated_in(*folders: Path) -> set[Said]:
    """Every message that some zh.po below the folders translates."""
    return {
        Said(_singular(message.id), message.context)
        for folder in folders
        for file in sorted(folder.rglob("zh.po"))
        for message in read_entries(file)
        if message.id and _is_complete(message)
    }


def as_po(messages: Mapping[Said, str]) -> str:
    """The messages as entries to paste into a zh.po."""
    return "\n".join(f"#: {place}\n{_entry(said)}\n" for said, place in messages.items())


def fuzzy_in(folder: Path) -> list[str]:
    """Translations marked as doubtful."""
    return [
        str(m.id) for file in folder.rglob("zh.po") for m in read_entries(file) if m.id and m.fuzzy
    ]


def wrongly_filled(folder: Path) -> list[str]:
    """Messages whose translation names a value that the message has not, or cannot be filled."""
    return [
        str(message.id)
        for file in sorted(folder.rglob("zh.po"))
        for message in read_entries(file)
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


def _entry(said: Said) -> str:
    context = f'msgctxt "{_escaped(said.context)}"\n' if said.context else ""
    return f'{context}msgid "{_escaped(said.message)}"\nmsgstr ""'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", '\\n"\n"')


def read_entries(file: Path) -> list[Message]:
    with file.open("rb") as text:
        return list(read_po(text, locale="zh", abort_invalid=True))


def _singular(message: object) -> str:
    return str(message[0] if isinstance(message, tuple | list) else message)


def _is_complete(message: Message) -> bool:
    given = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(given)
