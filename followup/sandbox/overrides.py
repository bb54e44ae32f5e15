"""How long Twilio waits for a webhook and what it tries again, as its URL's fragment says.

https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides: `#rc=3&rp=all`.
"""

from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag

_RETRY_WORDS = frozenset({"ct", "rt", "4xx", "5xx", "all"})


@dataclass(frozen=True, kw_only=True)
class Overrides:
    """Times in seconds; `retries` come on top of the first try."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    retried: frozenset[str] = frozenset({"ct"})

    def tries_again(self, *, outcome: str) -> bool:
        """Whether an outcome (`ct`, `rt` or an HTTP status) is worth another try."""
        if outcome.startswith("2"):
            return False
        cause = f"{outcome[0]}xx" if outcome.isdigit() else outcome
        return "all" in self.retried or cause in self.retried


# What the product's own documentation asks of every webhook address, for one given without it.
RECOMMENDED = Overrides(retries=3, retried=frozenset({"all"}))


def read(*, url: str, default: Overrides) -> Overrides:
    """The fragment's wishes within Twilio's bounds, else the default."""
    fragment = urldefrag(url).fragment
    if not fragment:
        return default
    wishes = {name: values[-1] for name, values in parse_qs(fragment).items()}
    twilios = Overrides()
    return Overrides(
        connect=_milliseconds(wishes.get("ct"), 10_000, twilios.connect),
        read=_milliseconds(wishes.get("rt"), 15_000, twilios.read),
        total=_milliseconds(wishes.get("tt"), 15_000, twilios.total),
        retries=max(0, min(5, int(wishes.get("rc", twilios.retries)))),
        retried=frozenset(wishes.get("rp", "ct").split(",")) & _RETRY_WORDS,
    )


def _milliseconds(text: str | None, most: int, default: float) -> float:
    return max(100, min(most, int(text))) / 1000 if text else default
