"""What the bank shows: the ranking, projects and needs, over HTTP and as pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.contracts.profile.load import load_profile
from services.projectbank.projects.propose import Propose
from services.projectbank.wiring import planning_of, web_app
from services.runtime.database import open_database
from services.runtime.identity.access import Actor, Keys
from services.runtime.web.settings import WebSettings
from tests.unit.projectbank.bank import VOCABULARY, Bank, a_report
from tests.unit.projectbank.scoring_builders import publisher


class _Keys(Keys):
    """Each role's key is its name."""

    def actor(self, key: str) -> Actor | None:
        return Actor(key, key) if key in ("planner", "officer", "admin") else None  # type: ignore[arg-type]


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    yield Bank(database)
    database.close()


@pytest.fixture
def client(bank: Bank) -> FlaskClient:
    candidates = Propose(VOCABULARY, bank.outbox, bank.clock)
    web = WebSettings(secret="s" * 32, rate_limits=False)
    planning = planning_of(load_profile(), bank.database, bank.outbox, bank.clock)
    app = web_app(bank.database, candidates, planning, web, _Keys())
    return app.test_client()


@pytest.fixture
def published(bank: Bank) -> Bank:
    """Three projects: lamps with five people, holes with three, a confirmed danger to life."""
    bank.take(
        *(a_report(seq, "紫荆花园东门路灯不亮") for seq in range(1, 6)),
        *(a_report(seq, "学院路路面坑洼积水", category="pothole") for seq in range(6, 9)),
        *(
            a_report(
                seq,
                "和平里外墙开裂倾斜",
                category="unsafe_house",
                confidence=0.9,
                decided_by="table",
                severity=4,
            )
            for seq in range(9, 12)
        ),
    )
    publisher(bank)()
    return bank


def test_the_ranking_is_empty_before_the_first_publication(client: FlaskClient) -> None:
    answer = client.get("/api/bank/v1/ranking")
    assert answer.status_code == 200
    assert answer.json == {
        "criteria_version": "1",
        "as_of": None,
        "top": None,
        "items": [],
        "cursor": None,
    }


@pytest.mark.usefixtures("published")
def test_the_ranking_lists_projects_by_rank_with_both_ends_of_the_score(
    client: FlaskClient,
) -> None:
    answer = client.get("/api/bank/v1/ranking").json
    assert answer is not None
    assert [(item["rank"], item["project"], item["lane"]) for item in answer["items"]] == [
        (1, "P-000009", "critical"),
        (2, "P-000001", "ranked"),
        (3, "P-000006", "ranked"),
    ]
    first = answer["items"][0]
    assert set(first) >= {"score", "confidence", "robustness"}
    assert 0 <= first["score"]["low"] <= first["score"]["high"] <= 100
    assert 0 <= first["confidence"] <= 1


@pytest.mark.usefixtures("published")
def test_pages_of_the_ranking_follow_one_another(client: FlaskClient) -> None:
    seen = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"page_size": "2"} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/bank/v1/ranking", query_string=asked).json
        assert page is not None
        seen += [item["rank"] for item in page["items"]]
        cursor = page["cursor"]
    assert seen == [1, 2, 3]


@pytest.mark.usefixtures("published")
def test_projects_are_public_and_say_that_they_are_drafts(client: FlaskClient) -> None:
    page = client.get("/api/bank/v1/projects?page_size=2").json
    assert page is not None
    assert [item["id"] for item in page["items"]] == ["P-000001", "P-000006"]
    project = client.get("/api/bank/v1/projects/P-000001").json
    assert project is not None
    assert (project["candidate"], project["state"], project["people"]) == (True, "idea", 5)
    assert project["published"]["rank"] == 2


def test_what_is_not_there_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/api/bank/v1/projects/P-999999")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert client.get("/projects/P-999999").status_code == 404


@pytest.mark.parametrize(
    ("key", "status"), [(None, 401), ("nonsense", 401), ("officer", 403), ("planner", 200)]
)
@pytest.mark.usefixtures("published")
def test_needs_are_for_planners(client: FlaskClient, key: str | None, status: int) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    assert client.get("/api/bank/v1/needs", headers=headers).status_code == status
    assert client.get("/api/bank/v1/needs/N-000001", headers=headers).status_code == status


@pytest.mark.usefixtures("published")
def test_needs_can_be_asked_by_state(client: FlaskClient) -> None:
    headers = {"Authorization": "Bearer planner"}
    page = client.get("/api/bank/v1/needs?state=proposed", headers=headers).json
    assert page is not None
    assert [need["id"] for need in page["items"]] == ["N-000001", "N-000006", "N-000009"]
    assert page["items"][0]["projects"] == ["P-000001"]
    assert client.get("/api/bank/v1/needs?state=nonsense", headers=headers).status_code == 422


@pytest.mark.usefixtures("published")
def test_the_ranked_bank_is_a_page_in_chinese_and_marks_drafts(client: FlaskClient) -> None:
    page = client.get("/projects").get_data(as_text=True)
    assert 'lang="zh-CN"' in page
    assert "草案" in page
    assert "危及人身安全" in page
    assert page.index("P-000009") < page.index("P-000001") < page.index("P-000006")


@pytest.mark.usefixtures("published")
def test_the_ranked_bank_speaks_english_titles_included(client: FlaskClient) -> None:
    page = client.get("/projects?lang=en").get_data(as_text=True)
    assert "Draft" in page
    assert "道路有机更新" not in page


@pytest.mark.usefixtures("published")
def test_a_project_says_why_it_has_its_rank(client: FlaskClient) -> None:
    page = client.get("/projects/P-000001?lang=en").get_data(as_text=True)
    assert "5 people said so" in page
    assert "nobody has confirmed it yet" in page
    assert "There is no estimate yet." in page
    assert "N-000001" in page


def test_an_empty_bank_says_so(client: FlaskClient) -> None:
    assert "还没有发布排名" in client.get("/projects").get_data(as_text=True)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "２", "7"])
@pytest.mark.usefixtures("published")
def test_any_page_number_is_answered(client: FlaskClient, page: str) -> None:
    assert client.get("/projects", query_string={"page": page}).status_code == 200
