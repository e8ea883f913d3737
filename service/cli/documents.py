"""Verbs that fill and look through the collection: ingest, list, show, rm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.errors import EmptyCollectionError, UsageError
from service.cli.options import json_option, with_settings
from service.cli.output import note, write, write_json
from service.render import document_json, documents_json, ingest_json, page_json, summary_json
from service.settings import Settings

if TYPE_CHECKING:
    from index import Collection, IngestReport, StoredDocument, StoredPage

__all__ = ["ingest", "list_", "rm", "show"]


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@with_settings(
    "workers", "page_timeout_s", "worker_memory_mb", "batch_size", "model", "lock_wait_s"
)
@json_option
def ingest(settings: Settings, paths: tuple[str, ...], as_json: bool) -> int:
    """Read files and folders into the collection.

    Files that have not changed are skipped. A file that cannot be read does not stop the others.
    """
    from index import ingest_paths
    from service.cli.progress import progress_bar

    with progress_bar() as advance:
        report = ingest_paths(
            [Path(path) for path in paths], settings.collection_options(), progress=advance
        )
    for failure in report.failed:
        place = "" if failure.error.path else f"{failure.path}: "
        note(f"shutten: {place}{failure.error}")
    if as_json:
        write_json(ingest_json(report))
    else:
        _write_report(report)
    return 1 if report.failed else 0


@click.command("list")
@with_settings()
@json_option
def list_(settings: Settings, as_json: bool) -> int:
    """List the documents of the collection."""
    documents = _documents(settings)
    if as_json:
        write_json(documents_json(documents))
        return 0
    for document in documents:
        write(
            f"{document.doc_id[:12]}  {document.language}  {document.pages:>4} p.  "
            f"{document.title}  ({document.path})"
        )
    if not documents:
        note(f"no documents in {settings.data}; 'shutten ingest PATH...' adds some")
    return 0


@click.command("show")
@click.argument("doc", metavar="DOC")
@with_settings()
@click.option("--page", type=click.IntRange(min=1), help="Page number in the file, from 1.")
@click.option(
    "--image",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.png",
    help="Draw the page (PDF) with its blocks, tables and passages into this file.",
)
@json_option
def show(settings: Settings, doc: str, page: int | None, image: Path | None, as_json: bool) -> int:
    """Show a document, or one of its pages.

    DOC is a document id, the beginning of one, a path, a file name or a title.
    """
    from index import open_collection
    from service.cli.page_view import page_lines

    if image is not None and page is None:
        raise UsageError("--image draws one page", hint="name it with --page N")
    with open_collection(settings.collection_options()) as collection:
        document = collection.resolve(doc)
        if page is None:
            write_json(summary_json(document)) if as_json else _write_document(document)
            return 0
        stored = collection.page(document.doc_id, page)
        if image is not None:
            _write_image(collection, stored, image, settings)
        if as_json:
            write_json(page_json(stored))
        else:
            for line in page_lines(stored):
                write(line)
    return 0


@click.command("rm")
@click.argument("doc", metavar="DOC")
@with_settings("lock_wait_s")
@json_option
def rm(settings: Settings, doc: str, as_json: bool) -> int:
    """Remove a document from the collection.

    DOC is a document id, the beginning of one, a path, a file name or a title. The file itself
    stays where it is.
    """
    from index import open_collection, remove_document

    if not doc:
        raise UsageError("no document is named", hint="give an id, a path or a title")
    options = settings.collection_options()
    with open_collection(options) as collection:
        document = collection.resolve(doc)
    remove_document(document.doc_id, options)
    if as_json:
        write_json({"removed": document_json(document)})
    else:
        write(f"removed {document.title} ({document.path})")
    return 0


def _documents(settings: Settings) -> list[StoredDocument]:
    """The documents; none where nothing has been ingested yet, which is no error here."""
    from index import open_collection

    try:
        with open_collection(settings.collection_options()) as collection:
            return collection.documents()
    except EmptyCollectionError:
        return []


def _write_report(report: IngestReport) -> None:
    for document in report.ingested:
        write(f"{document.path}: {document.pages} pages, {document.passages} passages")
    for warning in report.warnings:
        note(warning)
    write(
        f"{len(report.ingested)} ingested, {len(report.unchanged)} unchanged, "
        f"{len(report.failed)} failed"
    )


def _write_document(document: StoredDocument) -> None:
    write(document.title)
    write(f"  id        {document.doc_id}")
    write(f"  path      {document.path}")
    write(f"  format    {document.format}, {document.language}")
    write(f"  holds     {document.pages} pages, {document.passages} passages")
    for warning in document.warnings:
        write(f"  warning   {warning}")


def _write_image(
    collection: Collection, stored: StoredPage, image: Path, settings: Settings
) -> None:
    """Draw the page's structure into the file ``image``; ``UsageError`` if it cannot be written."""
    from ingest.workers import PagePainter
    from service.overlay import draw_structure
    from service.web.images import find_source

    source = find_source(collection, stored.document.doc_id)
    with PagePainter(settings.drawing_limits()) as painter:
        picture = draw_structure(stored, source, painter.draw)
    try:
        image.write_bytes(picture)
    except OSError as error:
        raise UsageError(
            f"the picture cannot be written: {error.strerror}",
            path=str(image),
            hint="name a file in a folder that can be written to",
        ) from error
