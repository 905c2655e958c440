"""docs/asyncapi.yaml as the topics and the event catalogue say it (AsyncAPI 3.0.0).

`python -m tests.support.asyncapi` prints it; `make docs` writes it.
"""

import sys
from typing import Any

import yaml
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from services import __version__
from services.contracts.catalogue import EVENT_TYPES, EventType
from services.contracts.envelope import CONTENT_TYPE, LARGEST_EVENT
from services.contracts.topics import TOPICS, Topic

_HEADER = "# Generated from services/contracts by `make docs`; change the code, not this file.\n"
_DESCRIPTION = f"""\
What the services say to each other: CloudEvents 1.0 in structured JSON, at most {LARGEST_EVENT}
bytes, keyed by the object's id. Every event carries the whole state of its object and the
object's version (1, 2, 3 and so on), so that topics are compacted and may be read from the start.
Delivery is at least once and in order per key: a reader drops versions it has seen. Readers ignore
fields they do not know and skip types they do not know. Golden examples of every type are in
services/contracts/examples."""


def render() -> str:
    """The document's text."""
    body = yaml.safe_dump(document(), allow_unicode=True, sort_keys=False, width=100)
    return _HEADER + str(body)


def document() -> dict[str, Any]:
    schemas = _Schemas()
    messages = {row.name: _message(row, schemas) for row in EVENT_TYPES.values()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Citymend events",
            "version": __version__,
            "description": _DESCRIPTION.replace("\n", " "),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": _operations(),
        "components": {"messages": messages, "schemas": schemas.components()},
    }


class _Schemas:
    """marshmallow schemas as JSON Schema, each under one name."""

    def __init__(self) -> None:
        self._plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
        self._spec = APISpec("", "", "3.1.0", plugins=[self._plugin])

    def reference(self, schema: Schema) -> dict[str, Any]:
        name = _schema_name(type(schema))
        if name not in self._spec.components.schemas:
            self._spec.components.schema(name, schema=type(schema))
        return {"$ref": f"#/components/schemas/{name}"}

    def components(self) -> dict[str, Any]:
        schemas = self._spec.components.schemas
        return {name: _plain(schemas[name]) for name in sorted(schemas)}


def _schema_name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return str(kind.__name__).removeprefix("_").removesuffix("Schema")


def _plain(value: Any) -> Any:
    """What YAML can hold; required fields in a fixed order."""
    if isinstance(value, dict):
        return {
            key: sorted(part) if key == "required" and isinstance(part, list) else _plain(part)
            for key, part in value.items()
        }
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    return value


def _message(row: EventType, schemas: _Schemas) -> dict[str, Any]:
    words = (type(row.schema).__doc__ or "").split()
    return {
        "name": row.name,
        "title": row.value.__name__,
        "summary": " ".join(words),
        "contentType": CONTENT_TYPE,
        "payload": _envelope(row, schemas.reference(row.schema)),
        "bindings": {"kafka": {"key": {"type": "string"}, "bindingVersion": "0.5.0"}},
    }


def _envelope(row: EventType, data: dict[str, Any]) -> dict[str, Any]:
    text = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "required": ["specversion", "id", "type", "source", "subject", "time", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": text,
            "type": {"const": row.name},
            "source": dict(text),
            "subject": {**text, "description": f"The id of the {row.topic.key}; the record's key."},
            "time": {"type": "string", "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "cause": {"type": "string", "description": "The id of the event that led to this one."},
            "data": data,
        },
    }


def _channel(topic: Topic) -> dict[str, Any]:
    return {
        "address": topic.name,
        "description": f"Per {topic.key}: {topic.carries}.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _types_on(topic)},
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": {"cleanup.policy": ["compact"]},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operations() -> dict[str, Any]:
    operations: dict[str, Any] = {}
    for topic in TOPICS:
        operations[f"{topic.written_by}.send.{topic.name}"] = _operation("send", topic)
        for reader in topic.read_by:
            operations[f"{reader}.receive.{topic.name}"] = _operation("receive", topic)
    return operations


def _operation(action: str, topic: Topic) -> dict[str, Any]:
    channel = f"#/channels/{topic.name}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{name}"} for name in _types_on(topic)],
    }


def _types_on(topic: Topic) -> list[str]:
    return [row.name for row in EVENT_TYPES.values() if row.topic == topic]


if __name__ == "__main__":
    sys.stdout.write(render())
