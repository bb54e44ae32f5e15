"""The sandbox from outside: its control interface over HTTP, as a person or a script uses it."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class RemoteError(RuntimeError):
    """The sandbox refused a wish; the text is its own."""


class Remote:
    """One running sandbox at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ledger(self) -> dict[str, Any]:
        """All that it saw."""
        return dict(self.call("ledger"))

    def text(
        self, *, number: str, words: str, to: str = "", media: list[dict[str, str]] | None = None
    ) -> None:
        """The phone `number` texts the clinic; `to` may be left out once it was written to."""
        wish = {"body": words, "media": media or [], **({"to": to} if to else {})}
        self.call(f"phones/{_quoted(number)}/send", wish)

    def email(self, *, address: str, mail: str, words: str) -> None:
        """The mailbox `address` answers one of its mails."""
        self.call(f"mailboxes/{_quoted(address)}/reply", {"mail": mail, "text": words})

    def settle(self, seconds: float = 5) -> None:
        """Wait until no text moves and no webhook is owed."""
        self.call("settle", {"seconds": seconds})

    def clear_faults(self) -> None:
        """Nothing goes wrong any more."""
        self._ask("faults", None, "DELETE")

    def call(self, path: str, wish: dict[str, Any] | None = None) -> Any:
        """A GET, or a POST where there is something to say."""
        return self._ask(path, wish, "GET" if wish is None else "POST")

    def _ask(self, path: str, wish: dict[str, Any] | None, method: str) -> Any:
        request = urllib.request.Request(  # noqa: S310 - our own loopback
            f"{self.url}/control/{path}",
            data=None if wish is None else json.dumps(wish).encode(),
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            raise RemoteError(refusal.read().decode(errors="replace")) from refusal


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="")
