"""What the handlers of one application share: settings, the collection, and who may write."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from flask import current_app

from ingest.errors import CollectionLockedError
from ingest.picture import Picture
from ingest.workers import PagePainter
from service.answering.asking import Event, ask_events
from service.answering.conversation import Turn
from service.library import Library
from service.settings import Settings
from service.web.errors import HttpError

__all__ = ["State", "state"]


@dataclass(eq=False)
class State:
    """Made once by the application factory."""

    settings: Settings
    library: Library
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _places: threading.BoundedSemaphore = field(init=False)
    _easels: threading.BoundedSemaphore = field(init=False)
    _painter: PagePainter = field(init=False)

    def __post_init__(self) -> None:
        half = max(1, self.settings.server_threads // 2)
        self._places = threading.BoundedSemaphore(half)
        self._easels = threading.BoundedSemaphore(half)
        self._painter = PagePainter(self.settings.drawing_limits())

    def close(self) -> None:
        """Give back the collection and the process that draws."""
        self.library.close()
        self._painter.close()

    def draw(self, path: Path, index: int) -> Picture:
        """Page ``index`` (from 0) of a PDF, see ``PagePainter.draw``; as with ``writing``, those
        who wait leave threads for questions, and the next one gets an ``HttpError`` 503."""
        if not self._easels.acquire(blocking=False):
            raise HttpError(503, "other pages are being drawn", hint="try again in a moment")
        try:
            return self._painter.draw(path, index)
        finally:
            self._easels.release()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One request writes at a time. The others wait, but never so many that none of the
        server's threads is left for questions; the next one gets ``CollectionLockedError``.
        """
        if not self._places.acquire(blocking=False):
            raise CollectionLockedError(
                "other files are being read", hint="try again when they are done"
            )
        try:
            with self._writing:
                yield
        finally:
            self._places.release()

    def ask(
        self, question: str, history: Sequence[Turn], doc: str | None = None
    ) -> Iterator[Event]:
        """The events of answering; the collection is lent until the last one is taken."""
        settings = self.settings
        with self.library.borrow() as collection:
            doc_id = collection.resolve(doc).doc_id if doc else None
            yield from ask_events(
                collection,
                question,
                settings.answer_options(),
                history=history,
                doc_id=doc_id,
                llm=settings.llm_options(),
            )

    @property
    def uploads(self) -> Path:
        """Where uploaded files are kept: they are the sources of their documents."""
        return self.settings.data / "uploads"


def state() -> State:
    """The state of the application that handles the current request."""
    return cast(State, current_app.extensions["shutten"])
