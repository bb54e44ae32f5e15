"""Twilio's error codes as the double gives them out (https://www.twilio.com/docs/api/errors)."""

from typing import Any

# code -> HTTP status, words. Twilio changes the words at will: only codes are to be relied upon.
_REFUSALS: dict[int, tuple[int, str]] = {
    20001: (400, "Invalid parameter"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20404: (404, "The requested resource {path} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    21211: (400, "The 'To' number {to} is not a valid phone number."),
    21212: (400, "The 'From' number {sender} is not a valid phone number."),
    21266: (400, "'To' and 'From' number cannot be the same: {to}"),
    21408: (400, "Permission to send an SMS has not been enabled for the region of {to}."),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number {sender} is not a valid, message-capable number."),
    21608: (400, "The number {to} is unverified. Trial accounts cannot send to it."),
    21609: (400, "The 'StatusCallback' URL {callback} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number {sender} has exceeded the maximum number of queued messages."),
    21612: (400, "The 'To' number {to} is not currently reachable from {sender} via SMS."),
    21614: (400, "'To' number: {to}, is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21624: (400, "Invalid validity period value"),
    21635: (400, "'To' number {to} cannot be a landline"),
    21659: (400, "'From' {sender} is not a Twilio phone number or short code country mismatch"),
}

# Codes that end a message before it leaves Twilio; the others come back from a carrier.
_NEVER_LEFT = frozenset({21610, 30001, 30002, 30034, 30036, 30450, 30610, 30640})

_ENDINGS: dict[int, str] = {
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30034: "US A2P 10DLC - Message from an Unregistered Number",
    30036: "Validity Period Expired",
    30450: "Message delivery blocked",
    30610: "Message blocked: quiet hours",
    30640: "Message blocked: known litigator",
}


class Refused(Exception):
    """Twilio would answer this request with an error body instead of a message."""

    def __init__(self, code: int, **named: str) -> None:
        self.code = code
        self.status, words = _REFUSALS.get(code, (400, _ENDINGS.get(code, f"Error {code}")))
        self.words = words.format_map(_Named(named))
        super().__init__(f"{code}: {self.words}")

    def body(self) -> dict[str, Any]:
        """The JSON that Twilio answers with."""
        return {
            "code": self.code,
            "message": self.words,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def ending(code: int) -> str:
    """The last status of a message that an error code ends: failed or undelivered."""
    return "failed" if code in _NEVER_LEFT else "undelivered"


def words_of(code: int | None) -> str | None:
    """What Twilio says of a message that ended with this code."""
    return None if code is None else _ENDINGS.get(code, f"Error {code}")


class _Named(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
