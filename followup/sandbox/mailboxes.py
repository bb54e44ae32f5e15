"""What a person does at their mailbox: answers, unsubscribes with one click, or is not there."""

import asyncio
import secrets
from typing import Any

from followup.lib import clock
from followup.sandbox import postmark
from followup.sandbox.mails import Answer, Mail
from followup.sandbox.webhooks import Webhooks
from followup.sandbox.world import World


class NoSuchMail(LookupError):
    """There is no mail of that id, or it has not what is asked for."""


class Mailboxes:
    """Emails from people, on their way to the product."""

    def __init__(self, *, world: World, webhooks: Webhooks) -> None:
        self._world = world
        self._webhooks = webhooks

    def reply(self, *, address: str, wish: dict[str, Any]) -> Answer:
        """Answer a mail (`mail`: its id or Message-ID), or write to `to` out of the blue."""
        asked = wish.get("mail") or wish.get("id")
        mail = self.mail(asked) if asked else None
        to = wish.get("to") or (mail.reply_to if mail else "")
        if not to:
            raise NoSuchMail("say which mail it answers ('mail': id) or where it goes ('to')")
        number = secrets.token_hex(8)
        subject = wish.get("subject") or (f"Re: {mail.subject}" if mail else "(no subject)")
        text = wish.get("text", "")
        self._world.record(
            "mail.answered",
            id=number,
            mailbox=address,
            to=to,
            subject=subject,
            text=text,
            mail=mail.id if mail else None,
        )
        answer = self._world.state.answers[number]
        self._deliver(answer, mail, wish)
        return answer

    async def unsubscribe(self, *, mail_id: str, by: str = "POST") -> str:
        """Press the one-click unsubscribe, or only visit its address as a link scanner does.

        Gives back the outcome: an HTTP status, or `ct` / `rt` when nobody answered.
        """
        mail = self.mail(mail_id)
        if not mail.unsubscribe_url:
            raise NoSuchMail("that mail has no List-Unsubscribe address")
        press = by == "POST"
        tasks = self._webhooks.owe(
            kind="unsubscribe" if press else "visit",
            about=mail.id,
            url=mail.unsubscribe_url,
            form=[("List-Unsubscribe", "One-Click")] if press else [],
        )
        self._world.record("mail.event", id=mail.id, event=f"{by} unsubscribe")
        owed = [hook for hook in self._world.state.webhooks.values() if hook.about == mail.id][-1]
        await asyncio.wait(tasks)
        return str(owed.tries[-1]["outcome"])

    def report(self, *, mail_id: str, record: str, kind: str) -> None:
        """Tell the product that its mail arrived, bounced or was complained about."""
        mail = self.mail(mail_id)
        if record not in postmark.EVENTS:
            raise NoSuchMail(f"record must be one of {sorted(postmark.EVENTS)}")
        event = postmark.event(
            record=record, kind=kind, mail=mail, at=clock.now(), number=self._world.state.seq
        )
        self._world.record("mail.event", id=mail.id, event=f"{record} {kind}".strip())
        url = self._world.config.email_tracking_url
        self._webhooks.owe(kind="email_event", about=mail.id, url=url, json=event)

    def mail(self, mail_id: str) -> Mail:
        """The mail of an id (its own, or its Message-ID), or NoSuchMail."""
        if found := self._world.state.mails.get(mail_id):
            return found
        for mail in self._world.state.mails.values():
            if mail.message_id.strip("<>") == mail_id.strip("<>"):
                return mail
        raise NoSuchMail(f"no mail {mail_id!r}")

    def _deliver(self, answer: Answer, mail: Mail | None, wish: dict[str, Any]) -> None:
        domain = answer.mailbox.partition("@")[2] or "mail.invalid"
        letter = postmark.Letter(
            event_id=wish.get("event_id") or answer.id,
            message_id=f"<{answer.id}@{domain}>",
            at=answer.at,
            sender=wish.get("from") or answer.mailbox,
            to=answer.to,
            subject=answer.subject,
            text=answer.text,
            mail=mail,
            html=wish.get("html"),
            headers=tuple(wish.get("headers", {}).items()),
            attachments=tuple(wish.get("attachments", ())),
        )
        inbound = postmark.inbound(letter=letter)
        url = self._world.config.email_inbound_url
        copies = 2 if wish.get("twice") else 1
        self._webhooks.owe(
            kind="email_inbound", about=answer.id, url=url, json=inbound, copies=copies
        )
