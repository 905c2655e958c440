"""The licences of everything the lock files install, from each package's own metadata."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NAME = re.compile(r"^([a-z0-9][a-z0-9._-]*)==", re.MULTILINE)
_STATED_ELSEWHERE = {
    # Packages for other platforms or Python versions than the one that renders this list.
    "colorama": "BSD-3-Clause",
    "pywin32": "PSF-2.0",
    "tzdata": "Apache-2.0",
    # Their metadata carries the text of the licence instead of its name.
    "pyyaml": "MIT",
    # They say "same as" of the scripts they carry.
    "xstatic-leaflet": "BSD-2-Clause",
    "xstatic-leaflet-markercluster": "MIT",
    # Its wheels carry libheif and libde265 as shared libraries, which are under the LGPL 3.
    "pi-heif": "BSD-3-Clause AND LGPL-3.0",
    # Says MIT of itself and carries axe-core, which is under MPL-2.0.
    "axe-playwright-python": "MIT AND MPL-2.0",
}
_CLASSIFIER = "License :: OSI Approved :: "


def locked(lock: str) -> list[str]:
    """Names that a lock file pins, in order, once each."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return sorted(set(_NAME.findall(text)))


def licence_of(name: str) -> str:
    """The SPDX expression, or the shortest honest statement, of a package's licence."""
    if name in _STATED_ELSEWHERE:
        return _STATED_ELSEWHERE[name]
    try:
        metadata = distribution(name).metadata
    except PackageNotFoundError:
        return "unknown"
    expression = metadata.get_all("License-Expression")
    if expression:
        return str(expression[0])
    classifiers = [
        value.removeprefix(_CLASSIFIER)
        for value in metadata.get_all("Classifier") or []
        if value.startswith(_CLASSIFIER)
    ]
    stated = str((metadata.get_all("License") or [""])[0]).strip()
    if stated and "\n" not in stated and len(stated) < 60:
        return stated
    return " / ".join(classifiers) or "unknown"


def render() -> str:
    embedded = set(locked("requirements.lock"))
    lines = [
        "# Third-party licences",
        "",
        "What the lock files install, by each package's own statement. Nothing of it is kept in",
        "this repository. `make docs` renews this list; a test refuses an unknown licence, and the",
        "GPL or AGPL in what a running Citymend needs. What is under the LGPL is loaded as a",
        "shared library and can be replaced: psycopg, and libheif with libde265 in the wheels of",
        "pi-heif, which reads pictures in HEIC. Who passes an image of Citymend on passes their",
        "licences on.",
        "",
        "| package | licence | needed by |",
        "|---|---|---|",
    ]
    for name in locked("requirements-dev.lock"):
        who = "every installation" if name in embedded else "real engines or tests"
        lines.append(f"| {name} | {licence_of(name)} | {who} |")
    return "\n".join(lines) + "\n"
