"""A language model's endpoint on this machine that behaves as a test wants it to, well or badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Endpoint", "chunk", "says", "serving", "status"]

Behaviour = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    """Lets the server's behaviour answer each request."""

    protocol_version = "HTTP/1.1"
    server: Endpoint

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(
            {"path": self.path, "body": body, "key": self.headers.get("Authorization")}
        )
        with suppress(ConnectionError):
            self.server.behaviour()(self, body)

    def do_GET(self) -> None:
        """The list of models, or whatever the behaviour makes of a request without a body."""
        if self.server.models is None:
            self.server.behaviour()(self, {})
            return
        self.begin("application/json")
        self.write(json.dumps({"object": "list", "data": [{"id": m} for m in self.server.models]}))

    def log_message(self, *_: Any) -> None:
        """Nothing on stderr."""

    def begin(self, kind: str = "text/event-stream", code: int = 200, **headers: str) -> None:
        """The head of an answer that ends with the connection."""
        self.send_response(code)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def write(self, text: str) -> None:
        self.wfile.write(text.encode())
        self.wfile.flush()


class Endpoint(ThreadingHTTPServer):
    """The server: the behaviours are used one a request, the last one again and again."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *behaviours: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self._behaviours = list(behaviours)
        self.requests: list[dict[str, Any]] = []
        self.closing = threading.Event()
        self.models: list[str] | None = ["m"]

    def behaviour(self) -> Behaviour:
        return self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def prompt(self) -> str:
        """All that the last request told the model."""
        return "\n".join(m["content"] for m in self.requests[-1]["body"]["messages"])


@contextmanager
def serving(*behaviours: Behaviour) -> Iterator[Endpoint]:
    """A running endpoint."""
    server = Endpoint(*behaviours)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def chunk(text: str) -> str:
    """One event of the protocol."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    body = {
        "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [choice],
    }  # fmt: skip
    return f"data: {json.dumps(body)}\n\n"


def says(text: str | Callable[[str], str], *, size: int = 3) -> Behaviour:
    """A well-behaved model that writes ``text``, or what it makes of the prompt, in pieces."""

    def behave(handler: Handler, body: dict[str, Any]) -> None:
        prompt = "\n".join(m["content"] for m in body["messages"])
        written = text if isinstance(text, str) else text(prompt)
        handler.begin()
        for at in range(0, len(written), size):
            handler.write(chunk(written[at : at + size]))
        handler.write("data: [DONE]\n\n")

    return behave


def status(code: int, **headers: str) -> Behaviour:
    """An endpoint that refuses, and repeats the key that it was given."""

    def behave(handler: Handler, _: dict[str, Any]) -> None:
        handler.begin("application/json", code, **headers)
        key = handler.headers.get("Authorization", "")
        handler.write(json.dumps({"error": {"message": f"refused {key}"}}))

    return behave


def sends(text: str, kind: str = "text/event-stream") -> Behaviour:
    """An endpoint that sends ``text`` as it is."""

    def behave(handler: Handler, _: dict[str, Any]) -> None:
        handler.begin(kind)
        handler.write(text)

    return behave


def never_stops(piece: str, pause: float = 0.005) -> Behaviour:
    """An endpoint that sends ``piece`` until the test is over."""

    def behave(handler: Handler, _: dict[str, Any]) -> None:
        handler.begin()
        while not handler.server.closing.wait(pause):
            handler.write(piece)

    return behave


def silent(before: str = "") -> Behaviour:
    """An endpoint that sends ``before`` and then nothing."""

    def behave(handler: Handler, _: dict[str, Any]) -> None:
        handler.begin()
        handler.write(before)
        handler.server.closing.wait(30)

    return behave


def slow_head() -> Behaviour:
    """An endpoint whose head comes a byte at a time and never ends."""

    def behave(handler: Handler, _: dict[str, Any]) -> None:
        handler.close_connection = True
        handler.write("HTTP/1.1 200 OK\r\nX-Slow: ")
        while not handler.server.closing.is_set():
            handler.write("x")
            time.sleep(0.02)

    return behave


def hangs_up() -> Behaviour:
    """An endpoint that closes the connection without a word."""

    def behave(handler: Handler, _: dict[str, Any]) -> None:
        handler.close_connection = True

    return behave
