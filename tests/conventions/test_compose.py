"""What docker-compose.yml promises: watched, unprivileged, secrets from files that are read."""

import re
from typing import Any

import pytest
import yaml

from tests.conventions.source import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
RUNS_ONCE = {"migrate", "backup"}
SETTINGS = (ROOT / "followup" / "settings.py").read_text(encoding="utf-8")

each_service = pytest.mark.parametrize("name", COMPOSE["services"])


@each_service
def test_each_service_is_watched_and_comes_back_unless_it_runs_once(name: str) -> None:
    service = COMPOSE["services"][name]
    if name in RUNS_ONCE:
        assert service["restart"] == "no"
    else:
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"]


@each_service
def test_each_service_runs_without_privileges_on_a_read_only_disk(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "user" in service or _user_of_stage(service["build"]["target"]) == "10001:10001"


@each_service
def test_no_service_takes_the_newest_image_that_happens_to_be_there(name: str) -> None:
    image = COMPOSE["services"][name]["image"]
    assert image.startswith("followup") or re.search(r":\d", image)


@each_service
def test_each_secret_of_a_service_is_declared_and_comes_from_a_file(name: str) -> None:
    for secret in COMPOSE["services"][name].get("secrets", []):
        assert COMPOSE["secrets"][secret]["file"].startswith("./secrets/")


def test_each_setting_of_the_web_service_is_one_that_is_read() -> None:
    names = {key.removesuffix("_FILE") for key in COMPOSE["services"]["web"]["environment"]}
    assert {name for name in names if f'"{name}"' not in SETTINGS} == set()


def test_only_the_front_can_be_reached_from_outside() -> None:
    open_to_all = [name for name, service in COMPOSE["services"].items() if "ports" in service]
    assert open_to_all == ["front"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("database", "redis"):
        assert COMPOSE["services"][name]["networks"] == ["inside"]


def _user_of_stage(stage: str) -> str:
    body = re.split(rf"^FROM .* AS {stage}$", DOCKERFILE, flags=re.MULTILINE)[1]
    users = re.findall(r"^USER (\S+)$", body.split("\nFROM ")[0], re.MULTILINE)
    return users[-1] if users else "root"
