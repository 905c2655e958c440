"""A form that cannot be taken just now is shown again with every word that was typed."""

import html
import re
from collections.abc import Callable, Mapping, Sequence

import flask
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.runtime.identity.access import Actor, Keys, public, requires
from services.runtime.identity.ticket import Ticket, remember
from services.runtime.unavailable import Unavailable
from services.runtime.web.app import About, create_app
from services.runtime.web.bodies import accepts_body
from services.runtime.web.rates import rate
from services.runtime.web.settings import WebSettings

BROWSER = {"Accept": "text/html", "Accept-Language": "en"}
TYPED = {"note": "灯已修好，\n请再看看。", "reason": 'He said "<b>no</b>"', "step": "close"}


class Away(Unavailable):
    """An engine that is gone."""


class Office(Keys):
    """Somebody may be signed in."""

    def actor(self, key: str) -> Actor | None:
        del key
        return None

    def holder(self, account_id: str, epoch: int) -> Actor | None:
        del epoch
        return Actor("officer", "李巍", account_id, account_id=account_id)


def app_of(*, limited: bool = False) -> flask.Flask:
    pages = flask.Blueprint("forms", __name__)
    taken: list[Mapping[str, Sequence[str]]] = []

    def take() -> str:
        taken.append(flask.request.form.to_dict(flat=False))
        return "taken"

    @pages.post("/desk/cases/<number>/steps")
    @requires("officer")
    @accepts_body(2_000_000)
    def step(number: str) -> str:
        return take()

    @pages.post("/away")
    @public
    def away() -> str:
        raise Away

    @pages.post("/broken")
    @public
    def broken() -> str:
        raise RuntimeError

    @pages.post("/often")
    @public
    @rate("1 per hour")
    def often() -> str:
        return take()

    @pages.get("/enter")
    @public
    def enter() -> str:
        remember(Ticket("a1", 1))
        return "in"

    @pages.get("/token")
    @public
    def token() -> str:
        return flask.render_template_string("{{ csrf_token() }}")

    web = WebSettings(secret="s" * 32, rate_limits=limited)
    made = create_app(About("demo", "Demo", "0"), web=web, keys=Office(), pages=[pages])
    made.extensions["taken"] = taken
    return made


@pytest.fixture
def client() -> FlaskClient:
    return app_of().test_client()


def with_token(client: FlaskClient, **more: str) -> dict[str, str]:
    return {**TYPED, "csrf_token": client.get("/token").text, **more}


def sent_again(client: FlaskClient, answer: TestResponse, **headers: str) -> TestResponse:
    """The form of an answer, sent as it stands there."""
    form = re.search(r'<form class="card" method="post" action="([^"]+)"', answer.text)
    assert form is not None, answer.text
    part = answer.text[form.start() : answer.text.index("</form>", form.start())]
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', part)
    areas = re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', part, re.S)
    data: dict[str, list[str]] = {}
    for name, value in (*hidden, *areas):
        data.setdefault(name, []).append(html.unescape(value))
    where = html.unescape(form[1])
    return client.post(where, data=data, headers={**BROWSER, **headers})


def signed_out(client: FlaskClient) -> TestResponse:
    return client.post("/desk/cases/C-1/steps?lang=en", data=TYPED, headers=BROWSER)


def test_a_session_that_is_over_loses_no_word(client: FlaskClient) -> None:
    answer = signed_out(client)
    assert answer.status_code == 401
    assert 'href="/sign-in"' in answer.text
    assert "灯已修好，\n请再看看。</textarea>" in answer.text
    client.get("/enter")
    again = sent_again(client, answer)
    # Its token was of the session before: it is shown once more, with one of this session.
    assert again.status_code == 400
    done = sent_again(client, again)
    assert done.text == "taken"
    (taken,) = client.application.extensions["taken"]
    kept = {name: [one.replace("\r\n", "\n") for one in each] for name, each in taken.items()}
    assert {name: each for name, each in kept.items() if name != "csrf_token"} == {
        name: [each] for name, each in TYPED.items()
    }


def old_form(client: FlaskClient) -> TestResponse:
    client.get("/enter")
    form = {**TYPED, "csrf_token": "of another session"}
    return client.post("/desk/cases/C-1/steps", data=form, headers=BROWSER)


def engine_away(client: FlaskClient) -> TestResponse:
    return client.post("/away", data=with_token(client), headers=BROWSER)


