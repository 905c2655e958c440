"""The chart, rendered: every role with its own secrets, probes, limits, rules of the network."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from services import __version__
from services.by_word import WORDS
from services.own_settings import ROLES, told
from services.runtime.settings import ENGINES, load_settings
from tests.support.engines.helm import helm

HELM = Path(__file__).resolve().parents[2] / "deploy" / "helm"
CHART = HELM / "citymend"
_KUBERNETES = "1.35.0"
RUN = [(word, role) for word in WORDS for role in ROLES if (word, role) != ("search", "relay")]
Rendered = Mapping[tuple[str, str], Mapping[str, Any]]


def _helm(*words: str) -> subprocess.CompletedProcess[str]:
    program = helm()
    if program is None:
        pytest.skip("helm is not here (make long builds it where a Go toolchain is)")
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


def render(*words: str) -> Rendered:
    values = ("-f", str(HELM / "example-values.yaml"), "--kube-version", _KUBERNETES)
    done = _helm("template", "c", str(CHART), *values, *words)
    assert done.returncode == 0, done.stderr
    found = [one for one in yaml.safe_load_all(done.stdout) if one]
    return {(one["kind"], one["metadata"]["name"]): one for one in found}


@pytest.fixture(scope="module")
def rendered() -> Rendered:
    return render()


def container(rendered: Rendered, kind: str, name: str) -> Mapping[str, Any]:
    [one] = rendered[kind, name]["spec"]["template"]["spec"]["containers"]
    told_of: Mapping[str, Any] = one
    return told_of


def test_it_is_well_made() -> None:
    done = _helm("lint", "--strict", str(CHART), "-f", str(HELM / "example-values.yaml"))
    assert done.returncode == 0, done.stdout
    assert yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))["appVersion"] == __version__


def test_its_objects_are_what_kubernetes_knows(rendered: Rendered) -> None:
    validate = pytest.importorskip(
        "kubernetes_validate", reason="the schemas are not here: pip install kubernetes-validate"
    )
    for one in rendered.values():
        validate.validate(one, "1.35", strict=True)


@pytest.mark.parametrize(("word", "role"), RUN)
def test_a_role_is_told_what_it_needs_and_no_others_secrets(
    rendered: Rendered, word: str, role: str
) -> None:
    env = container(rendered, "Deployment", f"c-{word}-{role}")["env"]
    secret = rendered["Secret", f"c-{word}"]["stringData"]
    given = {}
    for each in env:
        if "value" in each:
            given[each["name"]] = each["value"]
        else:
            asked = each["valueFrom"]["secretKeyRef"]
            assert asked["name"] == f"c-{word}"
            given[each["name"]] = secret[asked["key"]]
    mine = told(word, role)
    assert given.keys() <= mine
    assert (ENGINES | {"CITYMEND_SECRET"}) & mine <= given.keys()
    load_settings({**given, "CITYMEND_PROFILE": ""}, mine)
    needed = frozenset().union(*(told(word, each) for each in ROLES))
    assert secret.keys() <= needed


@pytest.mark.parametrize(("word", "role"), RUN)
def test_a_role_is_probed_limited_and_has_no_rights(
    rendered: Rendered, word: str, role: str
) -> None:
    deployment = rendered["Deployment", f"c-{word}-{role}"]["spec"]
    one = container(rendered, "Deployment", f"c-{word}-{role}")
    assert one["args"][:4] == [word, "run", "--role", role]
    assert one["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert one["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert one["resources"]["limits"]["memory"]
    assert one["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    pod = deployment["template"]["spec"]
    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (
        True,
        10001,
    )
    assert pod["automountServiceAccountToken"] is False
    if role == "api":
        assert ("HorizontalPodAutoscaler", f"c-{word}-api") in rendered
        assert ("PodDisruptionBudget", f"c-{word}-api") in rendered
        assert "replicas" not in deployment
    else:
        assert deployment["replicas"] == 1
        assert ("HorizontalPodAutoscaler", f"c-{word}-{role}") not in rendered


@pytest.mark.parametrize(("word", "role"), RUN)
def test_a_role_reaches_the_engines_that_it_is_told_of_and_is_asked_by_the_ingress_alone(
    rendered: Rendered, word: str, role: str
) -> None:
    rule = rendered["NetworkPolicy", f"c-{word}-{role}"]["spec"]
    labels = rendered["Deployment", f"c-{word}-{role}"]["spec"]["template"]["metadata"]["labels"]
    assert rule["podSelector"]["matchLabels"].items() <= labels.items()
    ports = {port["port"] for each in rule["egress"] for port in each["ports"]}
    mine = told(word, role)
    assert (9092 in ports) == ("CITYMEND_BUS_URL" in mine)
    assert (9200 in ports) == ("CITYMEND_INDEX_URL" in mine)
    assert (25 in ports) == ((word, role) == ("intake", "worker"))
    assert bool(rule["ingress"]) == (role == "api")


def test_the_ingress_knows_the_paths_of_every_service(rendered: Rendered) -> None:
    [rule] = rendered["Ingress", "c"]["spec"]["rules"]
    assert rule["host"] == "city.example"
    sent = {
        one["path"]: one["backend"]["service"]["name"].removeprefix("c-")
        for one in rule["http"]["paths"]
    }
    text = (HELM.parent / "nginx" / "nginx.conf").read_text("utf-8")
    for path, service in sent.items():
        place = f"location {path}/ {{" if path != "/" else "location / {"
        assert f"{place} proxy_pass http://{service}; }}" in text
    assert text.count("/ { proxy_pass") == len(sent)


def test_what_is_missing_is_named_before_anything_is_made() -> None:
    example = ("-f", str(HELM / "example-values.yaml"), "--kube-version", _KUBERNETES)
    for setting, named in {
        "publicUrl=": "publicUrl",
        "busUrl=": "busUrl",
        "credentials.secret=": "CITYMEND_SECRET",
        "credentials.indexUrl=": "CITYMEND_INDEX_URL",
    }.items():
        done = _helm("template", "c", str(CHART), *example, "--set", setting)
        assert done.returncode != 0
        assert named in done.stderr


def test_who_has_secrets_of_its_own_gives_their_names_alone() -> None:
    sets = [f"existingSecrets.{word}=our-{word}" for word in WORDS]
    mine = render(*(part for one in sets for part in ("--set", one)))
    assert not [name for kind, name in mine if kind == "Secret"]
    env = container(mine, "Deployment", "c-search-api")["env"]
    names = {each["valueFrom"]["secretKeyRef"]["name"] for each in env if "valueFrom" in each}
    assert names == {"our-search"}
