"""Edit a draft, publish it, copy, put away, and say which regions follow which protocol."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from followup.care import assigning, drafting, publishing, shipped
from followup.care.draft_stops import new_stop, with_stop, without
from followup.care.drafting import Desk, NotChanged, desk_of
from followup.care.models import Protocol, ProtocolDraft
from followup.clinic.models import AuditEvent, Clinic, Staff


def protocol(clinic: Clinic, slug: str = "knee") -> Protocol:
    row: Protocol = Protocol.objects.of(clinic).get(slug=slug)
    return row


def without_booking(clinic: Clinic, by: Staff, at: datetime) -> Desk:
    desk = desk_of(protocol(clinic))
    stops = without(desk.stops, "booking")
    return drafting.keep(protocol=desk.protocol, stops=stops, mark=desk.mark, at=at, by=by)


def slugs(desk: Desk) -> list[str]:
    return [stop.slug for stop in desk.stops]


def test_what_is_shipped_lies_on_the_desk_as_it_is_published(ready: Clinic) -> None:
    desk = desk_of(protocol(ready))
    assert slugs(desk) == ["aftercare", "day1", "day3", "booking", "next_visit"]
    assert not desk.is_changed


def test_a_change_is_a_draft_and_nothing_follows_it_before_it_is_published(
    ready: Clinic, alice: Staff, at: datetime
) -> None:
    desk = without_booking(ready, alice, at)
    assert desk.is_changed
    assert "booking" not in slugs(desk)
    followed = shipped.protocol_for(clinic=ready, regions=["knee"])
    assert followed.steps.filter(slug="booking").exists()

    version = publishing.publish_draft(protocol=desk.protocol, mark=desk.mark, at=at, by=alice)

    followed = shipped.protocol_for(clinic=ready, regions=["knee"])
    assert followed == version
    assert (version.number, version.published_by) == (2, alice)
    assert not followed.steps.filter(slug="booking").exists()
    assert not ProtocolDraft.objects.exists()
    assert AuditEvent.objects.filter(act="protocol.published", subject_id=desk.protocol.pk).exists()


def test_who_was_slower_is_told_and_overwrites_nothing(
    ready: Clinic, alice: Staff, bob: Staff, at: datetime
) -> None:
    seen_by_bob = desk_of(protocol(ready))
    without_booking(ready, alice, at)
    with pytest.raises(NotChanged, match="Alice changed this protocol"):
        drafting.keep(
            protocol=seen_by_bob.protocol, stops=seen_by_bob.stops, mark=seen_by_bob.mark,
            at=at, by=bob,
        )  # fmt: skip
    assert "booking" not in slugs(desk_of(protocol(ready)))


def test_a_draft_that_was_published_meanwhile_is_not_published_twice(
    ready: Clinic, alice: Staff, at: datetime
) -> None:
    desk = without_booking(ready, alice, at)
    publishing.publish_draft(protocol=desk.protocol, mark=desk.mark, at=at, by=alice)
    with pytest.raises(NotChanged):
        publishing.publish_draft(protocol=desk.protocol, mark=desk.mark, at=at, by=alice)
    assert desk.protocol.versions.count() == 2


def test_the_last_change_can_be_taken_back_and_made_again(
    ready: Clinic, alice: Staff, at: datetime
) -> None:
    desk = without_booking(ready, alice, at)
    back = drafting.take_back(protocol=desk.protocol, mark=desk.mark, at=at, by=alice)
    assert not back.is_changed
    again = drafting.take_back(protocol=desk.protocol, mark=back.mark, at=at, by=alice)
    assert slugs(again) == slugs(desk)


def test_what_cannot_work_is_not_published(ready: Clinic, alice: Staff, at: datetime) -> None:
    desk = desk_of(protocol(ready))
    faulty = with_stop(desk.stops, replace(desk.stops[0], nudge_days=1))
    kept = drafting.keep(protocol=desk.protocol, stops=faulty, mark=desk.mark, at=at, by=alice)
    with pytest.raises(NotChanged, match="Mend what is listed"):
        publishing.publish_draft(protocol=desk.protocol, mark=kept.mark, at=at, by=alice)


def test_nothing_new_is_no_version(ready: Clinic, alice: Staff, at: datetime) -> None:
    desk = desk_of(protocol(ready))
    with pytest.raises(NotChanged, match="Nothing has been changed"):
        publishing.publish_draft(protocol=desk.protocol, mark=desk.mark, at=at, by=alice)


def test_a_copy_is_a_draft_that_no_region_follows(
    ready: Clinic, alice: Staff, at: datetime
) -> None:
    twin = publishing.copy(protocol=protocol(ready), name="Knee, gentle", at=at, by=alice)
    desk = desk_of(twin)
    assert (twin.slug, twin.regions, desk.version) == ("knee-2", [], None)
    assert slugs(desk) == slugs(desk_of(protocol(ready)))
    followed = shipped.protocol_for(clinic=ready, regions=["knee"])
    assert followed.protocol.slug == "knee"
    changed = with_stop(desk.stops, new_stop("check_in", desk.stops))
    desk = drafting.keep(protocol=twin, stops=changed, mark=desk.mark, at=at, by=alice)
    assert publishing.publish_draft(protocol=twin, mark=desk.mark, at=at, by=alice).number == 1


def test_put_away_only_once_its_regions_follow_another(
    ready: Clinic, alice: Staff, at: datetime
) -> None:
    knee, limb = protocol(ready), protocol(ready, "limb")
    with pytest.raises(NotChanged, match="Choose which one they follow instead"):
        assigning.archive(protocol=knee, to=None, at=at, by=alice)
    assigning.archive(protocol=knee, to=limb, at=at, by=alice)
    followed = shipped.protocol_for(clinic=ready, regions=["knee"])
    assert followed.protocol == limb
    assigning.revive(protocol=knee, at=at, by=alice)
    knee.refresh_from_db()
    assert (knee.archived_at, knee.regions) == (None, [])


def test_what_is_put_away_cannot_be_followed_by_a_region(ready: Clinic, at: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Protocol.objects.of(ready).filter(slug="knee").update(archived_at=at)


def assign(clinic: Clinic, by: Staff, at: datetime, **more: object) -> None:
    assigning.assign(
        clinic=clinic, at=at, by=by,
        **{"regions": {}, "conditions": {}, "fallback": None, **more},  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_region_follows_one_protocol_and_leaves_the_one_before(
    ready: Clinic, alice: Staff, at: datetime
) -> None:
    limb = protocol(ready, "limb")
    assign(ready, alice, at, regions={"knee": limb.pk})
    assert protocol(ready).regions == []
    assert shipped.protocol_for(clinic=ready, regions=["knee"]).protocol == limb


def test_a_condition_goes_before_the_region_but_not_before_a_breathing_check(
    ready: Clinic, alice: Staff, at: datetime
) -> None:
    limb = protocol(ready, "limb")
    assign(ready, alice, at, conditions={limb.pk: ["meniscus"]})

    def followed(*regions: str) -> str:
        version = shipped.protocol_for(
            clinic=ready, regions=regions, condition="Medial Meniscus tear"
        )
        return version.protocol.slug

    assert followed("knee") == "limb"
    assert followed("knee", "neck") == "neck-shoulder-thorax"
    assert shipped.protocol_for(clinic=ready, regions=["knee"]).protocol.slug == "knee"


def test_the_fallback_is_for_what_no_protocol_lists(
    ready: Clinic, alice: Staff, at: datetime
) -> None:
    assign(ready, alice, at, fallback=protocol(ready, "limb").pk)
    assert shipped.protocol_for(clinic=ready, regions=["diaphragm"]).protocol.slug == "limb"
    assert shipped.protocol_for(clinic=ready, regions=["neck"]).protocol.slug != "limb"


def test_another_clinics_protocol_cannot_be_assigned(
    ready: Clinic, alice: Staff, charlie: Staff, at: datetime
) -> None:
    theirs = shipped.install(clinic=charlie.clinic, at=at)[0]
    with pytest.raises(NotChanged):
        assign(ready, alice, at, regions={"knee": theirs.pk})
