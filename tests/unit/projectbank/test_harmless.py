"""What planners write keeps no personal number, in the installation as it is put together."""

from pathlib import Path
from typing import Any

from services.all_in_one import open_installation
from services.runtime.settings import load_settings
from tests.unit.projectbank.bank import Bank, a_report

CALLED = "问过李工 138\u202f0013\u202f8000"
HARMLESS = "问过李工 ［手机号］"


def test_titles_and_reasons_of_planners_are_masked(tmp_path: Path) -> None:
    settings = load_settings({"CITYMEND_HOME": str(tmp_path), "CITYMEND_RATE_LIMITS": "off"})
    installation = open_installation(settings, writer=True)
    installation.prepare()
    Bank(installation.bank.database).take(
        *(a_report(seq, "紫荆花园东门路灯不亮", point=(29.9, 121.6)) for seq in (1, 2, 3))
    )
    key = installation.identity.keyring.add_key("planner", "a planner")
    headers = {"Authorization": f"Bearer {key}"}
    [service] = [each for each in installation.services if each.name == "bank"]
    app: Any = service.web()
    client = app.test_client()
    api = "/api/bank/v1"
    project, need = f"{api}/projects/P-000001", f"{api}/needs/N-000001"

    renamed = client.patch(project, json={"title": CALLED, "reason": CALLED}, headers=headers)
    assert renamed.status_code == 200, renamed.json
    adopted = client.post(f"{project}/adoption", json={"reason": CALLED}, headers=headers)
    assert adopted.status_code == 200
    rated = client.put(
        f"{project}/ratings/indicator_gap",
        json={"low": 10, "high": 20, "reason": CALLED},
        headers=headers,
    )
    assert rated.status_code == 200, rated.json
    version = client.get(need, headers=headers).json["version"]
    decided = client.post(
        f"{need}/confirm", json={"reason": CALLED, "version": version}, headers=headers
    )
    assert decided.status_code == 200, decided.json

    assert client.get(project).json["title"] == HARMLESS
    for path in (f"{project}/changes", f"{project}/ratings", f"{need}/decisions"):
        told = str(client.get(path, headers=headers).json)
        assert HARMLESS in told, path
        assert "8000" not in told, path
    assert "8000" not in client.get("/projects/P-000001").text
    installation.close()
