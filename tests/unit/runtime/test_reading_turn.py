"""Reading one after the other, and never for long."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.runtime.reading_turn import ReadingTurn


def test_readers_go_one_after_the_other() -> None:
    turn = ReadingTurn(patience=60)
    inside: list[int] = []
    most: list[int] = []

    def read(number: int) -> None:
        with turn:
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.001)
            inside.remove(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read, range(40)))
    assert len(most) == 40
    assert max(most) == 1


def test_a_long_reading_holds_up_nobody_for_longer_than_the_patience() -> None:
    turn = ReadingTurn(patience=0.01)
    done = threading.Event()
    reading = threading.Event()

    def read_long() -> None:
        with turn:
            reading.set()
            done.wait(60)

    long = threading.Thread(target=read_long)
    long.start()
    assert reading.wait(60)
    with turn:
        assert long.is_alive()
    done.set()
    long.join()
    with turn:
        pass


def test_whose_patience_ended_gives_back_no_turn_that_it_never_had() -> None:
    turn = ReadingTurn(patience=0.01)
    others: list[str] = []

    def other() -> None:
        with turn:
            others.append("in")

    with turn:
        impatient = threading.Thread(target=other)
        impatient.start()
        impatient.join()
        assert others == ["in"]
        # Had the other given our turn back, giving it back ourselves would raise.


def test_a_reading_that_raises_gives_its_turn_back() -> None:
    turn = ReadingTurn(patience=60)
    with pytest.raises(LookupError), turn:
        raise LookupError
    began = time.monotonic()
    with turn:
        assert time.monotonic() - began < 60
