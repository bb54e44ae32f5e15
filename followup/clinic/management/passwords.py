"""A new password from a person or from a pipe, held to the same rules as in the pages."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError


def asked_password() -> str:
    """Asked for without echo at a terminal, else the first line of stdin. Raises CommandError."""
    asked = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        validate_password(asked)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return asked
