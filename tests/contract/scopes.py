"""What each route names that somebody of the staff may have nothing to do with: the one table.

A row is `METHODS  PATH  WHAT  [BODY]`, found as in `who_may_call`; a long BODY stands on a line of
its own. WHAT is

* a thing (`report`, `case`, `member`: a report of a case, `question`: about a report of a case,
  `photo`, `slip`, `judged`: something that moderation judges, `need`, `proposal`: about one need or
  two, `project`, `record`):
  whoever does not work on it is answered as if it were not there, with the BODY that would do;
* `list`: names nothing, shows things, and of these the reader's own;
* `asked`: its BODY names things (`"REPORT"` stands for one), refused where they are another's;
* `own`: nobody's but the caller's, by a token, a session or a key that is asked for elsewhere;
* `public`: shows what everybody may read, so nothing of the staff's, whoever asks;
* `nothing`: names no thing and shows none.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from tests.contract import who_may_call

TABLE: Final = """
# every service
GET     /api/SERVICE/healthz                                nothing
GET     /api/SERVICE/openapi.json                           nothing
GET     /api/SERVICE/docs                                   nothing
GET     /static/*                                           nothing
GET     /search/static/<>                                   nothing
GET     /healthz                                            nothing
GET     /readyz                                             nothing
GET     /metrics                                            nothing

# the door
*       /sign-in                                            own
*       /sign-out                                           own
*       /account                                            own

# residents' pages
GET     /                                                   public
GET     /board                                              public
GET     /figures                                            public
GET     /feeds/<>.atom                                      public
*       /find                                               own
*       /find/<>                                            own
GET     /map                                                public
GET     /map/areas.geojson                                  public
GET     /map/points.geojson                                 public
GET     /photos/<>.jpg                                      photo
GET     /report                                             public
POST    /report                                             nothing
GET     /report/away                                        nothing
GET     /report/done                                        own
GET     /report/kinds                                       nothing
GET     /report/photos/<>.jpg                               own
GET     /report/token                                       own
GET     /sw.js                                              nothing
POST    /report/join                                        public
POST    /report/suggestion                                  nothing
GET     /track                                              own
*       /track/<>                                           own
*       /track/<>/notices                                   own
POST    /track/<>/opinion                                   own

# Open311: what is for the staff is in it for nobody
GET     /open311/v2/requests                                public
GET     /open311/v2/requests.<>                             public
GET     /open311/v2/requests/<>                             public
GET     /open311/v2/tokens/<>                               own
POST    /open311/v2/requests                                nothing
POST    /open311/v2/requests.<>                             nothing
GET     /open311/discovery                                  nothing
GET     /open311/discovery.<>                               nothing
GET     /open311/v2/discovery                               nothing
GET     /open311/v2/discovery.<>                            nothing
GET     /open311/v2/services                                nothing
GET     /open311/v2/services.<>                             nothing
GET     /open311/v2/services/<>                             nothing
*       /open311                                            nothing
*       /open311/<>                                         nothing

# intake's API
GET     /api/intake/v1/categories                           nothing
GET     /api/intake/v1/reports                              list
POST    /api/intake/v1/reports                              nothing
GET     /api/intake/v1/reports/nearby                       list
GET     /api/intake/v1/reports/<>                           report
GET     /api/intake/v1/reports/<>/photos                    report
GET     /api/intake/v1/reports/<>/duplicates                report
GET     /api/intake/v1/reports/<>/parts                     report
POST    /api/intake/v1/reports/<>/join                      report  {"description": "也是"}
POST    /api/intake/v1/reports/<>/category                  report
        {"category": "pothole", "why": "x"}
POST    /api/intake/v1/reports/<>/place                     report  {"area": "AREA", "why": "x"}
POST    /api/intake/v1/reports/<>/danger                    report
        {"judged": "dismissed", "why": "x"}
POST    /api/intake/v1/reports/<>/parts                     report
        {"parts": [{"category":"pothole","description":"x"}, {"category":"lift","description":"y"}]}
POST    /api/intake/v1/reports/<>/dispute                   own
POST    /api/intake/v1/reports/<>/satisfaction              own
POST    /api/intake/v1/reports/<>/still-not-fixed           own
POST    /api/intake/v1/photos                               nothing
POST    /api/intake/v1/suggestions                          nothing
GET     /api/intake/v1/cases                                list
POST    /api/intake/v1/cases                                asked   {"reports": ["REPORT"]}
GET     /api/intake/v1/cases/supports                       list
GET     /api/intake/v1/cases/appeals                        list
GET     /api/intake/v1/cases/questions                      list
POST    /api/intake/v1/cases/<>/questions/<>                question
        {"decision": "report_only", "version": 2}
GET     /api/intake/v1/cases/<>                             case
POST    /api/intake/v1/cases/<>/steps                       case
        {"step": "accept", "version": 3}
POST    /api/intake/v1/cases/<>/reports                     case    {"reports": ["REPORT"]}
DELETE  /api/intake/v1/cases/<>/reports/<>                  member
POST    /api/intake/v1/cases/<>/supports                    case
        {"unit": "water_bureau", "task": "x", "limit": "2工作日"}
POST    /api/intake/v1/cases/<>/supports/<>                 case
        {"ending": "withdrawn", "said": "x"}
POST    /api/intake/v1/cases/<>/appeals                     case    {"reason": "x"}
POST    /api/intake/v1/cases/<>/appeals/reviews             case
        {"verdict": "upheld", "reason": "x"}
GET     /api/intake/v1/cases/<>/photos                      case
POST    /api/intake/v1/cases/<>/photos                      case    {"photo": "PHOTO"}
POST    /api/intake/v1/cases/<>/disputes                    case
        {"version": 3, "verdict": "upheld", "reason": "x"}
POST    /api/intake/v1/cases/<>/assignee                    case
        {"version": 3, "assignee": null}
POST    /api/intake/v1/cases/<>/due-day                     case
        {"version": 3, "due_on": "2027-01-04", "reason": "x"}
GET     /api/intake/v1/cases/<>/notes                       case
POST    /api/intake/v1/cases/<>/notes                       case    {"text": "x"}
POST    /api/intake/v1/imports                              nothing
GET     /api/intake/v1/statistics                           list
GET     /api/intake/v1/moderation                           list
GET     /api/intake/v1/moderation/<>/<>                     judged
POST    /api/intake/v1/moderation/<>/<>                     judged
        {"verdict": "passed", "mark": "x"}

# the desk
GET     /desk                                               list
POST    /desk/bundles                                       asked
        {"action": "answer", "reports": ["REPORT"], "outcome": "answered", "note": "好了"}
GET     /desk/many                                          list
POST    /desk/many                                          asked
        {"reports": ["REPORT"], "outcome": "not_ours", "reason": "不归我们管"}
GET     /desk/cases                                         list
GET     /desk/reports                                       list
GET     /desk/mailbox                                       list
GET     /desk/moderation                                    list
POST    /desk/moderation                                    asked
        {"kind": "report", "subject": "REPORT", "verdict": "passed", "mark": "x"}
GET     /desk/statistics                                    list
GET     /desk/statistics.csv                                list
*       /desk/imports                                       own
*       /desk/imports/<>                                    own
GET     /desk/away                                          own
POST    /desk/away                                          own
POST    /desk/away/back                                     own
POST    /desk/filters                                       own
POST    /desk/filters/drop                                  own
GET     /desk/behalf                                        nothing
POST    /desk/behalf                                        nothing
GET     /desk/behalf/<>                                     slip
GET     /desk/reports/<>                                    report
POST    /desk/reports/<>/category                           report
        {"category": "pothole", "why": "x"}
POST    /desk/reports/<>/place                              report  {"area": "AREA", "why": "x"}
POST    /desk/reports/<>/same                               report  {"reports": ["REPORT"]}
POST    /desk/reports/<>/danger                             report
        {"judged": "dismissed", "why": "x"}
POST    /desk/reports/<>/contact                            report  {"why": "回访"}
POST    /desk/reports/<>/split                              report
        {"category-1": "pothole", "description-1": "x", "category-2": "lift", "description-2": "y"}
POST    /desk/cases/<>/undo                                 case    {}
GET     /desk/cases/<>                                      case
POST    /desk/cases/<>/steps                                case
        {"step": "accept", "version": "3"}
POST    /desk/cases/<>/assignee                             case
        {"holding": "claim", "version": "3"}
POST    /desk/cases/<>/due-day                              case
        {"version": "3", "due_on": "2027-01-04", "reason": "x"}
POST    /desk/cases/<>/notes                                case    {"text": "x"}
POST    /desk/cases/<>/reports                              case    {"numbers": "REPORT"}
POST    /desk/cases/<>/disputes                             case
        {"verdict": "upheld", "reason": "x", "version": "3"}
POST    /desk/cases/<>/questions/<>                         question
        {"decision": "report_only", "asked": "2", "version": "3"}
POST    /desk/cases/<>/supports                             case
        {"unit": "water_bureau", "task": "x", "limit": "2工作日"}
POST    /desk/cases/<>/supports/<>                          case
        {"ending": "withdrawn", "said": "x"}
POST    /desk/cases/<>/appeals                              case    {"reason": "x"}
POST    /desk/cases/<>/appeals/reviews                      case
        {"verdict": "upheld", "reason": "x"}
GET     /desk/cases/<>/photos                               case
POST    /desk/cases/<>/photos                               case    {}

# bank
GET     /api/bank/v1/criteria                               nothing
GET     /api/bank/v1/needs                                  list
GET     /api/bank/v1/projects                               list
GET     /api/bank/v1/ranking                                list
POST    /api/bank/v1/ranking                                nothing
GET     /projects                                           list
GET     /projects/<>                                        project
GET     /api/bank/v1/needs/proposals                        list
POST    /api/bank/v1/needs/proposals/<>/accept              proposal
        {"reason": "x", "version": 1}
POST    /api/bank/v1/needs/proposals/<>/dismiss             proposal {"reason": "x"}
GET     /api/bank/v1/needs/<>                               need
GET     /api/bank/v1/needs/<>/reports                       need
GET     /api/bank/v1/needs/<>/decisions                     need
POST    /api/bank/v1/needs/<>/confirm                       need    {"reason": "x", "version": 1}
POST    /api/bank/v1/needs/<>/dismiss                       need    {"reason": "x", "version": 1}
POST    /api/bank/v1/needs/<>/reopen                        need    {"reason": "x", "version": 1}
POST    /api/bank/v1/needs/<>/describe                      need
        {"reason": "x", "version": 1, "severity": 3}
POST    /api/bank/v1/needs/<>/merge                         need
        {"reason": "x", "version": 1, "into": "N-000099"}
POST    /api/bank/v1/needs/<>/split                         need
        {"reason": "x", "version": 1, "reports": ["R1"]}
POST    /api/bank/v1/needs/<>/move                          need
        {"reason": "x", "version": 1, "reports": ["R1"], "to": "N-000099"}
POST    /api/bank/v1/needs/<>/pin                           need
        {"reason": "x", "version": 1, "reports": ["R1"]}
GET     /api/bank/v1/projects/<>                            project
GET     /api/bank/v1/projects/<>/changes                    project
GET     /api/bank/v1/projects/<>/ratings                    project
GET     /api/bank/v1/projects/<>/explanation                project
POST    /api/bank/v1/projects/<>/adoption                   project {"reason": "x"}
POST    /api/bank/v1/projects/<>/state                      project
        {"reason": "x", "state": "suspended"}
PATCH   /api/bank/v1/projects/<>                            project
        {"reason": "x", "title": "别的名字"}
PUT     /api/bank/v1/projects/<>/gates/<>                   project
        {"reason": "x", "passed": true, "on": "2026-11-20"}
PUT     /api/bank/v1/projects/<>/ratings/<>                 project {"reason": "x", "low": 50}

# search
GET     /api/search/v1/records                              list
GET     /api/search/v1/suggest                              list
GET     /api/search/v1/records/<>:<>/thread                 record
GET     /search                                             list
GET     /search/<>:<>                                       record
*       /api/search/v1/saved                                own
*       /api/search/v1/saved/<>                             own
GET     /api/search/v1/saved/<>/records                     own
GET     /api/search/v1/zero-hits                            nothing
"""

THINGS: Final = frozenset(
    (
        *("report", "member", "case", "question", "photo", "slip", "judged"),
        *("need", "proposal", "project", "record"),
    )
)
_OTHERS: Final = frozenset(("list", "asked", "own", "public", "nothing"))


@dataclass(frozen=True, slots=True)
class Row:
    routes: who_may_call.Row
    what: str
    body: Mapping[str, Any] | None

    @property
    def path(self) -> str:
        return self.routes.path


@cache
def rows() -> tuple[Row, ...]:
    lines = TABLE.replace("\n        {", " {").splitlines()
    cells = (line.split("#")[0].split(maxsplit=3) for line in lines)
    return tuple(_row(*each) for each in cells if each)


def row_of(method: str, path: str) -> Row | None:
    """The first that fits; `path` is the route's, with its parameters in angle brackets."""
    return next((row for row in rows() if row.routes.fits(method, path)), None)


def _row(methods: str, path: str, what: str, body: str = "") -> Row:
    if what not in THINGS | _OTHERS:
        raise ValueError(f"{path}: {what}")
    routes = who_may_call.Row(tuple(methods.split("|")), path, frozenset())
    return Row(routes, what, json.loads(body) if body else None)
