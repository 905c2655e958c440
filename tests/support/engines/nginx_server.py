"""The ingress of deploy/nginx in front of apis of a test's own, on loopback."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.engines.places import nginx
from tests.support.engines.probes import listens
from tests.support.engines.processes import free_port
from tests.support.eventually import eventually

CONFIGURATION = Path(__file__).resolve().parents[3] / "deploy" / "nginx"


class NoNginx(Exception):
    """nginx is not here."""


@contextmanager
def ingress(folder: Path, apis: Mapping[str, int], scheme: str = "$scheme") -> Iterator[int]:
    """nginx as it is deployed, but for its port and those of the apis; its port. Raises NoNginx.

    `scheme`: what people speak to the proxy in front of it, where there is one.
    """
    program = nginx()
    if program is None:
        raise NoNginx("nginx is not installed (make engines)")
    port = free_port()
    folder.mkdir()
    shutil.copy(CONFIGURATION / "nginx.conf", folder)
    upstreams = [f"upstream {name} {{ server 127.0.0.1:{at}; }}" for name, at in apis.items()]
    (folder / "upstreams.conf").write_text("\n".join(upstreams), encoding="utf-8")
    listen = ("listen 127.0.0.1:{};", "set $scheme_outside {};", "access_log /dev/stdout citymend;")
    told = "\n".join(listen).format(port, scheme)
    (folder / "listen.conf").write_text(told, encoding="utf-8")
    # A test's folders are its account's alone.
    whose = " user root;" if os.geteuid() == 0 else ""
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "-g", f"daemon off;{whose}"], stdout=log, stderr=subprocess.STDOUT
        )
    try:
        eventually(lambda: process.poll() is not None or listens(port), timeout=20)
        assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
        yield port
    finally:
        process.terminate()
        process.wait(20)
