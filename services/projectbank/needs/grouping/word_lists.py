"""The lists of words beside this file: what grouping knows of the language, as data."""

import csv
from importlib.resources import files


def rows_of(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
