"""Who may enter: every route by name, with the roles it is open to; any other is refused."""

from followup.clinic.access import ACTS, Act, may
from followup.clinic.models import Role, Staff
from followup.replies.assign import act_for
from followup.replies.models import ReviewItem


def _those_who(act: Act) -> frozenset[str]:
    return frozenset(str(role) for role, acts in ACTS.items() if act in acts)


# People who are signed out, and machines: sign-in itself, webhooks (signed), health.
PUBLIC: frozenset[str] = frozenset({"public"})
NOBODY: frozenset[str] = frozenset()
STAFF: frozenset[str] = frozenset(Role.values)
LOOKING = _those_who(Act.SEE_PATIENTS)
LOGGING = _those_who(Act.LOG_TREATMENTS)
EDITING = _those_who(Act.EDIT_PATIENTS)
EXPORTING = _those_who(Act.EXPORT)
ERASING = _those_who(Act.ERASE)
REPORTING = _those_who(Act.SEE_REPORTS)
STAFFING = _those_who(Act.MANAGE_STAFF)
AUDITING = _those_who(Act.SEE_AUDIT)
SETTING = _those_who(Act.EDIT_CLINIC)
WORDING = _those_who(Act.EDIT_TEMPLATES)
RETIMING = _those_who(Act.EDIT_PROTOCOLS)
# Whoever treats wants to know what is said afterwards.
TIMING = RETIMING | _those_who(Act.REVIEW)
WRITING = _those_who(Act.WRITE)
CORRECTING = _those_who(Act.CORRECT)
# Which of the two a line needs is asked of the line itself: `may_act_on`.
ACTING = _those_who(Act.REVIEW) | _those_who(Act.CALL)

