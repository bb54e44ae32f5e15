"""What happens when a person texts from a handset: the stop filter, the webhook, the answer."""

import secrets
from typing import Any
from xml.etree import ElementTree as ET

from followup.sandbox import optouts, segments
from followup.sandbox.lifecycle import Lifecycle
from followup.sandbox.messages import Message, new_sid
from followup.sandbox.representation import media_path
from followup.sandbox.state import Webhook
from followup.sandbox.webhooks import Webhooks, parameters
from followup.sandbox.world import World

_PLACES = {"City": "BOULDER", "State": "CO", "Zip": "80301", "Country": "US"}


class NoNumber(ValueError):
    """Nobody said which of the clinic's numbers the text goes to."""


class Handsets:
    """Texts from people, on their way to the product."""

    def __init__(self, *, world: World, webhooks: Webhooks, life: Lifecycle) -> None:
        self._world = world
        self._webhooks = webhooks
        self._life = life
        webhooks.when_answered = self._mind_answer

    def send(
        self,
        *,
        number: str,
        to: str | None,
        body: str,
        media: list[dict[str, str]],
        sid: str | None = None,
    ) -> Message:
        """A person sends a text; the sid of an earlier one delivers that one a second time."""
        if sid is not None:
            message = self._world.state.messages[sid]
            self._call(message, None)
            return message
        ours = to or self._last_partner(number)
        message = self._receive(number, ours, body, media)
        word = self._filtered(message)
        self._call(message, word)
        return message

    def set_mode(self, *, number: str, mode: dict[str, Any]) -> None:
        """Make a handset unreachable, a landline, down or slow - or opt it out - or back."""
        opted_out = mode.pop("opted_out", None)
        if mode:
            self._world.record("handset.changed", number=number, mode=mode)
        if opted_out is not None:
            for ours in self._partners(number):
                self._opt(ours, number, bool(opted_out))

    def _receive(self, number: str, ours: str, body: str, media: list[dict[str, str]]) -> Message:
        sid = new_sid("MM" if media else "SM")
        kept = [
            {
                "sid": new_sid("ME"),
                "content_type": medium["content_type"],
                "content": medium["content"],
                "token": secrets.token_urlsafe(24),
            }
            for medium in media
        ]
        self._world.record(
            "message.made",
            sid=sid,
            direction="inbound",
            to=ours,
            body=body,
            media=kept,
            status="received",
            **{"from": number},
        )
        return self._world.state.messages[sid]

    def _filtered(self, message: Message) -> str | None:
        if self._world.opt_out == "off":
            return None
        pair = (message.ours, message.handset)
        word = optouts.keyword(body=message.body, opted_out=pair in self._world.state.opted_out)
        if word in ("STOP", "START"):
            self._opt(*pair, word == "STOP")
        if word is not None:
            self._reply(message, optouts.REPLIES[word], provider=True)
        return word

    def _opt(self, ours: str, handset: str, opted_out: bool) -> None:
        self._world.record("opt_out.changed", ours=ours, handset=handset, opted_out=opted_out)

    def _reply(self, message: Message, body: str, *, provider: bool) -> None:
        sid = new_sid("SM")
        self._world.record(
            "message.made",
            sid=sid,
            direction="outbound-reply",
            to=message.handset,
            body=body,
            status="queued",
            provider_reply=provider,
            **{"from": message.ours},
        )
        self._life.begin(self._world.state.messages[sid])

    def _call(self, message: Message, word: str | None) -> None:
        url = self._world.config.inbound_url
        struck = {
            fault.kind: fault
            for fault in self._world.draw(stage="inbound", numbers=(message.handset, message.ours))
        }
        if not url or "inbound_never" in struck:
            return
        late = struck.get("inbound_late")
        self._webhooks.owe(
            kind="inbound",
            about=message.sid,
            url=url,
            form=self._form(message, word),
            delay=late.seconds if late else 0.0,
            copies=2 if "inbound_twice" in struck else 1,
        )

    def _form(self, message: Message, word: str | None) -> list[tuple[str, str]]:
        account = self._world.config.account_sid
        advanced = self._world.opt_out == "advanced"
        pairs: dict[str, str | None] = {
            "ToCountry": "US",
            "SmsMessageSid": message.sid,
            "NumMedia": str(len(message.media)),
            "SmsSid": message.sid,
            "SmsStatus": "received",
            "Body": message.body,
            "To": message.to,
            "NumSegments": str(segments.count(message.body)),
            "MessageSid": message.sid,
            "AccountSid": account,
            "From": message.sender,
            "ApiVersion": "2010-04-01",
            "OptOutType": word if advanced else None,
            **{f"From{part}": place for part, place in _PLACES.items()},
            **{f"To{part}": place for part, place in _PLACES.items()},
        }
        return parameters(pairs=pairs | self._media_pairs(message, account))

    def _media_pairs(self, message: Message, account: str) -> dict[str, str | None]:
        pairs: dict[str, str | None] = {}
        for index, media in enumerate(message.media):
            path = media_path(message=message, media=media, account=account)
            pairs[f"MediaUrl{index}"] = self._world.config.url + path
            pairs[f"MediaContentType{index}"] = media.content_type
        return pairs

    async def _mind_answer(self, webhook: Webhook, answer: str) -> None:
        message = self._world.state.messages.get(webhook.about)
        if webhook.kind != "inbound" or message is None or "<Message" not in answer:
            return
        for text in spoken(twiml=answer):
            self._reply(message, text, provider=False)

    def _partners(self, number: str) -> list[str]:
        state = self._world.state
        sids = [*state.sids_to[number], *state.sids_from[number]]
        met = {state.messages[sid].ours for sid in sids}
        return sorted(met | set(self._world.config.numbers))

    def _last_partner(self, number: str) -> str:
        state = self._world.state
        sids = [*state.sids_to[number], *state.sids_from[number]]
        if sids:
            return max((state.messages[sid] for sid in sids), key=lambda one: one.created_at).ours
        if self._world.config.numbers:
            return self._world.config.numbers[0]
        raise NoNumber("say which number the text goes to: {'to': '+1...', 'body': '...'}")


def spoken(*, twiml: str) -> list[str]:
    """The texts that a TwiML answer wants sent back."""
    try:
        tree = ET.fromstring(twiml)  # noqa: S314 - from our own product, on loopback
    except ET.ParseError:
        return []
    bodies = [message.findtext("Body") or message.text or "" for message in tree.iter("Message")]
    return [body.strip() for body in bodies if body.strip()]
