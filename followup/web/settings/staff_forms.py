"""The forms about a member of staff: inviting somebody, and changing what they do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.clinic import phone
from followup.clinic.models import Language, Role, Staff

_ROLES = [
    (Role.THERAPIST.value, _("Therapist: reviews replies, writes to patients, logs treatments")),
    (Role.FRONT_DESK.value, _("Front desk: logs treatments, mends addresses, makes calls")),
    (Role.VIEWER.value, _("Viewer: looks on and changes nothing")),
    (Role.ADMIN.value, _("Administrator: all of it, and these settings")),
]
_NAME = {"required": _("Write the name that colleagues know them by.")}


class InvitationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, error_messages=_NAME)
    email = forms.EmailField(
        label=_("Email"),
        help_text=_("They sign in with it. The invitation goes there."),
        error_messages={
            "required": _("Write the address that the invitation goes to."),
            "invalid": _("Write an email address, such as name@clinic.com."),
        },
    )
    role = forms.ChoiceField(
        label=_("What they do"),
        choices=_ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they do.")},
    )
    language = forms.ChoiceField(
        label=_("They read in"), choices=Language.choices, initial=Language.EN
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class MemberForm(forms.Form):
    """Somebody who is there already."""

    name = forms.CharField(label=_("Name"), max_length=80, error_messages=_NAME)
    phone = forms.CharField(
        label=_("Mobile phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("Urgent alerts go there while they are on call, beside their email."),
    )
    role = forms.ChoiceField(label=_("What they do"), choices=_ROLES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        told = {"name": staff.name, "role": staff.role, "phone": staff.phone}
        kwargs.setdefault("initial", told)
        super().__init__(*args, **kwargs)
        self.label_suffix, self._country = "", staff.clinic.country

    def clean_phone(self) -> str:
        written: str = self.cleaned_data["phone"]
        try:
            return phone.e164(written, country=self._country) if written.strip() else ""
        except phone.PhoneError as error:
            raise forms.ValidationError(str(error)) from None
