"""Tiny named checks of a collection's health, for ``doctor`` and for the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from index.catalogue import Catalogue
from index.lexical import LexicalReader
from index.options import CollectionOptions
from index.results import Check
from index.vectors import DenseReader, Segment, open_segment
from ingest.errors import CollectionDamagedError

__all__ = ["run_checks"]


def run_checks(catalogue: Catalogue, options: CollectionOptions) -> list[Check]:
    """All checks; none writes, and one that fails does not stop the others."""
    checks: tuple[tuple[str, Callable[[Catalogue, CollectionOptions], tuple[bool, str]]], ...] = (
        ("catalogue is sound", _sound),
        ("documents are complete", _complete),
        ("passages are the text of their pages", _faithful),
        ("passages have words", _words),
        ("vector files are whole", _vector_files),
        ("passages have vectors", _vectors),
        ("leftovers", _leftovers),
    )
    return [_run(name, check, catalogue, options) for name, check in checks]


def _run(
    name: str,
    check: Callable[[Catalogue, CollectionOptions], tuple[bool, str]],
    catalogue: Catalogue,
    options: CollectionOptions,
) -> Check:
    try:
        ok, detail = check(catalogue, options)
    except Exception as error:  # a health check reports whatever is wrong
        ok, detail = False, str(error)
    return Check(name, ok, detail)


def _sound(catalogue: Catalogue, options: CollectionOptions) -> tuple[bool, str]:
    found = [str(r[0]) for r in catalogue.rows("PRAGMA quick_check(5)")]
    orphans = catalogue.rows("PRAGMA foreign_key_check")
    if found == ["ok"] and not orphans:
        return True, f"generation {catalogue.generation()}"
    return False, "; ".join(found) + f"; {len(orphans)} rows without their parent"


def _complete(catalogue: Catalogue, options: CollectionOptions) -> tuple[bool, str]:
    bad = catalogue.rows(
        "SELECT doc_id FROM documents d WHERE "
        "pages != (SELECT count(*) FROM pages WHERE pages.doc_id = d.doc_id) OR "
        "passages != (SELECT count(*) FROM passages WHERE passages.doc_id = d.doc_id) OR "
        "NOT EXISTS (SELECT 1 FROM paths WHERE paths.doc_id = d.doc_id)"
    )
    if bad:
        return False, "incomplete: " + ", ".join(str(r[0]) for r in bad[:5])
    (documents,), (pages,) = (
        catalogue.rows(f"SELECT count(*) FROM {table}")[0] for table in ("documents", "pages")
    )
    return True, f"{documents} documents, {pages} pages"


def _faithful(catalogue: Catalogue, options: CollectionOptions) -> tuple[bool, str]:
    bad = checked = 0
    for doc_id, number, text in _pages(catalogue):
        for start, end, stored in catalogue.rows(
            "SELECT char_start, char_end, text FROM passages WHERE doc_id = ? AND page = ?",
            (doc_id, number),
        ):
            checked += 1
            bad += text[start:end] != stored
    return not bad, f"{bad} of {checked} differ" if bad else f"{checked} passages"


def _pages(catalogue: Catalogue) -> Iterator[tuple[str, int, str]]:
    for doc_id, number in catalogue.rows("SELECT doc_id, number FROM pages"):
        sql = "SELECT text FROM pages WHERE doc_id = ? AND number = ?"
        for (text,) in catalogue.rows(sql, (doc_id, number)):
            yield doc_id, number, text


def _words(catalogue: Catalogue, options: CollectionOptions) -> tuple[bool, str]:
    live = catalogue.live_rows().ids
    indexed = LexicalReader.open(options.lexical_dir).rowids()
    missing = len(np.setdiff1d(live, indexed))
    if missing or len(np.unique(indexed)) != len(indexed):
        return False, f"{missing} of {len(live)} passages have none; run `shutten ingest` again"
    return True, f"{len(live)} passages"


def _open_segments(
    catalogue: Catalogue, options: CollectionOptions
) -> tuple[list[Segment], list[str]]:
    manifest = catalogue.manifest()
    segments: list[Segment] = []
    problems: list[str] = []
    for info in catalogue.segments():
        try:
            dimension = manifest.dimension if manifest else 0
            segments.append(open_segment(options.vectors_dir, info, dimension))
        except FileNotFoundError:
            problems.append(f"{info.name} is missing")
        except CollectionDamagedError as error:
            problems.append(str(error))
    return segments, problems


def _vector_files(catalogue: Catalogue, options: CollectionOptions) -> tuple[bool, str]:
    segments, problems = _open_segments(catalogue, options)
    for segment in segments:
        vectors = segment.reconstruct(np.arange(segment.info.count, dtype=np.int64))
        lengths = np.linalg.norm(vectors, axis=1)
        if not np.all(np.abs(lengths - 1.0) < 1e-2):
            problems.append(f"{segment.info.name} holds vectors that are not of length one")
    return not problems, "; ".join(problems[:5]) or f"{len(segments)} files"


def _vectors(catalogue: Catalogue, options: CollectionOptions) -> tuple[bool, str]:
    live = catalogue.live_rows().ids
    held = DenseReader(_open_segments(catalogue, options)[0]).rowids()
    missing = len(np.setdiff1d(live, held))
    if missing or len(np.unique(held)) != len(held):
        return False, f"{missing} of {len(live)} passages have none; run `shutten ingest` again"
    return True, f"{len(live)} passages"


def _leftovers(catalogue: Catalogue, options: CollectionOptions) -> tuple[bool, str]:
    """Harmless, so never a failure: what a killed ingestion left, cleared by the next one."""
    if not options.vectors_dir.is_dir():
        return True, "none"
    named = {info.name for info in catalogue.segments()}
    files = sum(p.name not in named for p in options.vectors_dir.iterdir())
    return True, f"{files} vector files that the next ingest clears away" if files else "none"
