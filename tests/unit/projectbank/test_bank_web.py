"""What the bank shows: the ranking, projects and needs, over HTTP and as pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.projectbank.front.wiring import planning_of, web_app
from services.projectbank.projects.propose import Propose
from services.runtime.database import open_database
from services.runtime.identity.access import Actor, Keys
from services.runtime.web.settings import WebSettings
from tests.unit.projectbank.bank import OPEN_DRAFTS, VOCABULARY, Bank, a_report
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
    planning = planning_of(OPEN_DRAFTS, bank.database, bank.outbox, bank.clock)
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
        "find_out_next": [],
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


@pytest.mark.usefixtures("published")
def test_filters_stand_in_the_address_and_can_be_taken_away_one_by_one(
    client: FlaskClient,
) -> None:
    page = client.get("/projects?group=roads&state=idea&lang=en").get_data(as_text=True)
    assert "1 of 3 ranked projects." in page
    assert "P-000006" in page
    assert "P-000001" not in page
    assert 'href="/projects?state=idea"' in page
    assert 'href="/projects?group=roads"' in page


@pytest.mark.usefixtures("published")
def test_filters_that_fit_nothing_say_what_to_do_next(client: FlaskClient) -> None:
    page = client.get("/projects?state=building&lang=en").get_data(as_text=True)
    assert "No ranked project fits these filters." in page
    assert 'href="/projects"' in page


@pytest.mark.parametrize("asked", ["state=nonsense", "group=" + "x" * 5_000, "area=%25"])
@pytest.mark.usefixtures("published")
def test_filters_that_cannot_be_break_nothing(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/projects?{asked}").status_code == 200


@pytest.mark.usefixtures("published")
def test_a_project_is_compared_with_another_rank_in_sentences(client: FlaskClient) -> None:
    page = client.get("/projects/P-000006?against=2&lang=en").get_data(as_text=True)
    assert "Why rank 3 and not 2" in page
    assert "P-000001 has" in page
    assert "What would lift it to rank 2" in page
    assert "more person reporting it now" in page or "more people reporting it now" in page
    chinese = client.get("/projects/P-000006?against=P-000001&lang=zh").get_data(as_text=True)
    assert "为什么是第 3 位，而不是第 2 位" in chinese
    assert "起决定作用的是" in chinese


@pytest.mark.usefixtures("published")
def test_a_danger_to_life_is_no_rank_that_points_lead_to(client: FlaskClient) -> None:
    page = client.get("/projects/P-000006?against=1&lang=en").get_data(as_text=True)
    assert "such projects are not weighed and come first" in page
    assert "only one that is confirmed here, too, could lift it there" in page


@pytest.mark.parametrize("asked", ["99", "P-999999", "3", "０", "<b>", "P-000006"])
@pytest.mark.usefixtures("published")
def test_what_cannot_be_compared_with_is_said_at_the_field(client: FlaskClient, asked: str) -> None:
    page = client.get("/projects/P-000006", query_string={"against": asked, "lang": "en"})
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "Give a rank from 1 to 3" in text
    assert 'aria-invalid="true"' in text
    assert "<b>" not in text


@pytest.mark.usefixtures("published")
def test_the_data_behind_each_chart_is_in_the_page(client: FlaskClient) -> None:
    page = client.get("/projects/P-000006?against=2&lang=en").get_data(as_text=True)
    assert page.count("<figure") == page.count("<figcaption") == page.count("Show data") == 2
    assert "50,000 to 500 yuan per person served" in page


@pytest.mark.usefixtures("published")
def test_the_pages_need_neither_scripts_nor_inline_styles(client: FlaskClient) -> None:
    for path in ("/projects", "/projects/P-000006?against=2"):
        page = client.get(path).get_data(as_text=True)
        assert "style=" not in page
        assert "<style" not in page
        assert " on" + "click" not in page
    with client.get("/static/bank/own/bank.css") as sheet:
        assert sheet.mimetype == "text/css"


@pytest.mark.usefixtures("published")
def test_the_history_tells_no_names_and_no_reasons(client: FlaskClient) -> None:
    page = client.get("/projects/P-000001?lang=en").get_data(as_text=True)
    assert "First reported by a resident" in page
    assert "Proposed by the bank as a draft" in page
    assert "Published at rank 2" in page


@pytest.mark.usefixtures("published")
def test_the_explanation_is_public_and_in_the_readers_language(client: FlaskClient) -> None:
    answer = client.get("/api/bank/v1/projects/P-000006/explanation?against=2&reach=2&lang=en").json
    assert answer is not None
    assert (answer["rank"], answer["of"], answer["criteria_version"]) == (3, 3, "1")
    assert sum(part["points"]["low"] for part in answer["parts"]) == pytest.approx(
        answer["score"]["low"], abs=0.01
    )
    assert answer["against"]["project"] == "P-000001"
    assert answer["reach"]["outcome"] == "alone"
    assert answer["parts"][0]["name"] == "Safety"
    chinese = client.get("/api/bank/v1/projects/P-000006/explanation?lang=zh").json
    assert chinese is not None
    assert chinese["parts"][0]["name"] == "安全"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("against=99", 404),
        ("reach=99", 404),
        ("reach=0", 422),
        ("as_of=2001-01-01T00:00:00Z", 404),
        ("as_of=yesterday", 422),
        ("colour=red", 422),
    ],
)
@pytest.mark.usefixtures("published")
def test_what_cannot_be_explained_is_refused(client: FlaskClient, asked: str, status: int) -> None:
    answer = client.get(f"/api/bank/v1/projects/P-000006/explanation?{asked}")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_project_without_a_rank_is_a_page_but_has_no_explanation(
    client: FlaskClient, bank: Bank
) -> None:
    bank.take(*(a_report(seq) for seq in (1, 2, 3)))
    assert client.get("/api/bank/v1/projects/P-000001/explanation").status_code == 404
    page = client.get("/projects/P-000001?lang=en").get_data(as_text=True)
    assert "This project is in no published ranking yet." in page


def test_the_criteria_are_public_with_their_fixed_ends(client: FlaskClient) -> None:
    answer = client.get("/api/bank/v1/criteria").json
    assert answer is not None
    (first,) = answer["items"]
    assert sum(one["weight"] for one in first["criteria"]) == 100
    cost = next(one for one in first["criteria"] if one["code"] == "cost_effectiveness")
    assert (cost["zero"], cost["hundred"]) == (50_000, 500)


@pytest.mark.usefixtures("published")
def test_the_ranking_says_how_far_places_depend_on_the_weights(client: FlaskClient) -> None:
    answer = client.get("/api/bank/v1/ranking").json
    assert answer is not None
    assert answer["top"] == 3
    assert [item["robustness"] for item in answer["items"]] == [
        None,
        "thin_evidence",
        "thin_evidence",
    ]
    assert [item["span"] for item in answer["items"]] == [
        {"best": 1, "worst": 1},
        {"best": 2, "worst": 3},
        {"best": 2, "worst": 3},
    ]
    assert [item["band"] for item in answer["items"]] == [None, 1, 1]


@pytest.mark.usefixtures("published")
def test_the_ranking_says_what_to_find_out_next(client: FlaskClient) -> None:
    answer = client.get("/api/bank/v1/ranking").json
    assert answer is not None
    first = answer["find_out_next"][0]
    assert (first["project"], first["rank"], first["reaches"]) == ("P-000006", 3, 2)
    assert first["points"] > 0


@pytest.mark.usefixtures("published")
def test_the_explanation_says_which_ranks_are_possible_and_what_leaves_that_open(
    client: FlaskClient,
) -> None:
    answer = client.get("/api/bank/v1/projects/P-000006/explanation?lang=en").json
    assert answer is not None
    said = " ".join(answer["sentences"])
    assert "it could have any rank from 2 to 3" in said
    assert "Not known fully here: Safety, Indicator" in said
