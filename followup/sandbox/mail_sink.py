"""A real SMTP server that keeps every mail it accepts and fails on demand."""

import asyncio
import base64
import secrets
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from followup.sandbox.faults import Fault
from followup.sandbox.world import World

_LARGEST = 25 * 1024 * 1024
_REPLIES = {421: "try again later", 451: "local error", 452: "mailbox full", 550: "no such user"}


class MailSink:
    """aiosmtpd calls the methods of this class; their names are its own."""

    def __init__(self, *, world: World) -> None:
        self._world = world
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on the configured address."""
        host, port = self._world.config.smtp
        self._server = await asyncio.get_running_loop().create_server(self._session, host, port)

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail, unless a fault for one of its recipients says otherwise."""
        struck = self._world.draw(stage="smtp", numbers=tuple(envelope.rcpt_tos))
        for fault in struck:
            if fault.kind == "smtp_drop_before":
                return _cut_off(server)
            if fault.kind == "smtp_error":
                return _refusal(fault)
            if fault.kind == "smtp_slow":
                await asyncio.sleep(fault.seconds)
        name = self._keep(envelope)
        if any(fault.kind == "smtp_drop_after" for fault in struck):
            return _cut_off(server)
        return f"250 2.0.0 OK: queued as {name}"

    def _session(self) -> SMTP:
        return SMTP(
            self,
            data_size_limit=_LARGEST,
            enable_SMTPUTF8=True,
            hostname="sandbox",
            auth_require_tls=False,
            authenticator=_anybody,
        )

    def _keep(self, envelope: Envelope) -> str:
        content: Any = envelope.original_content or b""
        name = secrets.token_hex(8)
        self._world.record(
            "mail.received",
            id=name,
            envelope_from=envelope.mail_from or "",
            envelope_to=list(envelope.rcpt_tos),
            raw=base64.b64encode(content).decode(),
        )
        return name


def _anybody(*_: object) -> AuthResult:
    return AuthResult(success=True)


def _cut_off(server: SMTP) -> str:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
    return "421 4.4.2 cut off"


def _refusal(fault: Fault) -> str:
    code = fault.code or 451
    return f"{code} {code // 100}.3.0 {_REPLIES.get(code, 'refused')}"
