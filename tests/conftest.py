"""What all tests share; the servers under them are in tests/servers.py."""

from hypothesis import settings

# Alice, Bob and Charlie are there for every test that asks for them.
pytest_plugins = ["tests.cast", "tests.engine"]

# A busy machine is not a bug: hypothesis judges results, never how long one example took.
settings.register_profile("followup", deadline=None)
settings.load_profile("followup")
