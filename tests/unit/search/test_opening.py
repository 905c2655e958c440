"""An index is opened by its URL, and asks nobody until it is used."""

import pytest

from services.runtime.unavailable import IndexUnavailable
from services.search.index.opening import UnknownIndexUrl, open_index


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_an_engine_that_is_away_is_told_by_the_first_call(host: str) -> None:
    index = open_index(f"http://{host}:9/citymend", "read")
    with pytest.raises(IndexUnavailable):
        index.as_of()
    index.close()


def test_a_url_of_no_index_is_refused_without_its_password() -> None:
    with pytest.raises(UnknownIndexUrl) as refusal:
        open_index("solr://user:hunter2@host/citymend", "read")
    assert "hunter2" not in str(refusal.value)
