"""Nobody's `Host` gets into a link: names that are not configured are refused."""

from pathlib import Path

import flask
import pytest

from services.runtime.host_names import bound_name, host_name, is_loopback, told_of_links
from services.runtime.identity.access import public
from services.runtime.settings import WrongSettings, load_settings
from services.runtime.web.app import About, create_app
from services.runtime.web.hosts import origin, own_hosts
from services.runtime.web.process import process_app
from services.runtime.web.settings import WebSettings
from tests.unit.runtime.web.demo import FewKeys, demo_app

SECRET = "s" * 32
OWN = WebSettings(
    secret=SECRET,
    public_url="https://city.example:8443",
    hosts=("intake.lan", "192.0.2.7:8311", "xn--9krt00a.example"),
)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8311",
        "LocalHost:1",
        "127.0.0.1",
        "127.0.0.1:8400",
        "127.8.9.1:80",
        "[::1]:8311",
        "[::1]",
        "city.example:8443",
        "city.example",
        "City.Example.:443",
        "intake.lan",
        "intake.lan:8311",
        "192.0.2.7:8311",
        "xn--9krt00a.example",
    ],
)
def test_names_of_this_machine_and_those_configured_are_answered(host: str) -> None:
    assert own_hosts(OWN)(host)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.city.example",
        "city.example.evil.example",
        "notcity.example",
        "localhost.evil.example",
        "evil.localhost",
        "127.0.0.1.evil.example",
        "127.1",
        "2130706433",
        "0.0.0.0:8311",
        "192.0.2.7",
        "192.0.2.7:8312",
        "evil.example@localhost",
        "localhost@evil.example",
        "localhost/evil",
        "localhost:80:80",
        "localhost:evil",
        "localhost:0",
        "localhost:65536",
        "localhost:99999",
        "localhost:",
        "localhost, evil.example",
        "localhost evil.example",
        "evil.example:443\tlocalhost",
        "[::1].evil.example",
        "[::1",
        "[2001:db8::1]",
        ".",
        "",
        "城医.example",
        "city.example\n",
    ],
)
def test_every_other_name_is_refused(host: str) -> None:
    assert not own_hosts(OWN)(host)


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "您访问的地址不属于本系统"), ("en", "does not answer to the address")],
)
@pytest.mark.parametrize("path", ["/", "/nothing", "/api/demo/v1/things", "/static/demo/base.css"])
def test_a_strange_host_is_refused_in_the_readers_language_and_not_repeated(
    path: str, language: str, said: str
) -> None:
    headers = {"Host": "evil.example", "Accept-Language": language, "Accept": "text/html"}
    answer = demo_app().test_client().get(path, headers=headers)
    assert answer.status_code == 421
    assert said in answer.text
    assert "evil.example" not in f"{answer.text}{answer.headers}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Host" in answer.headers["Vary"]


def test_a_redirect_of_routing_names_no_strange_host() -> None:
    client = demo_app().test_client()
    for path in ("//desk", "/api//demo/v1/things"):
        answer = client.get(path, headers={"Host": "evil.example"})
        assert answer.status_code == 421
        assert "Location" not in answer.headers


def test_who_watches_asks_by_any_address() -> None:
    app = demo_app()
    assert (
        app.test_client().get("/api/demo/healthz", headers={"Host": "10.1.2.3"}).status_code == 200
    )
    process = process_app({}, keys=FewKeys(), web=WebSettings(secret=SECRET)).test_client()
    for path in ("/healthz", "/readyz", "/metrics"):
        assert process.get(path, headers={"Host": "10.1.2.3:8311"}).status_code == 200


def linking(**web: object) -> flask.Flask:
    pages = flask.Blueprint("linking", __name__)

    @pages.get("/link")
    @public
    def link() -> str:
        return f"{origin()}/x"

    settings = WebSettings(secret=SECRET, **web)  # type: ignore[arg-type]
    return create_app(About("demo", "Demo", "0"), web=settings, keys=FewKeys(), pages=[pages])


