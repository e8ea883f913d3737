"""The lexical leg: BM25 by tantivy over terms that ``ingest.language`` makes.

tantivy only sees terms separated by blanks; nothing of the text is stored here. Its documents
are always a superset of the catalogue's passages: readers drop what the catalogue lacks.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from ingest.document import Language
from ingest.errors import CollectionDamagedError
from ingest.language import detect_language, index_terms, translations
from ingest.language.glossary import other_words
from ingest.language.terms import WORD_PREFIX

__all__ = [
    "MAX_QUERY_TERMS",
    "LexicalReader",
    "LexicalWriter",
    "passage_terms",
    "query_languages",
    "query_terms",
]

MAX_QUERY_TERMS = 256
_TRANSLATED = 0.5
"""Chosen on the sample questions: in full they push back passages in the question's language."""
_HEAP_BYTES = 48_000_000
_KANA = ("぀", "ヿ")
_HAN = ("㐀", "鿿")


def passage_terms(text: str, context: str, language: Language) -> str:
    """The terms of a passage and its context, separated by blanks."""
    return " ".join(index_terms(f"{context}\n{text}" if context else text, language))


def query_languages(query: str) -> frozenset[Language]:
    """The languages that ``query`` may be in: 人口 is a word of two, 人口は of one."""
    priors: tuple[Language, ...] = ("ja", "zh", "en", "und")
    return frozenset(detect_language(query, prior) for prior in priors)


def query_terms(query: str, language: Language) -> dict[str, float]:
    """The terms of a query with their weights, in order, at most ``MAX_QUERY_TERMS``.

    A query of kanji alone may be Japanese or Chinese whatever the detector says, so it is cut
    into the words of both. What the glossary of report words knows of it is looked for in the
    other languages too: at half the weight beside the query's own words, which count as they
    are, and in full for an English query, whose own words no report holds. What the lexicon of
    general words knows is looked for by an English query alone, and as whole words: beside a
    query's own words it did not help the sample questions.
    """
    terms = index_terms(query, language)
    only_latin = not _has(query, _HAN) and not _has(query, _KANA)
    if _has(query, _HAN) and not _has(query, _KANA):
        for other in ("ja", "zh"):
            if other != language:
                terms += index_terms(query, other)
    weights = dict.fromkeys(terms, 1.0)
    for word in translations(query):
        for term in index_terms(word, detect_language(word, "zh")):
            weights.setdefault(term, 1.0 if only_latin else _TRANSLATED)
    if language == "en":
        for word, other in other_words(query):
            weights.update((term, 1.0) for term in _whole(word, other) if term not in weights)
    return dict(islice(weights.items(), MAX_QUERY_TERMS))


@lru_cache(maxsize=16_384)
def _whole(word: str, language: Language) -> tuple[str, ...]:
    """The terms of ``word`` that are dictionary words; where there is none, its pairs of
    characters, or the only one."""
    terms = index_terms(word, language)
    by_kind = (
        [t for t in terms if t.startswith(WORD_PREFIX)],
        [t for t in terms if len(t) > 1],
        terms,
    )
    return tuple(next((kind for kind in by_kind if kind), ()))


def _has(text: str, block: tuple[str, str]) -> bool:
    return any(block[0] <= c <= block[1] for c in text)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("rowid", stored=False, indexed=True, fast=True)
    builder.add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("doc", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", stored=False, tokenizer_name="raw", index_option="basic")
    return builder.build()


_SCHEMA = _schema()


def _term(field: str, value: str) -> tantivy.Query:
    option = "freq" if field == "terms" else "basic"
    return tantivy.Query.term_query(_SCHEMA, field, value, index_option=option)


def _bag_of(terms: Mapping[str, float]) -> tantivy.Query:
    clauses = [
        _term("terms", t) if weight == 1.0 else tantivy.Query.boost_query(_term("terms", t), weight)
        for t, weight in terms.items()
    ]
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])


def _within(query: tantivy.Query, filters: Iterable[tantivy.Query]) -> tantivy.Query:
    """``query`` restricted by ``filters``, which add nothing to the score."""
    must = [(tantivy.Occur.Must, tantivy.Query.const_score_query(f, 0.0)) for f in filters]
    return tantivy.Query.boolean_query([*must, (tantivy.Occur.Must, query)]) if must else query


