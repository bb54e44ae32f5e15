"""What the sandbox saw outlives it, however it ends."""

from pathlib import Path

from followup.sandbox.journal import Journal
from tests.sandbox.listener import listening
from tests.sandbox_fixture import ALICE, OURS, running_sandbox


def test_after_sigkill_everything_is_there_and_what_was_owed_is_delivered(tmp_path: Path) -> None:
    with listening() as product:
        env = {"SANDBOX_INBOUND_URL": f"{product.url}/inbound", "SANDBOX_PACE": "0.01"}
        with running_sandbox(folder=tmp_path, **env) as sandbox:
            sandbox.control("faults", {"kind": "http_500", "number": "+17205550109"})
            sandbox.control("faults", {"kind": "inbound_late", "seconds": 30})
            sandbox.control("phones/+17205550101/send", {"to": OURS, "body": "late"})
            callback = f"{product.url}/status"
            sandbox.client().messages.create(
                to=ALICE, from_=OURS, body="hello", status_callback=callback
            )
            before = sandbox.control("faults")
            sandbox.kill()
            sandbox.restart()
            product.wait(1, path="/inbound")
            product.wait(3, path="/status")
            sandbox.settle()
            ledger = sandbox.ledger()
            assert sandbox.control("faults") == before
    assert [line["body"] for line in ledger["inbound"]] == ["late"]
    assert [line["status"] for line in ledger["outbound"]] == ["delivered"]
    assert ledger["counts"]["webhooks_pending"] == 0


def test_half_a_line_at_the_end_is_dropped_and_writing_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"kind":"a"}\n{"kind":"b","half')
    journal = Journal(str(path))
    journal.append({"kind": "c"})
    journal.close()
    assert [record["kind"] for record in Journal(str(path)).records()] == ["a", "c"]


def test_without_a_path_nothing_is_kept() -> None:
    journal = Journal(None)
    journal.append({"kind": "a"})
    assert list(journal.records()) == []
