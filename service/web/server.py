"""Running the application under waitress until a signal asks it to stop."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask
from waitress.server import create_server

from ingest.errors import ShuttenError
from service.settings import Settings
from service.web.app import create_app

__all__ = ["ListenError", "run", "serve_app"]

_LOG = logging.getLogger("shutten.web")


class ListenError(ShuttenError):
    """The address cannot be listened on."""

    code = "cannot_listen"


def run(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve the product until SIGTERM or SIGINT; see ``serve_app``."""
    app = create_app(settings)
    try:
        serve_app(app, settings, announce=announce)
    finally:
        app.extensions["shutten"].close()


def serve_app(app: Flask, settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve ``app`` until SIGTERM or SIGINT; ``announce`` is given one line once connections are
    taken.

    Requests in progress when the signal comes are finished. Raises ``ListenError``.
    """
    listener = _listen(settings)
    server: Any = create_server(
        app, sockets=[listener], threads=settings.server_threads, ident="shutten"
    )
    stopping = threading.Event()

    def stop(number: int, _: FrameType | None) -> None:
        _LOG.info("stopping on signal %s", signal.Signals(number).name)
        stopping.set()
        # waitress leaves its loop at this exception and then waits for its worker threads.
        raise SystemExit(0)

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
    # Every request that waits for a thread is a warning there; a full queue is nobody's to mend.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    announce(f"shutten listens on {_url(listener)}")
    try:
        server.run()
    except SystemExit:
        if not stopping.is_set():
            raise
    finally:
        server.close()


def _listen(settings: Settings) -> socket.socket:
    """A socket that listens on the address, IPv4 where a name means both."""
    try:
        addresses = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, _, _, _, address = min(addresses, key=lambda found: found[0])
        return socket.create_server(address[:2], family=family, backlog=128)
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "choose another with --port" if error.errno == errno.EADDRINUSE else "see --host"
        raise ListenError(
            f"cannot listen on {settings.host}, port {settings.port}: {reason}", hint=hint
        ) from None


def _url(listener: socket.socket) -> str:
    """The address to open; with port 0 the system has chosen one."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