class LexicalReader:
    """A fixed view of the lexical index: later commits do not change it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher

    @classmethod
    def open(cls, directory: Path) -> LexicalReader:
        """Raises ``CollectionDamagedError`` when the index is missing or unreadable."""
        try:
            if os.access(directory, os.W_OK):
                return cls._open(directory)
            # tantivy locks its directory even for reading; on a read-only medium links to its
            # files stand in, until they are mapped.
            with tempfile.TemporaryDirectory(prefix="shutten-") as links:
                for file in directory.iterdir():
                    if not file.name.endswith(".lock"):
                        (Path(links) / file.name).symlink_to(file.resolve())
                return cls._open(Path(links))
        except (ValueError, OSError) as error:
            raise CollectionDamagedError(
                f"the lexical index cannot be read: {error}",
                hint="the next ingest rebuilds it from the catalogue",
                path=str(directory),
            ) from error

    @classmethod
    def _open(cls, directory: Path) -> LexicalReader:
        index = _unwatched(tantivy.Index.open(str(directory)))
        index.reload()
        return cls(index.searcher())

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self,
        terms: Mapping[str, float],
        limit: int,
        *,
        language: Language | None = None,
        doc_id: str | None = None,
    ) -> dict[int, float]:
        """BM25 of the best ``limit`` passages, by row id, best first; each term's share of it is
        multiplied by the term's weight.
        """
        if not terms or limit < 1:
            return {}
        filters = []
        if language is not None:
            filters.append(_term("language", language))
        if doc_id is not None:
            filters.append(_term("doc", doc_id))
        return self._run(_within(_bag_of(terms), filters), limit)

    def scores_of(self, terms: Mapping[str, float], rowids: Sequence[int]) -> dict[int, float]:
        """BM25 of those of ``rowids`` that hold at least one of ``terms``."""
        if not terms or not rowids:
            return {}
        chosen = tantivy.Query.term_set_query(_SCHEMA, "rowid", [int(r) for r in rowids])
        return self._run(_within(_bag_of(terms), [chosen]), len(rowids))

    def document_frequency(self, term: str) -> int:
        """How many passages hold ``term``."""
        return int(self._searcher.doc_freq("terms", term))

    def rowids(self) -> NDArray[np.int64]:
        """All row ids, ascending; for the health check and for clearing up."""
        count = len(self)
        if not count:
            return np.zeros(0, dtype=np.int64)
        hits = self._searcher.search(tantivy.Query.all_query(), count, count=False).hits
        return np.sort(np.array(self._rowids_of(hits), dtype=np.int64))

    def _run(self, query: tantivy.Query, limit: int) -> dict[int, float]:
        hits = self._searcher.search(query, limit, count=False).hits
        pairs = zip(self._rowids_of(hits), (float(score) for score, _ in hits), strict=True)
        return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    def _rowids_of(self, hits: list[tuple[Any, tantivy.DocAddress]]) -> list[int]:
        if not hits:
            return []
        values = self._searcher.fast_field_values("rowid", [address for _, address in hits])
        return [int(v) for v in values if v is not None]


def _unwatched(index: tantivy.Index) -> tantivy.Index:
    """``index`` without the thread that looks for commits, and locks the directory when it does."""
    index.config_reader(reload_policy="manual")
    return index


class LexicalWriter:
    """Adds and deletes passages. Nothing is visible or safe before ``commit``."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._index = self._open_or_create()
        self._writer: tantivy.IndexWriter | None = None

    def _open_or_create(self) -> tantivy.Index:
        """The index; one that cannot be read is put aside, the caller adds its passages anew."""
        if self.directory.exists():
            try:
                return _unwatched(tantivy.Index.open(str(self.directory)))
            except ValueError:
                shutil.rmtree(self.directory)
        self.directory.mkdir(parents=True)
        return _unwatched(tantivy.Index(_SCHEMA, path=str(self.directory)))

    def __enter__(self) -> LexicalWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        if error is not None:
            writer.rollback()
        writer.wait_merging_threads()

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        return self._writer

    def reader(self) -> LexicalReader:
        """What is committed."""
        self._index.reload()
        return LexicalReader(self._index.searcher())

    def add(self, rowid: int, doc_id: str, language: Language, terms: str) -> None:
        """Stage one passage."""
        document = tantivy.Document()
        document.add_unsigned("rowid", rowid)
        document.add_text("terms", terms)
        document.add_text("doc", doc_id)
        document.add_text("language", language)
        self._open_writer().add_document(document)

    def delete(self, rowids: Sequence[int]) -> None:
        """Stage the removal of ``rowids``."""
        if rowids:
            query = tantivy.Query.term_set_query(_SCHEMA, "rowid", [int(r) for r in rowids])
            self._open_writer().delete_documents_by_query(query)

    def commit(self) -> None:
        """Write what was staged to the disk."""
        if self._writer is not None:
            self._writer.commit()
