"""What one feature of a service brings along, and the app that several of them make.

    def lamp_feature(lamps: Lamps) -> Feature:                    # in the feature's wiring.py
        return Feature(
            name="lamps",
            routes=[lamp_routes(lamps)],
            refusals=LAMP_REFUSALS,
            translations=[Path(__file__).parent],                 # folders that hold a zh.po
            menu=[MenuEntry("lamps", "/desk/lamps", lazy_gettext("Lamps"))],
        )

    app = compose(About(...), [lamp_feature(lamps), …], web=web, keys=keys, check=database.ready)

Features stand in the order of the list: so do their entries of the menu.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import flask
from flask import Flask

from services.runtime.identity.access import Keys
from services.runtime.jobs import Doing
from services.runtime.web.app import About, Check, create_app
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.pages import MenuEntry
from services.runtime.web.refusals import OF_EVERY_APP, Refusals
from services.runtime.web.settings import WebSettings

_SHELL: Final = "the shell of all apps"
_NAMED: Final = re.compile(r"<(?:([^:>]*):)?[^>]*>")
"""A part of an address that is read; two addresses that name it differently are one."""


class BroughtTwice(Exception):
    """Two features bring the same thing; the message names both. One would hide the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """All that a service must know of one of its features."""

    name: str
    routes: Sequence[Blueprint] = ()
    """Of the API."""
    pages: Sequence[flask.Blueprint] = ()
    protocols: Sequence[flask.Blueprint] = ()
    """Routes of published standards; see `create_app`."""
    refusals: Refusals = field(default_factory=dict)
    """What its exceptions mean to a caller."""
    translations: Sequence[Path] = ()
    menu: Sequence[MenuEntry] = ()
    jobs: Mapping[str, Doing] = field(default_factory=dict)
    """What a command may ask for, by the word of the job."""

    def claims(self) -> Iterator[tuple[str, Any]]:
        """Everything that only one feature of a service may bring: its kind, and which."""
        yield "feature", self.name
        for blueprint in (*self.routes, *self.pages, *self.protocols):
            yield "blueprint", blueprint.name
        for refusal in self.refusals:
            yield "refusal", refusal
        for folder in self.translations:
            yield "translations", folder.resolve()
        for entry in self.menu:
            yield "menu entry", entry.code
            yield "menu entry", entry.path
        for word in self.jobs:
            yield "job", word


def compose(
    about: About,
    features: Sequence[Feature],
    *,
    web: WebSettings,
    keys: Keys,
    check: Check = lambda: None,
) -> Flask:
    """The finished app of these features. Raises BroughtTwice, and what `create_app` raises."""
    refuse_twice([Feature(name=_SHELL, refusals=OF_EVERY_APP), *features])
    app = create_app(
        about,
        web=web,
        keys=keys,
        check=check,
        blueprints=[one for feature in features for one in feature.routes],
        pages=[one for feature in features for one in feature.pages],
        protocols=[one for feature in features for one in feature.protocols],
        translations=[one for feature in features for one in feature.translations],
        menu=[one for feature in features for one in feature.menu],
        refusals={of: to for feature in features for of, to in feature.refusals.items()},
    )
    _refuse_one_address(app, features)
    return app


def jobs_of(features: Sequence[Feature]) -> Mapping[str, Doing]:
    """All their jobs by word. Raises BroughtTwice."""
    refuse_twice(features)
    return {word: doing for feature in features for word, doing in feature.jobs.items()}


def refuse_twice(features: Sequence[Feature]) -> None:
    """Raises BroughtTwice unless everything is brought by one feature, and once."""
    brought: dict[tuple[str, Any], str] = {}
    for feature in features:
        for claim in feature.claims():
            if claim in brought:
                raise BroughtTwice(_sentence(*claim, brought[claim], feature.name))
            brought[claim] = feature.name


def _refuse_one_address(app: Flask, features: Sequence[Feature]) -> None:
    """Of two views with one address Flask would ask the first only."""
    owner = {
        blueprint.name: feature.name
        for feature in features
        for blueprint in (*feature.routes, *feature.pages, *feature.protocols)
    }
    served: dict[tuple[str, str], str] = {}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            address = (method, _NAMED.sub(r"<\1>", rule.rule))
            other = served.setdefault(address, rule.endpoint)
            if other != rule.endpoint:
                names = [owner.get(end.partition(".")[0], _SHELL) for end in (other, rule.endpoint)]
                raise BroughtTwice(_sentence("address", f"{method} {rule.rule}", *names))


def _sentence(kind: str, which: Any, one: str, other: str) -> str:
    name = which.__qualname__ if isinstance(which, type) else which
    if one == other:
        return f"{one} brings the {kind} {name} twice"
    return f"{one} and {other} both bring the {kind} {name}"
