"""Putting files and documents into a collection.

Files are read in worker processes while this process encodes what has been read; documents go
in by groups whose passages were encoded together, and are reported only when they are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import length_hint
from pathlib import Path

from index.catalogue_writer import doc_id_of
from index.embedding import Embedder, make_embedder
from index.grouping import GroupWriter
from index.options import CollectionOptions
from index.results import Failure, IngestReport, Progress
from index.sources import FoundFile, Plan, find_files, make_plan
from index.writer import WriteSession, writing
from ingest.cores import usable_cores
from ingest.document import Document
from ingest.errors import EmptyCollectionError, RetryError, ShuttenError

__all__ = ["ingest_documents", "ingest_paths", "remove_document"]

Listener = Callable[[Progress], None]


def ingest_paths(
    paths: Sequence[Path],
    options: CollectionOptions,
    *,
    progress: Listener | None = None,
    embedder: Embedder | None = None,
) -> IngestReport:
    """Read files and folders into the collection.

    A file is unchanged when its size and time, or else its bytes, are those of before; then
    nothing is read or encoded. A file that cannot be read is reported and the others go in.
    ``embedder`` overrides the one that ``options`` names. Raises ``CollectionError`` and
    ``ModelError``; what was reported as stored until then is stored.
    """
    files, failures = find_files(paths)
    embedder = embedder or make_embedder(options)
    with writing(options, embedder) as session:
        plan = make_plan(files, session)
        report = GroupWriter(session, embedder, progress, total=len(files) + len(failures))
        for failure in [*failures, *plan.failures]:
            report.fail(failure)
        for file in plan.unchanged:
            report.unchanged(file.display)
        _read_and_store(plan, options, session, report)
        return report.finish()


def ingest_documents(
    documents: Iterable[tuple[str, Document]],
    options: CollectionOptions,
    *,
    progress: Listener | None = None,
    embedder: Embedder | None = None,
) -> IngestReport:
    """Put documents in that are already in memory, each under a path of the caller's choice.

    The same write path as ``ingest_paths``; a document whose bytes are stored is unchanged.
    """
    embedder = embedder or make_embedder(options)
    with writing(options, embedder) as session:
        report = GroupWriter(session, embedder, progress, total=length_hint(documents))
        for path, document in documents:
            file = FoundFile(Path(path), path, 0, 0)
            known = session.catalogue.known_paths([path]).get(path)
            if known is not None and known[2] == doc_id_of(document.sha256):
                report.unchanged(path)
            else:
                report.add(document, [file.source(path)])
        return report.finish()


def remove_document(doc_id: str, options: CollectionOptions) -> None:
    """Take a document out. Raises ``NotFoundError``, and ``EmptyCollectionError`` when nothing
    was ever ingested.
    """
    if not options.catalogue_path.exists():
        raise EmptyCollectionError(
            "nothing has been ingested yet", path=str(options.data_dir), hint="run `shutten ingest`"
        )
    with writing(options, None) as session:
        session.remove(session.catalogue.resolve(doc_id).doc_id)


def _read_and_store(
    plan: Plan, options: CollectionOptions, session: WriteSession, report: GroupWriter
) -> None:
    """Read the new contents and hand them on; files with the same bytes are read once."""
    waiting = {files[0].path: files for files in plan.new.values()}
    planned = {files[0].path: sha256 for sha256, files in plan.new.items()}

    def listener(path: Path, read: int, pages: int) -> None:
        report.reading(waiting[path][0].display, read, pages)

    for path, outcome in _read_documents(list(waiting), options, listener):
        files = waiting.pop(path)
        if isinstance(outcome, ShuttenError):
            for file in files:
                report.fail(Failure(file.display, outcome))
            continue
        if outcome.sha256 != planned[path]:
            for file in files[1:]:
                report.fail(Failure(file.display, _changed(file)))
            files = files[:1]
        report.add(outcome, [file.source() for file in files])
    for files in waiting.values():
        for file in files:
            error = RetryError("the reader stopped before it came to this file", path=file.display)
            report.fail(Failure(file.display, error))


def _changed(file: FoundFile) -> RetryError:
    return RetryError(
        "the file changed while it was being read", hint="ingest it again", path=file.display
    )


def _read_documents(
    paths: Sequence[Path], options: CollectionOptions, listener: Callable[[Path, int, int], None]
) -> Iterator[tuple[Path, Document | ShuttenError]]:
    """Imported here because the readers are heavy and an unchanged folder needs none."""
    if not paths:
        return
    from ingest.parallel import Limits, read_documents

    limits = Limits(options.page_timeout_s, options.worker_memory_mb, options.ocr)
    yield from read_documents(paths, options.workers or usable_cores(), limits, listener)
