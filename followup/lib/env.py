"""Settings from the environment, typed, with secrets from files: NAME_FILE stands in for NAME."""

import os
from pathlib import Path

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})


class SettingError(ValueError):
    """A setting that cannot be used; the text names it and says what to write."""


def text(name: str, default: str = "") -> str:
    """The value of `name`, or the content of the file that `name`_FILE points at."""
    path = os.environ.get(f"{name}_FILE", "")
    if not path:
        return os.environ.get(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingError(
            f"{name}_FILE is {path!r}, which cannot be read ({error.strerror}). "
            f"Write the secret into that file, or set {name} instead."
        ) from error


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value not in _TRUE | _FALSE:
        raise SettingError(f"{name} is {value!r}. Write yes or no.")
    return value in _TRUE


def number(name: str, default: float) -> float:
    """A number of whatever unit the setting's name ends in."""
    value = text(name, str(default))
    try:
        return float(value)
    except ValueError:
        raise SettingError(f"{name} is {value!r}. Write a number, such as {default}.") from None


def whole(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise SettingError(
            f"{name} is {value!r}. Write a whole number, such as {default}."
        ) from None


def words(name: str, default: str = "") -> list[str]:
    """A list with commas between its items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]
