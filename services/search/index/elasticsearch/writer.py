"""Writing to Elasticsearch: external versions, an alias in front of a concrete index.

The alias `name` is what everybody reads and writes. While a rebuild runs, `name-next` stands in
front of the fresh index, and every writing process writes to both.
"""

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch

from services.runtime.unavailable import IndexUnavailable
from services.search.index.document import Document, Key
from services.search.index.elasticsearch.connection import is_away, talking
from services.search.index.elasticsearch.mapping import MAPPING, REFRESH, SETTINGS, to_source
from services.search.index.elasticsearch.reader import ElasticsearchReader
from services.search.index.payload import newest_versions
from services.search.index.port import DocumentRefused, IndexOutdated

_CONFLICT = 409
_MISSING = 404
_BULK = 500
"""Documents in one request: at 64 kB an event at most, far below the engine's 100 MB."""


class ElasticsearchIndex(ElasticsearchReader):
    """Index on an alias. The engine compares versions, so any number of processes may write."""

    def __init__(self, client: Elasticsearch, name: str) -> None:
        super().__init__(client, name)
        self._next = f"{name}-next"
        self._made = False

    def make(self) -> None:
        if self._made:
            return
        with talking():
            if not self._client.indices.exists_alias(name=self._name):
                self._make_first()
            self._check_mapping()
        self._made = True

    def settle(self) -> None:
        with talking():
            self._client.indices.refresh(index=self._name)

    def write(self, documents: Sequence[Document]) -> None:
        newest = newest_versions(documents)
        self.make()
        for start in range(0, len(newest), _BULK):
            self._write_both(newest[start : start + _BULK])

    def versions_of(self, keys: Sequence[Key]) -> Mapping[Key, int]:
        if not keys:
            return {}
        self.make()
        by_id = {str(key): key for key in keys}
        with talking():
            answer = self._client.mget(index=self._name, ids=list(by_id), source=False)
        found = [entry for entry in answer["docs"] if entry.get("found")]
        return {by_id[entry["_id"]]: int(entry["_version"]) for entry in found}

    def rebuild(self) -> "ElasticsearchRebuild":
        with suppress(IndexOutdated):
            self.make()
        with talking():
            self._remove_next()
            concrete = f"{self._name}-{secrets.token_hex(4)}"
            fresh = self._create(concrete, {self._next: {}}, refresh_interval="-1")
        return ElasticsearchRebuild(self, fresh)

    def _write_both(self, documents: Sequence[Document]) -> None:
        with talking():
            rebuilding = bool(self._client.indices.exists_alias(name=self._next))
        self._bulk(self._name, documents)
        if rebuilding and not self._bulk(self._next, documents, may_miss=True):
            # The rebuild has just been switched or given up: what now serves must have them.
            self._bulk(self._name, documents)

    def _bulk(self, alias: str, documents: Sequence[Document], *, may_miss: bool = False) -> bool:
        """Durably written (the default translog setting). False when the alias is missing."""
        if not documents:
            return True
        lines: list[Mapping[str, Any]] = []
        for document in documents:
            address = {"_id": str(document.key), "version": document.version}
            lines += [{"index": {**address, "version_type": "external_gte"}}, to_source(document)]
        with talking():
            answer = self._client.bulk(operations=lines, index=alias, require_alias=True)
        outcomes = [item["index"] for item in answer["items"]] if answer["errors"] else []
        if may_miss and any(outcome["status"] == _MISSING for outcome in outcomes):
            return False
        for outcome in outcomes:
            _check(int(outcome["status"]), outcome.get("error", {}))
        return True

    def _make_first(self) -> None:
        # Always the same name: of all that find no alias at once the engine lets one make it.
        # Two indices behind the alias would refuse every write.
        try:
            self._create(f"{self._name}-first", {self._name: {}})
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _check_mapping(self) -> None:
        """Raises IndexOutdated when what is served has other fields than this release writes."""
        told = self._client.indices.get_mapping(index=self._name).body
        for concrete in told.values():
            if set(concrete["mappings"].get("properties", {})) != set(MAPPING["properties"]):
                raise IndexOutdated

    def _create(self, concrete: str, aliases: Mapping[str, Any], **settings: str) -> str:
        self._client.indices.create(
            index=concrete, mappings=MAPPING, settings={**SETTINGS, **settings}, aliases=aliases
        )
        return concrete

    def _behind(self, alias: str) -> Sequence[str]:
        if not self._client.indices.exists_alias(name=alias):
            return []
        return list(self._client.indices.get_alias(name=alias).body)

    def _remove_next(self) -> None:
        for concrete in self._behind(self._next):
            self._client.indices.delete(index=concrete, ignore_unavailable=True)

    def _fill(self, documents: Sequence[Document]) -> None:
        newest = newest_versions(documents)
        for start in range(0, len(newest), _BULK):
            if not self._bulk(self._next, newest[start : start + _BULK], may_miss=True):
                raise IndexUnavailable("this rebuild was given up")

    def _switch(self, fresh: str) -> None:
        with talking():
            self._client.indices.put_settings(index=fresh, settings={"refresh_interval": REFRESH})
            self._client.indices.refresh(index=fresh)
            old = self._behind(self._name)
            try:
                self._client.indices.update_aliases(
                    actions=[
                        {"remove": {"index": fresh, "alias": self._next, "must_exist": True}},
                        {"add": {"index": fresh, "alias": self._name}},
                        *({"remove_index": {"index": index}} for index in old if index != fresh),
                    ]
                )
                self._made = True
            except BadRequestError as error:
                raise IndexUnavailable("this rebuild was given up") from error

    def _abandon(self, fresh: str) -> None:
        with talking():
            if fresh in self._behind(self._next):
                self._client.indices.delete(index=fresh, ignore_unavailable=True)


class ElasticsearchRebuild:
    """Rebuild beside the serving alias."""

    def __init__(self, index: ElasticsearchIndex, fresh: str) -> None:
        self._index = index
        self._fresh = fresh

    def write(self, documents: Sequence[Document]) -> None:
        self._index._fill(documents)

    def switch(self) -> None:
        self._index._switch(self._fresh)

    def abandon(self) -> None:
        self._index._abandon(self._fresh)


def _check(status: int, fault: Mapping[str, Any]) -> None:
    """A newer version being there already is what we want; anything else is not."""
    if status == _CONFLICT or status < 300:
        return
    if is_away(status):
        raise IndexUnavailable(f"the search index answers {status}")
    raise DocumentRefused(str(fault.get("type", status)))
