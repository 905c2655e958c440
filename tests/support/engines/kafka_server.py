"""A broker of one node (KRaft) from the jars that `make engines` brought."""

from pathlib import Path
from typing import ClassVar

from tests.support.engines.places import is_whole, java_home, kafka_tree, version_of
from tests.support.engines.probes import kafka_answers
from tests.support.engines.processes import EngineFailed, free_port, run_as
from tests.support.engines.server import Server

_CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg"
_HEAP = ("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
num.network.threads=2
num.io.threads=2
background.threads=2
log.cleaner.backoff.ms=1000
# The default takes 128 MB of heap.
log.cleaner.dedupe.buffer.size=2097152
# A killed broker is fenced until its session expires: 9 s by default.
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=250
controller.quorum.election.timeout.ms=500
controller.quorum.fetch.timeout.ms=1000
"""


class KafkaServer(Server):
    name: ClassVar[str] = "kafka"

    @staticmethod
    def missing() -> str | None:
        if java_home() is None:
            return "no Java 17 or newer is here (make engines)"
        if not is_whole(kafka_tree()):
            return "Kafka's jars are not here (make engines)"
        return None

    @property
    def url(self) -> str:
        return f"kafka://{self.bootstrap}"

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.settings['port']}"

    @property
    def version(self) -> str:
        return version_of("kafka")

    def prepare(self) -> None:
        port, controller = free_port(), free_port()
        data = self.directory / "data"
        properties = self.directory / "server.properties"
        properties.write_text(
            _PROPERTIES.format(port=port, controller=controller, data=data), encoding="utf-8"
        )
        storage = ["kafka.tools.StorageTool", "format", "--standalone", "--ignore-formatted"]
        command = [*self._java(), *storage, "-t", _CLUSTER, "-c", str(properties)]
        run_as(None, command, self.directory)
        self.settle(port=str(port))

    def launch(self) -> None:
        self._daemon.spawn(
            [*self._java(), "kafka.Kafka", str(self.directory / "server.properties")],
            directory=self.directory,
            who=None,
            end_with="KILL",
            extra={},
        )

    def answers(self) -> bool:
        return kafka_answers("127.0.0.1", int(self.settings["port"]))

    @staticmethod
    def _java() -> list[str]:
        home = java_home()
        if home is None:
            raise EngineFailed("no Java 17 or newer is here")
        jars = str(Path(kafka_tree()) / "*")
        quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
        return [str(home / "bin" / "java"), *_HEAP, quiet, "-cp", jars]
