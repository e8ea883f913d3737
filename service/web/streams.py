"""Answers as server-sent events: each sentence once it is verified, the whole object at the end."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator, Iterator
from itertools import chain
from typing import Any

from flask import Response, stream_with_context

from ingest.errors import ShuttenError
from service.answering.asking import Event
from service.render import error_json, error_object, event_json

__all__ = ["ask_frames", "event_frame", "stream_response"]

_LOG = logging.getLogger("shutten.web")

Frames = Generator[str, None, None]


def event_frame(name: str, body: object) -> str:
    """One event; ``name`` may be empty. JSON in ASCII, so that nothing in it ends the event."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(body)}\n\n"


def ask_frames(events: Iterator[Event]) -> Frames:
    """``question``, ``sentence`` (any number), perhaps ``withdrawn``, and ``answer`` at last."""
    for event in events:
        yield event_frame(*event_json(event))


def stream_response(frames: Frames, failed: Callable[[dict[str, Any]], str]) -> Response:
    """``frames`` as they come. What fails before the first is raised here and gets its status;
    what fails later ends the stream with what ``failed`` makes of the error object.
    """
    first = next(frames)

    def body() -> Iterator[str]:
        try:
            yield from chain([first], frames)
        except ShuttenError as error:
            _LOG.error("a stream ended early: %s", error)
            yield failed(error_json(error))
        except Exception as error:  # the status has been sent; this is the last line of defence
            _LOG.exception("a stream ended early", exc_info=error)
            what = "something went wrong in the server"
            yield failed(error_object("internal", what, hint="its log says what"))

    response = Response(stream_with_context(body()), mimetype="text/event-stream")
    # A proxy that collects the events would make the stream pointless.
    response.headers["X-Accel-Buffering"] = "no"
    # Where the client goes away before the end, the collection is given back and the model stopped.
    response.call_on_close(frames.close)
    return response
