"""Who may call which route: the one table, and how a row is found for a route.

Whose things each may be called for stands in `scopes`.

A row is `METHODS  PATH  WHO`. METHODS may be `GET|POST` or `*`; in PATH a `*` stands for anything,
slashes too, `<>` for any one parameter, SERVICE for the word of any service. The first row that
fits counts. WHO is `everybody`, roles (an admin may everything and is not named), or `key:` and
the roles whose key the call wants although its answers are a published standard's. A `*` in a PATH
may close doors, never open one: what everybody may call is named path by path.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

TABLE: Final = """
# every service
GET         /api/SERVICE/healthz                            everybody
GET         /api/SERVICE/openapi.json                       everybody
GET         /api/SERVICE/docs                               everybody
GET         /static/SERVICE/<>                              everybody
GET         /static/SERVICE/carried/<>                      everybody
GET         /static/bank/own/<>                             everybody
GET         /search/static/<>                               everybody
GET         /healthz                                        everybody
GET         /readyz                                         everybody
GET         /metrics                                        resident officer planner searcher device

# the door
GET|POST    /sign-in                                        everybody
POST        /sign-out                                       everybody
GET|POST    /account                                        everybody

# residents' pages
GET         /                                               everybody
GET         /board                                          everybody
GET         /figures                                        everybody
GET         /feeds/<>.atom                                  everybody
GET|POST    /find                                           everybody
GET|POST    /find/<>                                        everybody
GET         /map                                            everybody
GET         /map/areas.geojson                              everybody
GET         /map/points.geojson                             everybody
GET         /photos/<>.jpg                                  everybody
GET|POST    /report                                         everybody
GET         /report/away                                    everybody
GET         /report/done                                    everybody
GET         /report/kinds                                   everybody
GET         /report/photos/<>.jpg                           everybody
GET         /report/token                                   everybody
GET         /sw.js                                          everybody
POST        /report/join                                    everybody
POST        /report/suggestion                              everybody
GET         /track                                          everybody
GET         /track/<>                                       everybody
GET|POST    /track/<>/notices                               everybody
POST        /track/<>/opinion                               everybody
GET         /projects                                       everybody
GET         /projects/<>                                    everybody
GET         /search                                         everybody
GET         /search/<>:<>                                   everybody

# staff's pages
*           /desk*                                          officer
*           /bank*                                          planner

# Open311
GET         /open311/discovery                              everybody
GET         /open311/discovery.<>                           everybody
GET         /open311/v2/discovery                           everybody
GET         /open311/v2/discovery.<>                        everybody
GET         /open311/v2/services                            everybody
GET         /open311/v2/services.<>                         everybody
GET         /open311/v2/services/<>                         everybody
GET         /open311/v2/requests                            everybody
GET         /open311/v2/requests.<>                         everybody
GET         /open311/v2/requests/<>                         everybody
GET         /open311/v2/tokens/<>                           everybody
POST        /open311/v2/requests                            key: resident officer device
POST        /open311/v2/requests.<>                         key: resident officer device
*           /open311                                        everybody
*           /open311/<>                                     everybody

# intake
GET         /api/intake/v1/categories                       everybody
GET|POST    /api/intake/v1/reports                          everybody
GET         /api/intake/v1/reports/nearby                   everybody
POST        /api/intake/v1/suggestions                      everybody
GET         /api/intake/v1/reports/<>                       everybody
GET         /api/intake/v1/reports/<>/photos                everybody
POST        /api/intake/v1/reports/<>/join                  everybody
POST        /api/intake/v1/reports/<>/dispute               everybody
POST        /api/intake/v1/reports/<>/satisfaction          everybody
POST        /api/intake/v1/reports/<>/still-not-fixed       everybody
POST        /api/intake/v1/photos                           everybody
*           /api/intake/v1/reports/*                        officer
*           /api/intake/v1/cases*                           officer
*           /api/intake/v1/imports*                         officer
GET         /api/intake/v1/statistics                       officer
*           /api/intake/v1/moderation*                      officer

# bank
GET         /api/bank/v1/criteria                           everybody
GET         /api/bank/v1/projects                           everybody
GET         /api/bank/v1/projects/<>                        everybody
GET         /api/bank/v1/projects/<>/explanation            everybody
GET         /api/bank/v1/ranking                            everybody
*           /api/bank/v1/*                                  planner

# search
GET         /api/search/v1/records                          everybody
GET         /api/search/v1/records/<>:<>/thread             everybody
GET         /api/search/v1/suggest                          everybody
*           /api/search/v1/saved*                           officer planner searcher
*           /api/search/v1/*                                searcher
"""

_SERVICES = ("intake", "bank", "search", "identity")
_PARAMETER = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Row:
    methods: tuple[str, ...]
    path: str
    roles: frozenset[str]
    """Empty: everybody."""
    is_key_of_standard: bool = False
    """A refusal is the standard's 403, also for who shows no key."""

    @property
    def is_open(self) -> bool:
        return not self.roles

    def fits(self, method: str, path: str) -> bool:
        if self.methods != ("*",) and method not in self.methods:
            return False
        plain = _PARAMETER.sub("<>", path)
        return any(fnmatchcase(plain, self.path.replace("SERVICE", word)) for word in _SERVICES)

    def refusal(self, who: str) -> int | None:
        """The status with which this caller is turned away; None when the call is let through.

        `who` is "stranger", "wrong key" or a role. A wrong key is never taken for none.
        """
        if who == "wrong key":
            return 403 if self.path.startswith("/open311") else 401
        if self.is_open or who in self.roles or who == "admin":
            return None
        return 401 if who == "stranger" and not self.is_key_of_standard else 403


def rows(table: str = TABLE) -> Sequence[Row]:
    lines = (line.split("#")[0].split(maxsplit=2) for line in table.splitlines())
    return [_row(*cells) for cells in lines if cells]


def row_of(method: str, path: str) -> Row | None:
    """`path` is the route's, with its parameters in angle brackets."""
    return next((row for row in rows() if row.fits(method, path)), None)


def _row(methods: str, path: str, who: str) -> Row:
    of_standard = who.startswith("key:")
    named = who.removeprefix("key:").split()
    roles = frozenset(() if named == ["everybody"] else named)
    return Row(tuple(methods.split("|")), path, roles, of_standard)
