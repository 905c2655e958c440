"""An Elasticsearch of one node from the integ-test distribution that `make engines` brought."""

import os
import shutil
from pathlib import Path
from typing import ClassVar

from tests.support.engines.places import elasticsearch_tree, is_whole, java_home, version_of
from tests.support.engines.probes import elasticsearch_answers
from tests.support.engines.processes import (
    EngineFailed,
    account,
    free_port,
    hand_over,
    reachable_by_others,
    readable_copy,
)
from tests.support.engines.server import Server

_SETTINGS = """\
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
path.data: {base}/data
path.logs: {base}/logs
path.repo: {base}/repo
xpack.security.enabled: false
# A full disk must not turn indices read-only.
cluster.routing.allocation.disk.threshold_enabled: false
# A write to a missing alias is an error, never a new index.
action.auto_create_index: false
"""
# Replaces the stock file: that one names another collector, and two are refused.
_JVM = """\
-XX:+UseSerialGC
-XX:TieredStopAtLevel=1
-Djava.io.tmpdir=${ES_TMPDIR}
20-:--add-modules=jdk.incubator.vector
-XX:+ExitOnOutOfMemoryError
-XX:ErrorFile=hs_err_pid%p.log
"""


class ElasticsearchServer(Server):
    name: ClassVar[str] = "elasticsearch"
    patience: ClassVar[float] = 150

    @staticmethod
    def missing() -> str | None:
        if java_home() is None:
            return "no Java 17 or newer is here (make engines)"
        if not is_whole(elasticsearch_tree()):
            return "Elasticsearch is not here (make engines)"
        return None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings['port']}"

    @property
    def version(self) -> str:
        return version_of("elasticsearch")

    def prepare(self) -> None:
        port, transport = free_port(), free_port()
        base = self.directory
        for folder in ("config/jvm.options.d", "data", "logs", "tmp", "repo"):
            (base / folder).mkdir(parents=True, exist_ok=True)
        config = base / "config"
        settings = _SETTINGS.format(port=port, transport=transport, base=base)
        (config / "elasticsearch.yml").write_text(settings, encoding="utf-8")
        (config / "jvm.options").write_text(_JVM, encoding="utf-8")
        shutil.copy(self._program() / "config" / "log4j2.properties", config)
        hand_over(base, account("nobody"))
        self.settle(port=str(port))

    def launch(self) -> None:
        home = java_home()
        if home is None:
            raise EngineFailed("no Java 17 or newer is here")
        base = self.directory
        self._daemon.spawn(
            ["bash", str(self._program() / "bin" / "elasticsearch")],
            directory=base,
            who=account("nobody"),
            end_with="TERM",
            extra={
                "ES_JAVA_HOME": str(home),
                "ES_PATH_CONF": str(base / "config"),
                "ES_TMPDIR": str(base / "tmp"),
                "ES_JAVA_OPTS": "-Xms512m -Xmx512m",
                "CLI_JAVA_OPTS": "-Xms4m -Xmx64m",
            },
        )

    def answers(self) -> bool:
        return elasticsearch_answers(self.url)

    def _program(self) -> Path:
        """The distribution, where the account that runs it can read it.

        Root's cache usually lies in a folder that only root may enter.
        """
        tree = elasticsearch_tree()
        if os.geteuid() == 0 and not reachable_by_others(tree):
            tree = readable_copy(tree, self.directory / "program")
        return tree / f"elasticsearch-{self.version}"
