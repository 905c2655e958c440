"""POST Service Request: what must be refused, and how. A server that is wrong here writes."""

from collections.abc import Iterator

from services.open311_check.check import Check
from services.open311_check.posting import ADDRESS, a_request, realtime, service_of, service_with
from services.open311_check.reading import Form
from services.open311_check.refusing import errors_of, refused
from services.open311_check.server import Server, Unjudged

_SECTION = "POST Service Request"
_LONGEST = 4_000
_SECRET = "this-key-was-never-given-out"  # noqa: S105 - a key that opens nothing


def _no_key(server: Server, form: Form) -> Iterator[str]:
    answer = server.post(form, realtime(server, form), key=None)
    yield from refused(answer, "a request without api_key", 403)


def _wrong_key(server: Server, form: Form) -> Iterator[str]:
    answer = server.post(form, realtime(server, form), key=_SECRET)
    yield from refused(answer, "a request with an unknown api_key", 403)


def _errors(server: Server, form: Form) -> Iterator[str]:
    answer = server.post(form, [("service_code", "")])
    if answer.status < 400:
        raise Unjudged("a request of nothing was taken")
    told = errors_of(answer, form)
    if isinstance(told, str):
        yield told


def _unknown_service(server: Server, form: Form) -> Iterator[str]:
    said = [("service_code", "no-such-service-0"), ("address_string", ADDRESS)]
    yield from refused(server.post(form, said), "an unknown service_code", 404)


def _no_service(server: Server, form: Form) -> Iterator[str]:
    said = realtime(server, form, without=("service_code",))
    yield from refused(server.post(form, said), "a request without service_code", 400)


def _no_place(server: Server, form: Form) -> Iterator[str]:
    said = realtime(server, form, without=("lat", "long"))
    yield from refused(server.post(form, said), "a request without a place", 400)


def _half_a_place(server: Server, form: Form) -> Iterator[str]:
    for missing in ("lat", "long"):
        said = realtime(server, form, without=(missing,))
        yield from refused(server.post(form, said), f"a request without {missing}", 400)


def _impossible_place(server: Server, form: Form) -> Iterator[str]:
    said = [*realtime(server, form, without=("lat", "long")), ("lat", "91"), ("long", "181")]
    yield from refused(server.post(form, said), "lat=91 and long=181", 400)


def _too_long(server: Server, form: Form) -> Iterator[str]:
    said = realtime(server, form, without=("description",))
    answer = server.post(form, [*said, ("description", "长" * (_LONGEST + 1))])
    yield from refused(answer, "a description of 4,001 characters", 400)


def _required(server: Server, form: Form) -> Iterator[str]:
    code, attribute = service_with(server, form, required="true")
    name = f"attribute[{attribute.get('code')}]"
    answer = server.post(form, a_request(server, form, code, without=(name,)))
    yield from refused(answer, f"{code} without its required {name}", 400)


def _wrong_answers(server: Server, form: Form) -> Iterator[str]:
    code = service_of(server, form, "realtime")
    said = [*a_request(server, form, code), ("attribute[no_such_thing]", "1")]
    yield from refused(server.post(form, said), "an unknown attribute", 400)
    for wrong in ({"datatype": "number"}, {"datatype": "singlevaluelist"}):
        code, attribute = service_with(server, form, **wrong)
        name = f"attribute[{attribute.get('code')}]"
        said = [*a_request(server, form, code, without=(name,)), (name, "no such value")]
        what = f"{wrong['datatype']} {name} with the answer 'no such value'"
        yield from refused(server.post(form, said), what, 400)


def _each_fault(server: Server, form: Form) -> Iterator[str]:
    wrong = [("attribute[no_such_thing]", "1"), ("attribute[nor_this_one]", "1")]
    answer = server.post(form, [*realtime(server, form), *wrong])
    told = errors_of(answer, form)
    if isinstance(told, str):
        raise Unjudged(told)
    if len(told) < len(wrong):
        yield f"two wrong attributes are told in {len(told)} error"


CHECKS: tuple[Check, ...] = (
    Check("post-without-key", f"{_SECTION}; R11", "Without api_key: 403.", _no_key),
    Check("post-wrong-key", f"{_SECTION}; R11", "With an unknown api_key: 403.", _wrong_key),
    Check("post-error-shape", "Errors", "A refused POST answers errors in their shape.", _errors),
    Check("post-unknown-service", _SECTION, "An unknown service_code: 404.", _unknown_service),
    Check("post-no-service", _SECTION, "No service_code: 400.", _no_service),
    Check("post-no-place", _SECTION, "No place: 400.", _no_place),
    Check("post-half-a-place", f"{_SECTION}; R13", "lat without long: 400.", _half_a_place),
    Check(
        "post-impossible-place",
        f"{_SECTION}; R13",
        "Degrees beyond 90 or 180: 400.",
        _impossible_place,
    ),
    Check("post-too-long", f"{_SECTION}; R14", "More than 4,000 characters: 400.", _too_long),
    Check("post-required", _SECTION, "A required attribute without an answer: 400.", _required),
    Check(
        "post-wrong-answers",
        f"{_SECTION}; R15",
        "Unknown attributes, unknown values and numbers that are none: 400.",
        _wrong_answers,
    ),
    Check("post-one-error-each", f"{_SECTION}; R15", "Every wrong answer is told of.", _each_fault),
)
