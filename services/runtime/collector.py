"""How often Python looks for garbage in rings: everything else is freed at once anyway.

Python's own setting, after every 700 new objects, is made for small programs. A batch of events, a
table or a ranking keeps more than that in hand by right, and walking through it again and again
was a fifth of the time of a recomputed ranking and found nothing.
"""

import gc
from typing import Final

WEB: Final = 10_000
"""New objects between two looks: an answer with a hundred rows is no reason for one."""
WORK: Final = 50_000
"""Fewer than a batch makes and drops, little beside what background roles hold."""


def collect_after(new_objects: int) -> None:
    """For a command, whose process soon ends."""
    gc.set_threshold(new_objects)


def settle(new_objects: int) -> None:
    """For a process that was just built and lives long: what it holds now it holds for good, and
    need not be walked through at any look."""
    gc.collect()
    gc.freeze()
    collect_after(new_objects)
