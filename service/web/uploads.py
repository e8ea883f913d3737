"""Uploaded files: a safe name, an atomic write, and ingestion of what was written."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import IO

from index import StoredDocument, ingest_paths, remove_document
from ingest.errors import EmptyCollectionError, NotFoundError, ShuttenError, UsageError
from service.web.state import State

__all__ = ["add_upload", "delete_document", "safe_name", "save_upload"]

_LONGEST_NAME = 200
"""Bytes of UTF-8; file systems allow 255, and a number may have to be put before the suffix."""
_CHUNK = 1 << 20
# Path separators, what Windows refuses, control characters and invisible direction marks.
_UNSAFE = re.compile('[/\\\\<>:"|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def safe_name(name: str) -> str:
    """A file name that stays in its directory; Japanese and Chinese characters are kept."""
    last = re.split(r"[/\\]", name)[-1]
    text = unicodedata.normalize("NFC", last.encode("utf-8", "replace").decode("utf-8"))
    text = _UNSAFE.sub("_", text).strip(" .")
    if _RESERVED.match(text):
        text = f"_{text}"
    stem, dot, suffix = text.rpartition(".")
    if not stem:
        stem, dot, suffix = text, "", ""
    suffix = _clip(suffix, 16)
    stem = _clip(stem, _LONGEST_NAME - len((dot + suffix).encode())).rstrip(" .")
    return f"{stem}{dot}{suffix}" if stem else "document"


def save_upload(stream: IO[bytes], name: str, directory: Path) -> tuple[Path, str]:
    """Write ``stream`` under ``directory``; the path that now holds it and its SHA-256.

    The file appears under its name complete or not at all, and never takes the place of
    another: a second ``報告.pdf`` with other bytes becomes ``報告-2.pdf``.
    """
    directory.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, partial = tempfile.mkstemp(prefix=".upload-", dir=directory)
    try:
        with os.fdopen(handle, "wb") as file:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return _publish(Path(partial), directory / safe_name(name)), digest.hexdigest()
    finally:
        with suppress(FileNotFoundError):
            os.unlink(partial)


def add_upload(state: State, stream: IO[bytes], name: str) -> tuple[StoredDocument, bool]:
    """The document that an uploaded file is, and whether it is new to the collection.

    Raises the ``ShuttenError`` of the ingestion; the file is then removed again.
    """
    if not name.strip():
        raise UsageError("the uploaded file has no name", hint="send it in the field 'file'")
    with state.writing():
        path, sha256 = save_upload(stream, name, state.uploads)
        known = _find(state, sha256)
        if known is not None:
            path.unlink()
            return known, False
        try:
            report = ingest_paths([path], state.settings.collection_options())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        if report.failed:
            path.unlink(missing_ok=True)
            raise _named(report.failed[0].error, path.name)
    document = _find(state, sha256)
    if document is None:
        raise NotFoundError("the document vanished while it was added", path=path.name)
    return document, True


def delete_document(state: State, doc_id: str) -> StoredDocument:
    """Remove a document, and its file if it came by upload; ``NotFoundError`` if unknown."""
    with state.writing():
        with state.library.borrow() as collection:
            document = collection.resolve(doc_id)
            sources = collection.source_paths(document.doc_id)
        remove_document(document.doc_id, state.settings.collection_options())
        uploads = state.uploads.resolve()
        for source in sources:
            if source.resolve().parent == uploads:
                source.unlink(missing_ok=True)
    return document


def _find(state: State, sha256: str) -> StoredDocument | None:
    try:
        with state.library.borrow() as collection:
            return next((d for d in collection.documents() if d.sha256 == sha256), None)
    except EmptyCollectionError:
        return None


def _publish(partial: Path, wanted: Path) -> Path:
    """Give a complete file the first free of its names; a link fails where a file exists."""
    number = 1
    while True:
        name = wanted.name if number == 1 else f"{wanted.stem}-{number}{wanted.suffix}"
        path = wanted.with_name(name)
        try:
            os.link(partial, path)
            return path
        except FileExistsError:
            number += 1


def _named(error: ShuttenError, name: str) -> ShuttenError:
    """The same error about the file's name: where the server keeps it concerns nobody."""
    error.path = name
    return error


def _clip(text: str, limit: int) -> str:
    return text.encode()[: max(limit, 0)].decode("utf-8", "ignore")
