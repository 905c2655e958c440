"""Whether an OpenAPI document only grew: what a client of the older relied on is still there."""

from collections.abc import Iterator, Mapping
from typing import Any

_METHODS = ("get", "put", "post", "delete", "patch")
Document = Mapping[str, Any]


def broken_promises(old: Document, new: Document) -> list[str]:
    """One sentence per thing that a client of `old` would miss in `new`."""
    return [
        *_operations(old, new),
        *_schemas(old.get("components", {}), new.get("components", {})),
    ]


def _operations(old: Document, new: Document) -> Iterator[str]:
    for path, operations in old.get("paths", {}).items():
        for method in _METHODS:
            before = operations.get(method)
            if before is None:
                continue
            after = new.get("paths", {}).get(path, {}).get(method)
            if after is None:
                yield f"{method.upper()} {path} is gone"
                continue
            yield from (f"{method.upper()} {path}: {fault}" for fault in _operation(before, after))


def _operation(before: Document, after: Document) -> Iterator[str]:
    for status in before.get("responses", {}):
        if status not in after.get("responses", {}):
            yield f"answer {status} is gone"
    had = {(p["in"], p["name"]) for p in before.get("parameters", []) if "name" in p}
    has = {(p["in"], p["name"]): p for p in after.get("parameters", []) if "name" in p}
    for parameter in sorted(had - has.keys()):
        yield f"parameter {parameter[1]} is gone"
    for parameter in sorted(has.keys() - had):
        if has[parameter].get("required"):
            yield f"parameter {parameter[1]} is new and required"
    if after.get("security") and before.get("security") == []:
        yield "was public and asks for a key now"


def _schemas(old: Document, new: Document) -> Iterator[str]:
    for name, before in old.get("schemas", {}).items():
        after = new.get("schemas", {}).get(name)
        if after is None:
            yield f"schema {name} is gone"
            continue
        for field, kind in before.get("properties", {}).items():
            now = after.get("properties", {}).get(field)
            if now is None:
                yield f"{name}.{field} is gone"
            elif now.get("type") != kind.get("type"):
                yield f"{name}.{field} is {now.get('type')} and was {kind.get('type')}"
        for field in set(after.get("required", ())) - set(before.get("required", ())):
            if field in before.get("properties", {}) or _is_request(name):
                yield f"{name}.{field} is required now"


def _is_request(name: str) -> bool:
    """Schemas of what clients send; an answer may gain fields that are always there."""
    return not name.endswith(("Answer", "Problem", "Page"))