def test_links_begin_with_the_public_address_whatever_was_asked_for() -> None:
    client = linking(public_url="https://city.example").test_client()
    for host in ("localhost:8311", "city.example", "city.example:81"):
        answer = client.get("/link", headers={"Host": host})
        assert answer.text == "https://city.example/x"
        assert "Host" not in answer.headers.get("Vary", "")


def test_without_one_they_follow_a_name_that_is_ours_and_caches_are_told() -> None:
    client = linking(hosts=("intake.lan",)).test_client()
    for host in ("localhost:8311", "intake.lan"):
        answer = client.get("/link", headers={"Host": host})
        assert answer.text == f"http://{host}/x"
        assert "Host" in answer.headers["Vary"]
    assert client.get("/link", headers={"Host": "intake.lan.evil.example"}).status_code == 421


def test_a_link_is_one_whatever_a_container_is_called_and_however_the_host_was_written() -> None:
    client = linking(hosts=("intake_web", "城医.example")).test_client()
    for host, link in (
        ("intake_web:8311", "http://intake_web:8311/x"),
        ("XN--EKR59H.example", "http://xn--ekr59h.example/x"),
        ("LocalHost.:80", "http://localhost/x"),
        ("[::1]:8311", "http://[::1]:8311/x"),
    ):
        assert client.get("/link", headers={"Host": host}).text == link


def test_a_forwarded_host_counts_only_behind_a_trusted_proxy() -> None:
    forwarded = {
        "Host": "localhost",
        "X-Forwarded-Host": "intake.lan",
        "X-Forwarded-Proto": "https",
    }
    strange = linking(hosts=("intake.lan",)).test_client()
    trusted = linking(hosts=("intake.lan",), trusted_proxies=1).test_client()
    assert strange.get("/link", headers=forwarded).text == "http://localhost/x"
    assert trusted.get("/link", headers=forwarded).text == "https://intake.lan/x"
    evil = {**forwarded, "X-Forwarded-Host": "evil.example"}
    assert strange.get("/link", headers=evil).text == "http://localhost/x"
    assert trusted.get("/link", headers=evil).status_code == 421
    for named in ({"X-Forwarded-Port": "evil"}, {"X-Forwarded-Server": "evil.example"}):
        answer = trusted.get("/link", headers={**forwarded, **named})
        assert "evil" not in answer.text


def test_hosts_are_a_setting_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    home = {"CITYMEND_HOME": str(tmp_path / "home")}
    made = load_settings({**home, "CITYMEND_HOSTS": "City.Example., 192.0.2.7:8311 城医.example"})
    assert made.hosts == ("city.example", "192.0.2.7:8311", "xn--ekr59h.example")
    assert load_settings(home).hosts == ()
    for wrong in ("*", "https://city.example", "city.example/x", "a@b", ".", "x:y"):
        with pytest.raises(WrongSettings, match="CITYMEND_HOSTS: names such as"):
            load_settings({**home, "CITYMEND_HOSTS": wrong})
    with pytest.raises(WrongSettings, match="CITYMEND_PUBLIC_URL"):
        load_settings({**home, "CITYMEND_PUBLIC_URL": "https://city.example:x"})


def test_the_address_of_a_server_is_a_name_unless_it_stands_for_all() -> None:
    assert bound_name("192.0.2.7") == ("192.0.2.7",)
    assert bound_name("2001:db8::1") == ("[2001:db8::1]",)
    assert bound_name("0.0.0.0") == bound_name("::") == bound_name("") == ()


def test_the_start_says_what_links_follow() -> None:
    assert "Only localhost and 127.0.0.1 are answered" in told_of_links("", ("127.0.0.1",))
    assert "answers to intake.lan" in told_of_links("", ("intake.lan",))
    assert told_of_links("https://c.example", ()).startswith("Links begin with https://c.example.")


def test_a_name_is_read_as_browsers_send_it() -> None:
    assert host_name("EXAMPLE.com.:80") == "example.com:80"
    assert host_name("例子.测试") == "xn--fsqu00a.xn--0zwm56d"
    assert host_name("a b") is None
    assert host_name(" localhost") is None
    assert is_loopback("[0:0:0:0:0:0:0:1]:80")
    assert not is_loopback("[fe80::1]")
