"""The sandbox's one way to change: write the record to the journal, then apply it to the state."""

import secrets

from followup.lib import clock
from followup.sandbox import changes
from followup.sandbox.config import Config
from followup.sandbox.faults import Fault
from followup.sandbox.journal import Journal
from followup.sandbox.state import State


class World:
    """Config, journal and state of one running sandbox."""

    def __init__(self, *, config: Config) -> None:
        self.config = config
        self.state = State()
        self.journal = Journal(config.journal)
        for record in self.journal.records():
            changes.apply(state=self.state, record=record)
        if not self.state.seq:
            self.reset()

    @property
    def opt_out(self) -> str:
        """Who minds stop words: `provider`, `advanced` (as a service does) or `off`."""
        return self.state.opt_out or self.config.opt_out

    @property
    def receipts(self) -> str:
        """Whether messages live by themselves (`auto`) or by command (`manual`)."""
        return self.state.receipts or self.config.receipts

    def record(self, kind: str, **fields: object) -> None:
        """Journal one thing that happened now, and make it so."""
        machine = clock.machine_now().timestamp()
        record = {"kind": kind, "at": clock.now().isoformat(), "machine": machine, **fields}
        self.journal.append(record)
        changes.apply(state=self.state, record=record)

    def reset(self) -> None:
        """Forget everything but the journal itself."""
        self.record("reset", epoch=secrets.token_hex(4))

    def draw(self, *, stage: str, numbers: tuple[str, ...], on: str = "create") -> list[Fault]:
        """The faults that strike now; each one's use is counted."""
        if not self.state.faults:
            return []
        struck = [
            fault
            for fault in self.state.faults.values()
            if fault.concerns(stage=stage, on=on, numbers=numbers) and fault.strikes()
        ]
        for fault in struck:
            self.record("fault.struck", id=fault.id)
        return struck
