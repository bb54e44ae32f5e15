"""Clinic: one tenant, with its time zone, sending number, mailbox, hours and policy."""

import zoneinfo
from datetime import time

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from followup.clinic.rows import ClinicRow


class Channel(models.TextChoices):
    """By which way a message travels."""

    SMS = "sms", _("text")
    EMAIL = "email", _("email")


class Language(models.TextChoices):
    """The languages in which messages are written and replies are read, and in which staff work."""

    EN = "en", "English"
    ES = "es", "Español"


class WindowSet(models.TextChoices):
    """Which hours automated messages keep to."""

    SHIPPED = "shipped", _("Mon-Sat 9:00-19:00, Sun 12:00-17:00")
    STRICT = "strict", _("Mon-Fri 10:00-18:00, Sat 10:00-17:00, Sun 12:00-17:00")
    OWN = "own", _("the clinic's own, weekday by weekday")


class OptOutReply(models.TextChoices):
    """Who answers STOP, START and HELP; exactly one of the two does."""

    PROVIDER = "provider", _("the provider's own filter (Twilio's default)")
    CLINIC = "clinic", _("this system (message redaction, or the filter switched off)")


def known_time_zone(name: str) -> None:
    """Refuse a time zone that is not in the IANA list."""
    if name and name not in zoneinfo.available_timezones():
        raise ValidationError(f"{name!r} is no IANA time zone. Write one such as America/Denver.")


# What the federal calling day allows at most; care/hours.py tells of it.
_DAY_BEGINS, _DAY_ENDS = time(8), time(21)


def whole_week(week: list[list[str] | None]) -> None:
    """Refuse anything but seven days from Monday, each [opens, closes] as 09:00, or None."""
    if not week:
        return
    if len(week) != 7 or not any(week):
        raise ValidationError(_("Give at least one day of the week its hours."))
    for day in filter(None, week):
        opens, closing = (time.fromisoformat(wall) for wall in day)
        if not _DAY_BEGINS <= opens < closing <= _DAY_ENDS:
            raise ValidationError(_("Hours begin before they end, and lie between 8:00 and 21:00."))


class Clinic(models.Model):
    """One tenant; everything else belongs to one of these."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    time_zone = models.CharField(
        max_length=64, default="America/Denver", validators=[known_time_zone]
    )
    country = models.CharField(max_length=2, default="US")
    # The number that patients may call, as it stands in the messages.
    phone = models.CharField(max_length=32)
    # The number or messaging service that texts go out from, and the address that emails do.
    sms_number = models.CharField(max_length=16, blank=True)
    messaging_service = models.CharField(max_length=34, blank=True)
    email_from = models.EmailField(blank=True)
    window_set = models.CharField(max_length=8, choices=WindowSet, default=WindowSet.SHIPPED)
    # Seven days from Monday, each ["09:00", "17:00"] or None; used where the set is OWN.
    own_hours = models.JSONField(default=list, blank=True, validators=[whole_week])
    cap_per_day = models.PositiveSmallIntegerField(default=2)
    cap_per_week = models.PositiveSmallIntegerField(default=5)
    # Neutral: no body part and no "needling" in texts, which travel unencrypted (45 CFR 164.530).
    neutral_words = models.BooleanField(default=True)
    opt_out_reply = models.CharField(
        max_length=8, choices=OptOutReply, default=OptOutReply.PROVIDER
    )
    alert_minutes = models.PositiveSmallIntegerField(default=10)
    # Admins are sent last week's figures on Monday morning.
    weekly_digest = models.BooleanField(default=True)
    consent_wording = models.TextField(blank=True)
    # Staff without a second factor set one up before anything else.
    second_factor_required = models.BooleanField(default=False)
    # After so many months a nightly task erases them; empty: they are kept.
    words_kept_months = models.PositiveSmallIntegerField(null=True, blank=True)
    photos_kept_months = models.PositiveSmallIntegerField(null=True, blank=True)
    # Patients who were not treated for so long are erased whole.
    patients_kept_months = models.PositiveSmallIntegerField(null=True, blank=True)
    # How far the nightly task has come with the words.
    words_erased_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(cap_per_day__gte=1) & Q(cap_per_week__gte=F("cap_per_day")),
                name="clinic_caps_make_sense",
            ),
            models.CheckConstraint(
                condition=~Q(window_set="own") | ~Q(own_hours=[]), name="clinic_own_hours_are_said"
            ),
            models.UniqueConstraint(
                fields=["sms_number"], condition=~Q(sms_number=""), name="clinic_owns_its_number"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ClosedDay(ClinicRow):
    """A day on which the clinic is closed, so that nothing but safety checks goes out."""

    day = models.DateField()
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["clinic", "day"], name="closed_day_said_once"),
        )

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
