"""A record as one reader may see it."""

from dataclasses import dataclass

from services.search.index.document import Document, Fact
from services.search.index.port import Reader
from services.search.text.asking import Question
from services.search.text.marking import marked, snippet


@dataclass(frozen=True, slots=True)
class Hit:
    """A record as one reader may see it."""

    document: Document
    title: str
    """Escaped HTML, found words in <mark>."""
    snippet: str
    """Escaped HTML, found words in <mark>."""
    facts: tuple[Fact, ...]


def readable(document: Document, reader: Reader) -> bool:
    """Whether the reader may see the record at all."""
    if document.erased or document.kind == "link":
        return False
    return document.audience == "public" or reader.is_staff_for(document)


def hit(document: Document, question: Question, reader: Reader) -> Hit:
    """The record as this reader may see it, with the question's words marked."""
    is_staff = reader.is_staff_for(document)
    facts = tuple(fact for fact in document.facts if fact.public or is_staff)
    title = marked(document.title, question)
    return Hit(document, title, snippet(document.body or document.title, question), facts)
