"""What tests of the deployment need: a Docker daemon, nginx."""

from collections.abc import Iterator

import pytest

from tests.support.engines.docker_host import Docker, NoDocker, docker
from tests.support.engines.room import required_engines


@pytest.fixture(scope="session")
def docker_host() -> Iterator[Docker]:
    """A Docker daemon with an image that ours can begin from."""
    try:
        with docker() as found:
            yield found
    except NoDocker as lack:
        if "docker" in required_engines():
            pytest.fail(f"docker is required and not there: {lack}", pytrace=False)
        pytest.skip(f"docker: {lack}")
