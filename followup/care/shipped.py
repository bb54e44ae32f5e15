"""The shipped protocols: read from protocols.toml, published for a clinic, chosen by region."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from followup.care.models import Kind, Protocol, ProtocolVersion, Step
from followup.clinic.models import Channel, Clinic, Staff

_FILE = Path(__file__).with_name("protocols.toml")
# A phone is read within minutes; email is for those who cannot or will not be texted.
_CHANNELS = [Channel.SMS.value, Channel.EMAIL.value]


class NoProtocolError(LookupError):
    """A clinic that has no protocol yet; the text says how it gets the shipped ones."""


@transaction.atomic
def install(*, clinic: Clinic, at: datetime) -> list[Protocol]:
    """Publish the shipped protocols that this clinic does not have yet; the others stay."""
    present = set(Protocol.objects.of(clinic).values_list("slug", flat=True))
    shipped = _shipped()
    return [
        _published(clinic, row, shipped["steps"], at)
        for row in shipped["protocols"]
        if row["slug"] not in present
    ]


@transaction.atomic
def publish(
    *, protocol: Protocol, steps: Iterable[Step], at: datetime, by: Staff | None = None
) -> ProtocolVersion:
    """A new version with these (unsaved) steps; follow-ups that run keep the one they have."""
    locked = Protocol.objects.select_for_update().get(pk=protocol.pk)
    newest = locked.versions.first()
    version = ProtocolVersion.objects.create(
        clinic_id=locked.clinic_id,
        protocol=locked,
        number=newest.number + 1 if newest else 1,
        published_at=at,
        published_by=by,
    )
    for position, step in enumerate(steps, start=1):
        step.clinic_id, step.version, step.position = locked.clinic_id, version, position
        step.save(force_insert=True)
    return version


def protocol_for(
    *,
    clinic: Clinic,
    regions: Sequence[str],
    condition: str = "",
    versions: Sequence[ProtocolVersion] | None = None,
) -> ProtocolVersion:
    """The newest version of the protocol that takes the most care of any of these regions.

    One with a breathing check comes first, then one for the condition, then the one for the
    leading region. A region that no protocol lists follows the clinic's fallback; where none is
    named it is treated like the chest: a question too many costs a text, one too few a lung.
    `versions` are those of `newest_versions`, for whoever asks often.
    """
    if versions is None:
        versions = newest_versions(clinic)
    chosen = {
        region: next((v for v in versions if region in v.protocol.regions), None)
        for region in regions
    }
    known = [version for version in chosen.values() if version is not None]
    if len(known) < len(chosen) or not known:
        known += fallback_among(versions)
    known = [*_for_condition(versions, condition), *known]
    if not known:
        raise NoProtocolError(
            f"{clinic} has no protocol for {', '.join(regions)}. Add one under Protocols, "
            "or install the shipped ones."
        )
    return next((version for version in known if checks_breathing(version)), known[0])


def fallback_among(versions: Sequence[ProtocolVersion]) -> list[ProtocolVersion]:
    """The one for regions that no protocol lists: as named, else the first that asks of breath."""
    named = [version for version in versions if version.protocol.is_fallback]
    return named or [version for version in versions if checks_breathing(version)][:1]


def newest_versions(clinic: Clinic) -> list[ProtocolVersion]:
    """With their protocols and steps, in the order in which the protocols were made."""
    return list(
        ProtocolVersion.objects.of(clinic)
        .filter(protocol__archived_at=None)
        .order_by("protocol_id", "-number")
        .distinct("protocol_id")
        .select_related("protocol")
        .prefetch_related("steps")
    )


def checks_breathing(version: ProtocolVersion) -> bool:
    """Whether it asks the same evening how breathing is."""
    return any(step.kind == Kind.SAFETY_CHECK for step in version.steps.all())


def _for_condition(versions: Sequence[ProtocolVersion], condition: str) -> list[ProtocolVersion]:
    said = condition.casefold()
    return [
        version
        for version in versions
        if any(words.casefold() in said for words in version.protocol.conditions)
    ][:1]


def _published(
    clinic: Clinic, row: Mapping[str, Any], steps: Mapping[str, Any], at: datetime
) -> Protocol:
    protocol = Protocol.objects.create(
        clinic=clinic, slug=row["slug"], name=row["name"], regions=row["regions"]
    )
    publish(protocol=protocol, steps=(_step(slug, steps[slug]) for slug in row["steps"]), at=at)
    return protocol


def _step(slug: str, row: Mapping[str, Any]) -> Step:
    rest = {name: value for name, value in row.items() if name != "useful_hours"}
    return Step(slug=slug, useful_minutes=row["useful_hours"] * 60, channels=_CHANNELS, **rest)


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
