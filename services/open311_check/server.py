"""The server under test: its calls, each asked once, and what a check needs of the answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from services.open311_check.exchange import Answer, Asked, Transport
from services.open311_check.reading import Form, Unreadable, read_json, read_xml, value_of

Pairs = Sequence[tuple[str, str]]
_EDGE = "edge-of-a-part-of-the-conformance-check"


class Unjudged(Exception):
    """A check cannot say anything here; says why."""


class Server:
    """One endpoint. Answers are kept, so that a rule that looks twice asks once."""

    def __init__(
        self,
        base: str,
        discovery: str,
        transport: Transport,
        now: datetime,
        *,
        api_key: str | None = None,
        jurisdiction: str | None = None,
    ) -> None:
        """`discovery` is the discovery document's address without its suffix."""
        self.base = base
        self.discovery = discovery
        self.now = now
        self.api_key = api_key
        self._transport = transport
        self._jurisdiction = jurisdiction
        self._answers: dict[Asked, Answer] = {}
        self._values: dict[tuple[int, Form, str], Any] = {}

    def forget(self) -> None:
        """Ask again from here on."""
        self._answers.clear()
        self._values.clear()

    def ask(self, asked: Asked) -> Answer:
        """Raises Unreachable."""
        if asked not in self._answers:
            self._answers[asked] = self._transport(asked)
        return self._answers[asked]

    def url(self, path: str, arguments: Mapping[str, str] | None = None, raw: str = "") -> str:
        """`raw` is put into the query as it is."""
        named = dict(arguments or {})
        if self._jurisdiction is not None:
            named.setdefault("jurisdiction_id", self._jurisdiction)
        query = "&".join(part for part in (urlencode(named), raw) if part)
        return f"{self.base}/{path}" + (f"?{query}" if query else "")

    def get(self, path: str, form: Form, arguments: Mapping[str, str] | None = None) -> Answer:
        return self.ask(Asked("GET", self.url(f"{path}.{form}", arguments)))

    def get_discovery(self, form: Form) -> Answer:
        return self.ask(Asked("GET", f"{self.discovery}.{form}"))

    def post(self, form: Form, pairs: Pairs, *, key: str | None = "", query: str = "") -> Answer:
        """Create a request. The key is the given one of the run; None sends none."""
        body = list(pairs)
        if self._jurisdiction is not None:
            body.append(("jurisdiction_id", self._jurisdiction))
        if key is not None:
            body.append(("api_key", key or self.api_key or ""))
        address = f"{self.base}/requests.{form}" + (f"?{query}" if query else "")
        kind = "application/x-www-form-urlencoded; charset=utf-8"
        return self.ask(Asked("POST", address, urlencode(body).encode(), (("Content-Type", kind),)))

    def post_files(self, form: Form, pairs: Pairs, files: Sequence[tuple[str, bytes]]) -> Answer:
        """Create a request with files, each with its media type, in the field media."""
        said = [*pairs, ("api_key", self.api_key or "")]
        if self._jurisdiction is not None:
            said.append(("jurisdiction_id", self._jurisdiction))
        body = b"".join(part(f'name="{name}"', value.encode()) for name, value in said)
        for number, (kind, content) in enumerate(files):
            body += part(f'name="media"; filename="{number}"\r\nContent-Type: {kind}', content)
        kind = f"multipart/form-data; boundary={_EDGE}"
        address = f"{self.base}/requests.{form}"
        whole = body + f"--{_EDGE}--\r\n".encode()
        return self.ask(Asked("POST", address, whole, (("Content-Type", kind),)))

    def services(self, form: Form) -> list[dict[str, Any]]:
        """Raises Unjudged when the list cannot be read as such."""
        answer = self.get("services", form)
        return objects(self._good(answer, form, "services"), "the service list")

    def definition(self, code: str, form: Form) -> dict[str, Any]:
        answer = self.get(f"services/{quote(code, safe='')}", form)
        found = self._good(answer, form, "service_definition")
        if not isinstance(found, dict):
            raise Unjudged(f"the definition of {code} is no object")
        return found

    def requests(
        self, form: Form, arguments: Mapping[str, str] | None = None
    ) -> list[dict[str, Any]]:
        answer = self.get("requests", form, arguments)
        return objects(self._good(answer, form, "service_requests"), "the request list")

    def _good(self, answer: Answer, form: Form, root: str) -> Any:
        # Answers are kept as long as their values are, so their identity is a name for them.
        key = (id(answer), form, root)
        if key not in self._values:
            self._values[key] = good(answer, form, root)
        return self._values[key]

    def sample(self, form: Form) -> dict[str, Any]:
        """A request of the default list. Raises Unjudged when it has none."""
        found = self.requests(form)
        if not found:
            raise Unjudged("the server lists no request to look at")
        return found[0]


def part(head: str, content: bytes) -> bytes:
    """One part of a multipart/form-data body (RFC 7578)."""
    return (
        f"--{_EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
    )


def good(answer: Answer, form: Form, root: str) -> Any:
    """The value of a successful answer. Raises Unjudged when it is none or cannot be read."""
    if answer.status not in (200, 201):
        raise Unjudged(f"the call answered {answer.status}")
    try:
        if form == "json":
            return read_json(answer.body)
        element = read_xml(answer.body)
    except Unreadable as error:
        raise Unjudged(str(error)) from error
    if element.tag != root:
        raise Unjudged(f"the XML root is {element.tag}, not {root}")
    return value_of(element)


def objects(value: Any, what: str) -> list[dict[str, Any]]:
    """The objects of a list. Raises Unjudged when it is no list of objects."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Unjudged(f"{what} is no list of objects")
    return value
