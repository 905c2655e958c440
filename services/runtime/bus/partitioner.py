"""Which partition a key belongs to: the same answer as Kafka's default partitioner.

Source: org.apache.kafka.common.utils.Utils.murmur2 and toPositive (Apache Kafka, clients).
"""

_MASK = 0xFFFFFFFF
_SEED = 0x9747B28C
_M = 0x5BD1E995
_R = 24


def partition_of(key: str, partitions: int) -> int:
    """The partition, 0 to partitions - 1, of a key in UTF-8."""
    return (murmur2(key.encode()) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """MurmurHash2, 32 bits, unsigned, with Kafka's seed."""
    length = len(data)
    h = (_SEED ^ length) & _MASK
    whole = length // 4 * 4
    for start in range(0, whole, 4):
        k = int.from_bytes(data[start : start + 4], "little")
        k = (k * _M) & _MASK
        k ^= k >> _R
        k = (k * _M) & _MASK
        h = ((h * _M) & _MASK) ^ k
    rest = data[whole:]
    if rest:
        h ^= int.from_bytes(rest, "little")
        h = (h * _M) & _MASK
    h ^= h >> 13
    h = (h * _M) & _MASK
    return h ^ (h >> 15)
