"""The product's side of a webhook, for tests: it writes calls down and answers as it is told."""

import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Call:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body, keep_blank_values=True)

    @property
    def form(self) -> dict[str, str]:
        return dict(self.pairs)


@dataclass
class Listener:
    """What came in; the statuses of the next answers (then 200 again), after so many seconds."""

    calls: list[Call] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    answer: str = ""
    seconds: float = 0.0
    url: str = ""
    busy: int = 0

    def clear(self) -> None:
        """Forget everything, also what is still waiting at the door.

        Connections are let in one after the other, so that all earlier ones are in before ours.
        """
        urllib.request.urlopen(f"{self.url}/knock").close()  # noqa: S310 - our own loopback
        while self.busy:
            time.sleep(0.005)
        self.calls.clear()
        self.statuses.clear()
        self.answer = ""
        self.seconds = 0.0

    def wait(self, count: int, *, path: str = "/", seconds: float = 5.0) -> list[Call]:
        """The calls to a path, once there are `count` of them."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [call for call in self.calls if call.path.startswith(path)]
            if len(found) >= count:
                return found
            time.sleep(0.01)
        raise AssertionError(f"{count} calls wanted, {len(self.calls)} came: {self.calls}")


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener on a free port of this machine."""
    listener = Listener()
    server = _Counting(("127.0.0.1", 0), _answering(listener))
    server.listener = listener
    listener.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield listener
    server.shutdown()
    server.server_close()
    thread.join()


class _Counting(ThreadingHTTPServer):
    """Counts who is let in and who has gone again."""

    listener: Listener

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        self.listener.busy += 1
        super().process_request(request, client_address)

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.listener.busy -= 1


def _answering(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            listener.calls.append(Call(self.command, self.path, dict(self.headers.items()), body))
            content = listener.answer.encode()
            status = listener.statuses.pop(0) if listener.statuses else 200
            time.sleep(listener.seconds)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815 - the standard library's name

        def log_message(self, *_: object) -> None:
            """Silence."""

    return Answering
