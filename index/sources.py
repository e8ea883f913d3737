"""Which files are meant, and which of them are new."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

from index.catalogue_writer import Source, doc_id_of
from index.results import Failure
from index.writer import WriteSession
from ingest.errors import UnsupportedFormatError, VanishedFileError

__all__ = ["FoundFile", "Plan", "find_files", "make_plan"]


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file with the size and time it had when it was found."""

    path: Path
    display: str
    size: int
    mtime_ns: int

    def source(self, path: str | None = None) -> Source:
        """As the catalogue notes it."""
        return Source(path or str(self.path), self.display, self.size, self.mtime_ns)


@dataclass(slots=True)
class Plan:
    """What an ingestion has to do; ``new`` groups files by the hash of their bytes."""

    unchanged: list[FoundFile] = field(default_factory=list)
    new: dict[str, list[FoundFile]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


def find_files(paths: Sequence[Path]) -> tuple[list[FoundFile], list[Failure]]:
    """The files that ``paths`` mean, each once, in a stable order.

    Folders are walked for the suffixes that the readers know; hidden files are skipped, and a
    link that leads back into a folder above is not followed. A file that is named is taken
    whatever its suffix. What does not exist is a failure.
    """
    found: dict[Path, FoundFile] = {}
    failures: list[Failure] = []
    for given in paths:
        try:
            files = list(_expand(Path(given)))
        except OSError as error:
            failures.append(Failure(str(given), _vanished(error, str(given))))
            continue
        if not files:
            failures.append(Failure(str(given), _nothing_inside(str(given))))
        for file, display in files:
            try:
                stat = file.stat()
            except OSError as error:
                failures.append(Failure(display, _vanished(error, display)))
                continue
            if not S_ISREG(stat.st_mode):  # reading a pipe or a device may never end
                failures.append(Failure(display, _no_file(display)))
                continue
            entry = FoundFile(file, display, stat.st_size, stat.st_mtime_ns)
            found.setdefault(file, entry)
    return list(found.values()), failures


def make_plan(files: Sequence[FoundFile], session: WriteSession) -> Plan:
    """Sort ``files`` into unchanged and new. A file whose time changed but not its bytes, and a
    second path of stored bytes, are noted in the catalogue and count as unchanged.
    """
    plan = Plan()
    known = session.catalogue.known_paths(str(f.path) for f in files)
    for file in files:
        if known.get(str(file.path), (None, None))[:2] == (file.size, file.mtime_ns):
            plan.unchanged.append(file)
            continue
        try:
            sha256 = _sha256(file.path)
        except OSError as error:
            plan.failures.append(Failure(file.display, _vanished(error, file.display)))
            continue
        if session.holds(sha256):
            session.link(file.source(), doc_id_of(sha256))
            plan.unchanged.append(file)
        else:
            plan.new.setdefault(sha256, []).append(file)
    return plan


def _expand(given: Path) -> Iterator[tuple[Path, str]]:
    """``(absolute path, display path)`` of each file; raises ``OSError`` for a missing path."""
    absolute = Path(os.path.abspath(given))
    if not absolute.is_dir():
        absolute.stat()
        yield absolute, absolute.name
        return
    from ingest import supported_suffixes

    suffixes = supported_suffixes()
    for file in _walk(absolute, frozenset()):
        if file.suffix.lower() in suffixes:
            yield file, file.relative_to(absolute).as_posix()


def _walk(folder: Path, above: frozenset[str]) -> Iterator[Path]:
    real = os.path.realpath(folder)
    if real in above:
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return  # a folder that may not be listed holds nothing for us
    for entry in entries:
        if entry.name.startswith((".", "~$")):  # ~$ is what Office leaves beside an open file
            continue
        if entry.is_dir():
            yield from _walk(Path(entry.path), above | {real})
        elif entry.is_file():
            yield Path(entry.path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _vanished(error: OSError, path: str) -> VanishedFileError:
    return VanishedFileError(
        f"the file cannot be opened: {error.strerror or error}",
        hint="check the path and that it may be read",
        path=path,
    )


def _no_file(path: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(
        "this is a pipe, a socket or a device", hint="name a file or a folder", path=path
    )


def _nothing_inside(path: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(
        "the folder holds no file of a format that shutten reads", path=path
    )
