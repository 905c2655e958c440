"""A key goes where Kafka's own clients would send it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as kafkas_murmur2

from services.runtime.bus.partitioner import murmur2, partition_of


@pytest.mark.parametrize(
    ("data", "signed"),
    [
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_the_vectors_of_kafkas_own_tests_hold(data: bytes, signed: int) -> None:
    """org.apache.kafka.common.utils.UtilsTest.testMurmur2."""
    assert murmur2(data) == signed & 0xFFFFFFFF


@given(data=st.binary(max_size=40))
def test_any_bytes_hash_as_kafka_python_hashes_them(data: bytes) -> None:
    assert murmur2(data) == kafkas_murmur2(data) & 0xFFFFFFFF


@given(key=st.text(), partitions=st.integers(1, 50))
def test_a_key_has_one_partition_and_it_exists(key: str, partitions: int) -> None:
    key = key.encode("utf-8", "replace").decode()
    chosen = partition_of(key, partitions)
    assert 0 <= chosen < partitions
    assert chosen == partition_of(key, partitions)
    assert chosen == (kafkas_murmur2(key.encode()) & 0x7FFFFFFF) % partitions


def test_keys_are_spread_over_all_partitions() -> None:
    shares = [partition_of(f"20261122-{number:05}", 12) for number in range(6_000)]
    assert all(350 < shares.count(partition) < 650 for partition in range(12))
