"""The log: one JSON line an event, ids only, with no number, name or word of a patient in it."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# twilio.http_client writes whole query strings, numbers included, at INFO.
_TALKATIVE = ("twilio.http_client", "urllib3", "kombu", "amqp", "aiohttp.access")
_ADDRESSED = frozenset({"request", "event"})
_PRIVATE = frozenset({"to", "from", "body", "text", "name", "phone", "email", "address", "words"})

# In the address of a request: what was searched for, and the tokens of patients' and sign-in links.
# A public id of ours (a UUID) may stay; it leads nowhere without a session.
_QUERY = re.compile(r"\?\S+")
_TOKEN = re.compile(r"(?<=/)(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)[\w.:=~-]{20,}")


def configure(*, level: str, pretty: bool) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING value, so that both write the same lines."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_private_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    last = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    last,
                ],
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
    }


def without_private_values(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blank the keys that could carry a patient's number, name or words."""
    for key in _PRIVATE & event.keys():
        event[key] = "[private]"
    for key in _ADDRESSED & event.keys():
        event[key] = _TOKEN.sub("[private]", _QUERY.sub("?[private]", str(event[key])))
    return event
