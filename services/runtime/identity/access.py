"""Who may call a route. Every view says it, and is asked before anything else is looked at.

    @blueprint.get("/things")
    @public
    def list_things() -> ...:
        who = current_actor()                  # anonymous, or the owner of the key that was sent

    @blueprint.route("/bills")
    class Bills(MethodView):
        @requires("officer")                   # admin may everything that needs a role
        def get(self) -> ...: ...

The order of decorators does not matter: the mark travels with the view, and ``guard`` reads it
before arguments are validated and before anything is looked up. A missing or wrong key is
``KeyMissing`` or ``KeyUnknown`` (401), a wrong role ``RoleRefused`` (403). People who signed in are
known by their session, programs by their key; a session writes only with a form token. A view
without a mark answers nobody, and ``unguarded_routes`` names it so that a test (and
``create_app``) fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, TypeVar, cast

from flask import Flask, Request, g, request
from werkzeug.routing import Rule

from services.runtime.identity.ticket import sent_ticket

Role = Literal["resident", "officer", "planner", "searcher", "admin", "device"]
ROLES: Final[tuple[Role, ...]] = (
    "resident",
    "officer",
    "planner",
    "searcher",
    "admin",
    "device",
)

_MARK: Final = "__citymend_access__"
_AUTOMATIC_METHODS: Final = frozenset({"HEAD", "OPTIONS"})

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Scope:
    """The areas and responsible units somebody works for, by code; none named means all."""

    areas: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def holds_area(self, path: Iterable[str]) -> bool:
        """Whether a thing at this area path (jurisdiction down to its area) is within it."""
        return not self.areas or not set(self.areas).isdisjoint(path)

    def holds_unit(self, unit: str | None) -> bool:
        return not self.units or unit in self.units


EVERYWHERE: Final = Scope()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is calling. ``role`` is "anonymous" when nobody said who they are."""

    role: Role | Literal["anonymous"]
    name: str = ""
    key_id: str | None = None
    account_id: str | None = None
    """Set when a person is signed in, with a session instead of a key."""
    scope: Scope = EVERYWHERE
    must_change: bool = False
    """Signed in with a password that somebody else gave: only a new one may be chosen."""

    @property
    def is_anonymous(self) -> bool:
        return self.role == "anonymous"

    def may(self, *roles: Role) -> bool:
        """Whether this actor has one of the roles; an admin has them all."""
        return self.role == "admin" or self.role in roles


ANONYMOUS: Final = Actor("anonymous")


class KeyRefused(Exception):
    """The caller did not show a key that is known (401)."""


class KeyMissing(KeyRefused):
    """The route names a role and no key was sent."""


class KeyUnknown(KeyRefused):
    """A key was sent that was never given out or is revoked."""


class RoleRefused(Exception):
    """The key is good, its role is not one of those the route names (403)."""


class PasswordChangeDue(Exception):
    """The password was given out by somebody else; first an own one must be chosen (403)."""


class Keys(Protocol):
    """Finds out who calls: whose key it is, whose session."""

    def actor(self, key: str) -> Actor | None:
        """The actor behind a key, or None for a key that is unknown or revoked."""

    def holder(self, account_id: str, epoch: int) -> Actor | None:  # noqa: ARG002
        """The actor behind a session, or None when it is over; nobody where none are kept."""
        return None

    def staff(self) -> Sequence[Actor]:
        """Everybody who can sign in; nobody where no accounts are kept."""
        return ()


@dataclass(frozen=True, slots=True)
class AccessRule:
    """Who may use a view: anybody, or the named roles."""

    roles: tuple[Role, ...]
    is_public: bool = False


def public(view: View) -> View:
    """Mark a view (or a whole MethodView class) as open to everybody."""
    return _marked(view, AccessRule((), is_public=True))


def requires(*roles: Role) -> Callable[[View], View]:
    """Mark a view (or a whole MethodView class) as open to these roles, and to admin."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"roles must be some of {ROLES}, not {roles}")
    return lambda view: _marked(view, AccessRule(roles))


def current_actor() -> Actor:
    """Who is calling in this request; ``ANONYMOUS`` outside one."""
    try:
        return cast(Actor, g.actor)
    except (AttributeError, RuntimeError):
        return ANONYMOUS


def guard(app: Flask, keys: Keys) -> None:
    """Check every request of the app against the mark of its view, before any other step."""

    def check() -> None:
        g.actor = ANONYMOUS
        if request.url_rule is None:
            return
        rule = access_rule(app, request.url_rule, request.method)
        sent = sent_key(request)
        if sent is not None:
            g.actor = keys.actor(sent) or _refuse_key()
        elif (ticket := sent_ticket()) is not None:
            g.actor = keys.holder(ticket.account_id, ticket.epoch) or ANONYMOUS
            _check_form_token(app, g.actor)
        if rule is None or not rule.is_public:
            _check_role(g.actor, rule)

    app.before_request(check)


def access_rule(app: Flask, url_rule: Rule, method: str) -> AccessRule | None:
    """The mark of the view that answers this method of the rule; None when it has none."""
    if method == "OPTIONS" or _is_static(url_rule.endpoint):
        return AccessRule((), is_public=True)
    view: Any = app.view_functions[url_rule.endpoint]
    view_class = getattr(view, "view_class", None)
    if view_class is None:
        return cast("AccessRule | None", getattr(view, _MARK, None))
    verb = "get" if method == "HEAD" and not hasattr(view_class, "head") else method.lower()
    handler = getattr(view_class, verb, None)
    return cast(
        "AccessRule | None", getattr(handler, _MARK, None) or getattr(view_class, _MARK, None)
    )


def unguarded_routes(app: Flask) -> list[str]:
    """Every "METHOD /path" whose view neither names a role nor is marked public."""
    return [
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in sorted(_own_methods(rule))
        if access_rule(app, rule, method) is None
    ]


def sent_key(incoming: Request) -> str | None:
    """The bearer key of a request; other schemes of Authorization are not ours to judge."""
    sent = incoming.authorization
    return sent.token or "" if sent is not None and sent.type == "bearer" else None


def _marked(view: View, rule: AccessRule) -> View:
    setattr(view, _MARK, rule)
    return view


def _check_form_token(app: Flask, actor: Actor) -> None:
    """A cookie travels with whatever page sends the request, so each write must bring the token
    of a page of ours, also where API routes ask nobody else for one."""
    if not actor.is_anonymous and "csrf" in app.extensions:
        app.extensions["csrf"].protect()


def _check_role(actor: Actor, rule: AccessRule | None) -> None:
    if actor.is_anonymous:
        raise KeyMissing
    if actor.must_change:
        raise PasswordChangeDue
    if rule is None or not actor.may(*rule.roles):
        raise RoleRefused


def _refuse_key() -> Actor:
    raise KeyUnknown


def _own_methods(rule: Rule) -> Iterable[str]:
    return (rule.methods or set()) - _AUTOMATIC_METHODS


def _is_static(endpoint: str) -> bool:
    return endpoint == "static" or endpoint.endswith(".static")
