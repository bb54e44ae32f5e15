"""Words and numbers at rest: encrypted with keys that rotate, found by a keyed blind index.

The first key of FIELD_KEYS encrypts, all of them decrypt (MultiFernet, AES-128-CBC with
HMAC-SHA256). A blind index is HMAC-SHA256 under INDEX_KEY, cut to 128 bits: equal inputs give
equal indexes, and without the key neither can be told from the other.
"""

import hashlib
import hmac
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    _TextField = models.TextField[Any, Any]
else:
    _TextField = models.TextField


class UnreadableError(Exception):
    """A stored value that none of FIELD_KEYS opens. Put the key back that it was written with."""


def encrypted(plain: str) -> str:
    """`plain` as a Fernet token of the newest key."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(plain.encode()).decode()


def encrypted_json(value: Any) -> str:
    """`value` as JSON, as an EncryptedJSONField keeps it."""
    return encrypted(json.dumps(value, ensure_ascii=False))


def decrypted(token: str) -> str:
    """What `encrypted` was given, with any key that is still listed."""
    return opened(token.encode()).decode()


def sealed(content: bytes) -> bytes:
    """A whole file under the newest key."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(content)


def opened(content: bytes) -> bytes:
    """What `sealed` was given, with any key that is still listed."""
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(content)
    except InvalidToken:
        raise UnreadableError(
            "A stored value was written with a key that FIELD_KEYS does not list. "
            "Add that key at the end of FIELD_KEYS and start again."
        ) from None


def rotated(token: str) -> str:
    """The same words under the newest key."""
    return _box(tuple(settings.FIELD_KEYS)).rotate(token).decode()


def blind_index(value: str, *, purpose: str) -> str:
    """32 hex digits by which `value` is found without being stored; `purpose` keeps uses apart."""
    message = f"{purpose}\x00{value}".encode()
    return hmac.new(settings.INDEX_KEY.encode(), message, hashlib.sha256).hexdigest()[:32]


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


class EncryptedTextField(_TextField):
    """Text that the database only ever sees encrypted; the empty text stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        plain = super().get_prep_value(value)
        return encrypted(plain) if plain else plain

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return decrypted(value) if value else value


class EncryptedJSONField(_TextField):
    """A JSON value that the database only ever sees encrypted."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else encrypted_json(value)

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return None if value is None else json.loads(decrypted(value))

    def to_python(self, value: Any) -> Any:
        return value
