"""What is filtered and counted by whole values, under the same names in every adapter."""

from collections.abc import Mapping, Sequence

from services.search.index.document import HIT_KINDS, Document
from services.search.index.payload import seen_by
from services.search.index.port import Query, Reader
from services.search.text.sounds import sounds
from services.search.text.written_numbers import written_number

_OWN, _FOREIGN = "number:", "foreign:"
"""Before the number that a record has here, and before that of another system."""
KEYWORDS = (
    "kind",
    "seen_by",
    "category",
    "group",
    "area",
    "state",
    "source",
    "request_type",
    "responsible_unit",
    "object",
    "indicator",
    "late",
    "ref",
)


def keywords_of(document: Document) -> Mapping[str, Sequence[str]]:
    """The values of a document under each name that it has any for."""
    one = {
        "category": document.category,
        "group": document.group,
        "state": document.state,
        "source": document.source,
        "request_type": document.request_type,
        "responsible_unit": document.responsible_unit,
        "object": document.object,
        "late": None if document.late is None else _yes_or_no(document.late),
    }
    many: dict[str, Sequence[str]] = {
        "kind": (document.kind,),
        "seen_by": seen_by(document),
        "area": document.area_path,
        "indicator": document.indicators,
        "ref": (*document.refs, *_numbers_of(document)),
    }
    many |= {name: (value,) for name, value in one.items() if value is not None}
    return {name: values for name, values in many.items() if values}


def number_refs(typed: str, reader: Reader) -> tuple[str, ...]:
    """What a record is named by whose number was typed; the numbers of other systems are known to
    the staff alone. Empty when it is no number."""
    number = written_number(typed)
    if number is None:
        return ()
    own = (f"{_OWN}{number}",)
    return own if reader.scope == "public" else (*own, f"{_FOREIGN}{number}")


def _numbers_of(document: Document) -> Sequence[str]:
    if document.erased or document.kind not in HIT_KINDS:
        return ()
    foreign = [str(fact.value) for fact in document.facts if fact.name == "external_id"]
    named = [(_OWN, document.id), *((_FOREIGN, one) for one in foreign)]
    return [f"{space}{number}" for space, one in named if (number := written_number(one))]


def sounds_of(document: Document) -> Sequence[str]:
    """What a hit can be found by as it sounds: titles that are made of category and place, never
    a resident's words."""
    return sounds(document.title) if document.kind in ("need", "project") else ()


def filters_of(query: Query) -> Mapping[str, Sequence[str]]:
    """Per name the values of which a hit has one; names that every hit may have are left out."""
    filters: dict[str, Sequence[str]] = {
        "seen_by": _seen(query),
        # Every kind of hit: `seen_by` keeps links out already.
        "kind": () if set(query.kinds) == set(HIT_KINDS) else query.kinds,
        "area": query.areas,
        "category": query.categories,
        "group": query.groups,
        "state": query.states,
        "source": query.sources,
        "request_type": query.request_types,
        "responsible_unit": query.responsible_units,
        "object": query.objects,
        "indicator": query.indicators,
        "late": () if query.late is None else (_yes_or_no(query.late),),
        "ref": query.refs,
    }
    return {name: values for name, values in filters.items() if values}


def _seen(query: Query) -> Sequence[str]:
    """What a hit must be seen by; nothing for a reader who is held to a part of the staff's, see
    held_of()."""
    if query.reader.is_held:
        return ()
    scope = query.reader.scope
    return (scope,) if "link" not in query.kinds else ("thread", scope)


def held_of(query: Query) -> Mapping[str, Sequence[str]]:
    """The filters of staff records for a reader who is held to some of them: a hit is public, or
    fits all of these. Empty for any other reader."""
    reader = query.reader
    if not reader.is_held:
        return {}
    held = {"seen_by": ("staff",), "area": reader.areas, "responsible_unit": reader.units}
    return {name: values for name, values in held.items() if values}


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