def our_fault(client: FlaskClient) -> TestResponse:
    return client.post("/broken", data=with_token(client), headers=BROWSER)


@pytest.mark.parametrize(
    ("fails", "status"), [(old_form, 400), (engine_away, 503), (our_fault, 500)]
)
def test_what_is_nobodys_fault_loses_no_word(
    client: FlaskClient, fails: Callable[[FlaskClient], TestResponse], status: int
) -> None:
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    answer = fails(client)
    assert answer.status_code == status
    assert "What you typed is still here" in answer.text
    assert "请再看看。</textarea>" in answer.text
    assert "He said &#34;&lt;b&gt;no&lt;/b&gt;&#34;</textarea>" in answer.text
    assert '<input type="hidden" name="step" value="close">' in answer.text


def test_too_many_at_once_lose_no_word() -> None:
    client = app_of(limited=True).test_client()
    assert client.post("/often", data=with_token(client), headers=BROWSER).text == "taken"
    refused = client.post("/often", data=with_token(client), headers=BROWSER)
    assert refused.status_code == 429
    assert "请再看看。</textarea>" in refused.text


def test_what_was_ticked_stays_ticked_and_files_are_asked_for_again(client: FlaskClient) -> None:
    parts = [("reports", "R-1"), ("reports", "R-2"), ("note", "都不是我们的")]
    head = '--edge\r\nContent-Disposition: form-data; name="'
    body = "".join(f'{head}{name}"\r\n\r\n{value}\r\n' for name, value in parts)
    body += f'{head}photo"; filename="a.jpg"\r\n\r\n{"x" * 600_000}\r\n--edge--\r\n'
    answer = client.post(
        "/desk/cases/C-1/steps",
        data=body.encode(),
        content_type="multipart/form-data; boundary=edge",
        headers=BROWSER,
    )
    assert answer.status_code == 401
    assert answer.text.count('name="reports"') == 2
    assert 'name="photo" type="file"' in answer.text
    assert "multipart/form-data" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_words_of_another_site_are_not_shown_as_ones_own(
    client: FlaskClient, headers: Mapping[str, str]
) -> None:
    path = "/desk/cases/C-1/steps"
    answer = client.post(path, data=TYPED, headers={**BROWSER, **headers})
    assert answer.status_code == 303
    assert "灯已修好" not in answer.text
    client.get("/enter")
    refused = client.post(path, data=TYPED, headers={**BROWSER, **headers})
    assert refused.status_code == 400
    assert "灯已修好" not in refused.text


def test_passwords_are_shown_by_nothing_and_programs_get_no_page(client: FlaskClient) -> None:
    form = {"login": "li wei", "password": "a lamp for every corner"}
    for path in ("/sign-in", "/account", "/sign-out"):
        assert "lamp" not in client.post(path, data=form, headers=BROWSER).text
    program = client.post("/desk/cases/C-1/steps", data=TYPED)
    assert (program.status_code, program.mimetype) == (401, "application/problem+json")
    assert "灯已修好" not in program.text


def test_an_empty_form_leads_to_the_door_as_before(client: FlaskClient) -> None:
    answer = client.post("/desk/cases/C-1/steps", headers=BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=")


def test_a_form_too_large_to_be_read_is_not_read(client: FlaskClient) -> None:
    big = {**TYPED, "note": "井" * 2_000_000}
    answer = client.post("/desk/cases/C-1/steps", data=big, headers=BROWSER)
    assert answer.status_code == 413


def test_who_is_signed_in_may_send_as_much_as_the_view_takes(client: FlaskClient) -> None:
    """The token of a form is read before the view; that must not hold it to the usual limit."""
    client.get("/enter")
    parts = {"csrf_token": client.get("/token").text, "note": "好"}
    head = '--edge\r\nContent-Disposition: form-data; name="'
    body = "".join(f'{head}{name}"\r\n\r\n{value}\r\n' for name, value in parts.items())
    body += f'{head}photo"; filename="a.jpg"\r\n\r\n{"x" * 1_500_000}\r\n--edge--\r\n'
    answer = client.post(
        "/desk/cases/C-1/steps",
        data=body.encode(),
        content_type="multipart/form-data; boundary=edge",
        headers=BROWSER,
    )
    assert answer.text == "taken"


def test_no_address_of_a_form_names_another_host(client: FlaskClient) -> None:
    answer = client.post("//evil.example/%2e%2e/away", data=TYPED, headers=BROWSER)
    assert 'action="//' not in answer.text
