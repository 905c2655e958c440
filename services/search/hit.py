"""A record as one reader may see it."""

from dataclasses import dataclass

from services.search.index.port import Document, Fact, Scope
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


def readable(document: Document, scope: Scope) -> bool:
    """Whether a reader of this scope may see the record at all."""
    if document.erased or document.kind == "link":
        return False
    return scope == "staff" or document.audience == "public"


def hit(document: Document, question: Question, scope: Scope) -> Hit:
    """The record as this reader may see it, with the question's words marked."""
    facts = tuple(fact for fact in document.facts if fact.public or scope == "staff")
    title = marked(document.title, question)
    return Hit(document, title, snippet(document.body or document.title, question), facts)
