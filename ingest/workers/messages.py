"""What the process that collects documents and the workers that read files say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.document import Document
from ingest.errors import ShuttenError
from ingest.picture import Picture

__all__ = [
    "At",
    "Done",
    "Drawn",
    "Lost",
    "Message",
    "NoMemory",
    "Opened",
    "Outcome",
    "Ready",
    "Sized",
    "Task",
]

Outcome = Document | ShuttenError
TaskKind = Literal["open", "pages", "assemble", "draw"]
_NOWHERE = Path()


@dataclass(frozen=True, slots=True)
class Lost:
    """A page that cannot be read, by its place from 0, and why."""

    index: int
    label: str
    size: tuple[float, float]
    why: str


@dataclass(frozen=True, slots=True)
class Task:
    """``open`` a file: read it, or count its pages if it is a PDF; read the ``pages`` from
    ``start`` to ``stop`` (not included) into a file of the folder ``spool``; ``assemble`` the
    document of all that is in that folder; ``draw`` the page ``start``."""

    kind: TaskKind
    path: Path
    spool: Path = _NOWHERE
    start: int = 0
    stop: int = 0
    again: bool = False
    """Whether this was tried before, and the worker died of it."""
    lost: tuple[Lost, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded its parsers and waits for tasks."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The file is a PDF with so many pages."""

    pages: int


@dataclass(frozen=True, slots=True)
class At:
    """The worker begins with something that may take ``units`` times the limit for one page:
    the page at ``index`` (from 0), or what cannot be told apart by pages. What it began with
    before is done and safe."""

    index: int | None = None
    units: float = 1.0


@dataclass(frozen=True, slots=True)
class Sized:
    """Label and size of the page that the worker is at."""

    label: str
    size: tuple[float, float]


@dataclass(frozen=True, eq=False, slots=True)
class Drawn:
    """The picture that was asked for."""

    picture: Picture


@dataclass(frozen=True, slots=True)
class NoMemory:
    """The worker ran into its memory limit and ends."""


@dataclass(frozen=True, slots=True)
class Done:
    """The task is done; a document or an error where it ends the reading of the file."""

    outcome: Outcome | None = None
    last: bool = False
    """Whether the worker ends now: it holds too much memory to be of further use."""


Message = Ready | Opened | At | Sized | Drawn | NoMemory | Done
