#!/bin/bash
# As the official image: each variable with a dot in its name is a line of elasticsearch.yml.
set -euo pipefail
cd /usr/share/elasticsearch
{
    echo network.host: 0.0.0.0
    # A shell keeps no such names: they are only where it was given them.
    tr '\0' '\n' <"/proc/$$/environ" | sed -nE 's/^([a-z_]+(\.[a-z_]+)+)=(.*)$/\1: \3/p'
} >config/elasticsearch.yml
cat >config/jvm.options <<'OPTIONS'
-XX:+UseSerialGC
-XX:TieredStopAtLevel=1
-Djava.io.tmpdir=${ES_TMPDIR}
20-:--add-modules=jdk.incubator.vector
-XX:+ExitOnOutOfMemoryError
OPTIONS
export ES_JAVA_HOME ES_TMPDIR=/usr/share/elasticsearch/tmp CLI_JAVA_OPTS="-Xms4m -Xmx64m"
ES_JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
exec bash bin/elasticsearch
