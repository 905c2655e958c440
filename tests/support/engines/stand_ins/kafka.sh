#!/bin/bash
# As the official image: each KAFKA_… is a line of server.properties.
set -euo pipefail
properties=/tmp/server.properties
env | while IFS='=' read -r name value; do
    case $name in
    KAFKA_HEAP_OPTS) ;;
    KAFKA_*) name=${name#KAFKA_}; name=${name,,}; printf '%s=%s\n' "${name//_/.}" "$value" ;;
    esac
done >"$properties"
# The default takes more than a small heap holds.
echo log.cleaner.dedupe.buffer.size=2097152 >>"$properties"
grep -q '^log.dirs=' "$properties" || echo log.dirs=/var/lib/kafka/data >>"$properties"
class_path='/opt/kafka/libs/*'
java -cp "$class_path" kafka.tools.StorageTool format --ignore-formatted \
    -t MkU3OEVBNTcwNTJENDM2Qg -c "$properties"
# shellcheck disable=SC2086 # several options in one variable
exec java ${KAFKA_HEAP_OPTS:--Xmx256m} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$class_path" kafka.Kafka "$properties"