ACCESS: dict[str, frozenset[str]] = {
    "home": STAFF,
    "language": STAFF,
    # Review
    "review": LOOKING,
    "review_list": LOOKING,
    "review_search": LOOKING,
    "canned": WORDING,
    "review_bulk": ACTING,
    "review_bulk_undo": ACTING,
    "item": LOOKING,
    "item_news": LOOKING,
    "item_here": ACTING,
    "item_opening": ACTING,
    "item_note": ACTING,
    "item_snoozing": ACTING,
    "item_waking": ACTING,
    "item_assignment": ACTING,
    "item_correction": CORRECTING,
    "item_correction_undo": CORRECTING,
    "item_reply": WRITING,
    "item_reply_count": WRITING,
    "item_reply_undo": WRITING,
    "item_resolution": ACTING,
    "item_resolution_undo": ACTING,
    # Treatments and their import
    "treatment_new": LOGGING,
    "treatment_preview": LOGGING,
    "treatment_patient": LOGGING,
    "treatment": LOOKING,
    "treatment_undo": LOGGING,
    "imports": LOGGING,
    "import": LOGGING,
    "import_columns": LOGGING,
    "import_start": LOGGING,
    "import_undo": LOGGING,
    "import_errors": LOGGING,
    # Patients
    "patients": LOOKING,
    "patients_all": LOOKING,
    "calls": LOOKING,
    "patient": LOOKING,
    "patient_edit": EDITING,
    "patient_duplicates": EDITING,
    "patient_merge": EDITING,
    "patient_export": EXPORTING,
    "patient_erasure": ERASING,
    "patient_contact": EDITING,
    "patient_consent": EDITING,
    "contact_mending": EDITING,
    "photo": LOOKING,
    "planned_skip": EDITING,
    "planned_move": EDITING,
    "planned_send_now": EDITING,
    "planned_undo": EDITING,
    "message_receipt": LOOKING,
    # Overview and reports
    "overview": LOOKING,
    "overview_messages": LOOKING,
    "overview_planned": LOOKING,
    "reports": REPORTING,
    "report": REPORTING,
    "report_csv": REPORTING,
    # Templates
    "templates": STAFF,
    "template": STAFF,
    "template_preview": WORDING,
    "template_reply": WORDING,
    "template_draft": WORDING,
    "template_draft_aside": WORDING,
    "template_publication": WORDING,
    "template_defaults": WORDING,
    "template_test": WORDING,
    "templateversion": STAFF,
    "templateversion_draft": WORDING,
    "templatedraft_draft": WORDING,
    # Protocols
    "protocols": TIMING,
    "protocols_regions": TIMING,
    "dry_run": TIMING,
    "dry_run_csv": RETIMING,
    "protocol": TIMING,
    "protocol_examples": TIMING,
    "protocol_version": TIMING,
    "protocol_stop_new": RETIMING,
    "protocol_stop": RETIMING,
    "protocol_stop_removal": RETIMING,
    "protocol_draft_undo": RETIMING,
    "protocol_draft_removal": RETIMING,
    "protocol_publication": RETIMING,
    "protocol_replanning": RETIMING,
    "protocol_replanning_progress": RETIMING,
    "protocol_copy": RETIMING,
    "protocol_name": RETIMING,
    "protocol_archive": RETIMING,
    "protocol_revival": RETIMING,
    # Settings, staff and the audit log
    "settings": SETTING,
    "settings_clinic": SETTING,
    "settings_hours": SETTING,
    "settings_hours_preview": SETTING,
    "settings_closed_days": SETTING,
    "closed_day_opening": SETTING,
    "settings_messages": SETTING,
    "settings_signing_in": SETTING,
    "settings_keeping": SETTING,
    "settings_keeping_preview": SETTING,
    "change_undo": SETTING,
    "settings_vocabulary": SETTING,
    "settings_sending": SETTING,
    "settings_checks": SETTING,
    "settings_test": SETTING,
    "settings_tests": SETTING,
    "settings_on_call": SETTING,
    "settings_on_call_test": SETTING,
    "settings_on_call_add": SETTING,
    "staff_on_call": SETTING,
    "settings_audit": AUDITING,
    "settings_audit_csv": AUDITING,
    "settings_staff": STAFFING,
    "staff_invite": STAFFING,
    "staff_member": STAFFING,
    "staff_invitation": STAFFING,
    "staff_leaving": STAFFING,
    "staff_return": STAFFING,
    "staff_factor": STAFFING,
    # The patient's own page: whoever has the link of a message answers it, and sees nothing else.
    "answer": PUBLIC,
    "answer_done": PUBLIC,
    "answer_question": PUBLIC,
    # Signed or refused by themselves; the last changes nothing when it is only looked at.
    "twilio_status": PUBLIC,
    "twilio_inbound": PUBLIC,
    "email_events": PUBLIC,
    "unsubscribe": PUBLIC,
    "health": PUBLIC,
    "health_live": PUBLIC,
    # Asks for a token itself.
    "metrics": PUBLIC,
    "robots": PUBLIC,
    # There only in the sandbox: an instant, and nothing of whom or what.
    "sandbox_next_due": PUBLIC,
    # Sign-in (django-allauth). Accounts and their addresses come from an admin, not from here.
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_signup": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_confirm_login_code": NOBODY,
    "account_confirm_email": NOBODY,
    "account_email_verification_sent": NOBODY,
    "account_email": NOBODY,
    "account_reauthenticate": STAFF,
    "account_change_password": STAFF,
    "account_set_password": STAFF,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": STAFF,
    "mfa_index": STAFF,
    "mfa_activate_totp": STAFF,
    "mfa_deactivate_totp": STAFF,
    "mfa_view_recovery_codes": STAFF,
    "mfa_generate_recovery_codes": STAFF,
    "mfa_download_recovery_codes": STAFF,
}


def may_enter(staff: Staff, route: str) -> bool:
    """Whether a member of staff may use that route; links that lead nowhere are not shown."""
    return bool({staff.role, *PUBLIC} & ACCESS.get(route, NOBODY))


def may_act_on(staff: Staff, item: ReviewItem) -> bool:
    """What a patient wrote is for clinicians to judge; the front desk calls and mends addresses."""
    return may(staff, act_for(item))
