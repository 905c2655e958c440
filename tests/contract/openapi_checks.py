"""Holds an app to its own OpenAPI document, with requests that schemathesis makes up.

    answers = keep_to_the_document(app, "/api/search/openapi.json", key=admin_key)
    assert answers["GET /api/search/v1/records"][200]

Fails on a status, content type or body that the document does not name, and on any 5xx other than
the documented 503 and 504. Rate limits of the app must be off.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CHECKS: Final = [status_code_conformance, content_type_conformance, response_schema_conformance]
MODES: Final = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
_MAY_BE_AWAY: Final = (503, 504)


def keep_to_the_document(
    app: "WSGIApplication", path: str, *, key: str | None = None, examples: int = 15
) -> Mapping[str, Counter[int]]:
    """Ask every operation ``examples`` times rightly and wrongly; how often each status came."""
    schema = schemathesis.openapi.from_wsgi(path, app)
    # Keys that schemathesis makes up would hide what is behind them.
    schema.config.generation.update(with_security_parameters=False)
    answers: dict[str, Counter[int]] = defaultdict(Counter)
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    for operation in _operations(schema):
        # Who shows no key is turned away before anything of the request is looked at.
        turned_away = key is None and _wants_a_key(operation)
        for mode in MODES:
            most = 1 if turned_away else examples
            _ask(operation, mode, headers, most, answers[operation.label])
    return answers


def _operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        yield found.ok()


def _wants_a_key(operation: Any) -> bool:
    """Public operations carry `security: []`."""
    raw = operation.definition.raw
    return bool(raw.get("security", operation.schema.raw_schema.get("security")))


def _ask(
    operation: Any,
    mode: Any,
    headers: Mapping[str, str],
    examples: int,
    answers: Counter[int],
) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(headers=dict(headers))
        answers[answer.status_code] += 1
        assert answer.status_code < 500 or answer.status_code in _MAY_BE_AWAY, answer.text
        case.validate_response(answer, checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:
        # An operation without parameters and body cannot be asked wrongly.
        assert mode is schemathesis.GenerationMode.NEGATIVE
