"""What `citymend run` hands to the processes it starts."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from services.command import run
from services.runtime.settings import Settings


def test_links_in_messages_lead_to_the_port_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Settings] = []

    def work(settings: Settings) -> int:
        seen.append(settings)
        return 0

    monkeypatch.setattr(run, "run_work_child", work)
    monkeypatch.setenv("CITYMEND_HOME", str(tmp_path))
    monkeypatch.setenv("CITYMEND_PORT", "8311")
    monkeypatch.setenv("CITYMEND_PUBLIC_URL", "")
    result = CliRunner().invoke(run.child, ["work", "--port", "9000"])
    assert result.exit_code == 0, result.output
    assert [settings.address for settings in seen] == ["http://127.0.0.1:9000"]
