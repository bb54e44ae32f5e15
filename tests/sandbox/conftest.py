"""One sandbox process and one listener for all tests of this folder, emptied before each test."""

from collections.abc import Iterator

import pytest

from tests.sandbox.listener import Listener, listening
from tests.sandbox_fixture import Sandbox, running_sandbox


@pytest.fixture(scope="session")
def the_listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture(scope="session")
def the_sandbox(
    tmp_path_factory: pytest.TempPathFactory, the_listener: Listener
) -> Iterator[Sandbox]:
    with running_sandbox(
        folder=tmp_path_factory.mktemp("sandbox"),
        SANDBOX_PACE="0.01",
        SANDBOX_INBOUND_URL=f"{the_listener.url}/inbound?clinic=1&x=%C3%A9#rc=3&rp=all",
        SANDBOX_EMAIL_INBOUND_URL=f"{the_listener.url}/anymail/postmark/inbound/",
        ANYMAIL_WEBHOOK_SECRET="post:mark",
    ) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(the_sandbox: Sandbox, the_listener: Listener) -> Sandbox:
    the_sandbox.reset()
    # Only now: what the test before still had on its way must not count in this one.
    the_listener.clear()
    return the_sandbox


@pytest.fixture
def product(sandbox: Sandbox, the_listener: Listener) -> Listener:
    return the_listener
