"""The collection as readers see it: documents, pages, passages and search."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue, open_read_only
from index.checks import run_checks
from index.embedding import Embedder, make_embedder
from index.fusion import Weights
from index.lexical import query_languages, query_terms
from index.manifest import Manifest, expected_manifest, require_same
from index.migrations import SCHEMA_VERSION
from index.options import CollectionOptions
from index.proximity import RERANKED, best_sentence_coverage, combined, pair_terms
from index.results import (
    Check,
    Hit,
    SearchResult,
    StoredDocument,
    StoredPage,
    StoredPassage,
)
from index.spread import spread_scores
from index.storage_errors import storage_errors
from index.view import Candidate, View, open_view
from ingest.document import Language
from ingest.errors import (
    CollectionDamagedError,
    CollectionMismatchError,
    EmptyCollectionError,
    NotFoundError,
    QuestionError,
)
from ingest.language import detect_language, fold_text
from ingest.language.glossary import known_share

__all__ = ["MAX_QUERY_CHARACTERS", "Collection", "open_collection"]

MAX_QUERY_CHARACTERS = 10_000
_REMEMBERED_QUERIES = 64


def open_collection(options: CollectionOptions, *, embedder: Embedder | None = None) -> Collection:
    """Open a collection for reading; nothing is written and no model is loaded.

    ``embedder`` overrides the one that ``options`` names. Raises ``EmptyCollectionError``,
    ``CollectionMismatchError`` and ``CollectionDamagedError``.
    """
    with storage_errors(options.data_dir):
        catalogue = Catalogue(open_read_only(options.catalogue_path))
        try:
            manifest = _checked_manifest(catalogue, options)
            embedder = embedder or make_embedder(options)
            require_same(manifest, expected_manifest(embedder), str(options.data_dir))
            view = open_view(catalogue, options.vectors_dir, options.lexical_dir)
            if not catalogue.documents():
                raise _empty(options)
        except BaseException:
            catalogue.close()
            raise
    return Collection(options, catalogue, manifest, embedder, view)


def _checked_manifest(catalogue: Catalogue, options: CollectionOptions) -> Manifest:
    version = catalogue.schema_version()
    if version > SCHEMA_VERSION:
        raise CollectionMismatchError(
            f"the collection has schema {version} and this shutten knows {SCHEMA_VERSION}",
            hint="upgrade shutten, or ingest into a new data directory",
            path=str(options.data_dir),
        )
    if version == 0 and not catalogue.rows("SELECT 1 FROM sqlite_master LIMIT 1"):
        raise _empty(options)
    if version < SCHEMA_VERSION:
        raise CollectionMismatchError(
            f"the collection has schema {version}, older than {SCHEMA_VERSION}",
            hint="run `shutten ingest` once to bring it up to date",
            path=str(options.data_dir),
        )
    manifest = catalogue.manifest()
    if manifest is None:
        raise _empty(options)
    return manifest


def _empty(options: CollectionOptions) -> EmptyCollectionError:
    return EmptyCollectionError(
        "nothing has been ingested yet",
        hint="run `shutten ingest` with files or folders",
        path=str(options.data_dir),
    )


class Collection:
    """An open collection; made by ``open_collection``, a context manager, usable from several
    threads. Documents that another process stores are seen by the next call.
    """

    def __init__(
        self,
        options: CollectionOptions,
        catalogue: Catalogue,
        manifest: Manifest,
        embedder: Embedder,
        view: View,
    ) -> None:
        self.options = options
        self._manifest = manifest
        self._catalogue = catalogue
        self._embedder = embedder
        self._view = view
        self._refreshing = threading.Lock()
        # Must not hold ``self``: a circle would keep a closed collection, and tantivy's thread
        # that watches its files, until the garbage collector comes by.
        self._embed_query = lru_cache(maxsize=_REMEMBERED_QUERIES)(
            lambda text: embedder.embed_queries([text])
        )

    def __enter__(self) -> Collection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; calls after this fail."""
        self._catalogue.close()

    @property
    def manifest(self) -> Manifest:
        """What built the collection."""
        return self._manifest

    @property
    def generation(self) -> int:
        """Changes whenever the stored documents do; for caches."""
        return self._current().generation

    def documents(self) -> list[StoredDocument]:
        """All documents, in the order in which they came in."""
        with storage_errors(self.options.data_dir):
            return self._catalogue.documents()

    def resolve(self, name: str) -> StoredDocument:
        """The document with this id, unique beginning of an id, path, file name or title.

        Raises ``NotFoundError``, also when several documents go by the name.
        """
        with storage_errors(self.options.data_dir):
            return self._catalogue.resolve(name)

    def page(self, doc_id: str, number: int) -> StoredPage:
        """A page as it was read, with its passages. Raises ``NotFoundError``."""
        with storage_errors(self.options.data_dir):
            document = self._catalogue.document(doc_id) or self._catalogue.resolve(doc_id)
            page = self._catalogue.page(document, number)
        if page is None:
            raise NotFoundError(
                f"there is no page {number}",
                hint=f"the document has {document.pages} pages, counted from 1",
                path=document.path,
            )
        return page

    def passage(self, passage_id: str) -> StoredPassage:
        """Raises ``NotFoundError``."""
        with storage_errors(self.options.data_dir):
            passage = self._catalogue.passage(passage_id)
        if passage is None:
            raise NotFoundError(
                f"there is no passage {passage_id!r}",
                hint="passage ids change when a document is ingested anew",
            )
        return passage

    def passages(self) -> list[StoredPassage]:
        """Every passage, in the order in which they were stored."""
        with storage_errors(self.options.data_dir):
            rowids = self._current().live.ids.tolist()
            found = self._catalogue.passages(rowids)
        return [found[rowid] for rowid in rowids if rowid in found]

    def source_paths(self, doc_id: str) -> list[Path]:
        """The files that a document was read from, the first one first."""
        with storage_errors(self.options.data_dir):
            return [Path(path) for path in self._catalogue.source_paths(doc_id)]

    def search(
        self,
        query: str,
        *,
        top_k: int = 10,
        language: Language | None = None,
        doc_id: str | None = None,
    ) -> SearchResult:
        """The ``top_k`` best passages for a question or keywords, best first.

        ``language`` and ``doc_id`` (anything that ``resolve`` knows) restrict what is found. The
        query's own language is detected. Raises ``QuestionError`` for a query without words and
        ``NotFoundError`` for an unknown document.
        """
        text = _usable(query)
        if top_k < 1:
            raise QuestionError("top_k must be at least 1")
        within = self.resolve(doc_id).doc_id if doc_id is not None else None
        with storage_errors(self.options.data_dir):
            view = self._current()
            own = detect_language(text)
            candidates = view.rank(
                self.embed_queries([text])[0],
                query_terms(text, own),
                query_languages(text),
                self._weights(text, own),
                count=max(top_k, RERANKED, self.options.candidates),
                limit=max(top_k, RERANKED),
                language=language,
                doc_id=within,
            )
            passages = self._catalogue.passages([c.rowid for c in candidates])
            candidates = self._by_sentences(text, own, candidates, passages)[:top_k]
        return SearchResult(query, own, _hits(candidates, passages))

    def _weights(self, query: str, language: Language) -> Weights:
        """How much meaning counts against words, for an English query by what is known of it."""
        options = self.options
        weights = Weights(
            options.dense_weight_same, options.dense_weight_cross, options.dense_weight_foreign
        )
        return weights.knowing(known_share(query)) if language == "en" else weights

    def _by_sentences(
        self,
        query: str,
        language: Language,
        candidates: Sequence[Candidate],
        passages: dict[int, StoredPassage],
    ) -> list[Candidate]:
        """The candidates by fused score and by what one of their sentences holds of the query."""
        present = [c for c in candidates if c.rowid in passages]
        texts = [passages[c.rowid].context + "\n" + passages[c.rowid].text for c in present]
        weights = self.term_weights(sorted(pair_terms(query)))
        coverage = best_sentence_coverage(weights, texts)
        scored = [
            replace(c, score=combined(c.score, share, passages[c.rowid].language == language))
            for c, share in zip(present, coverage, strict=True)
        ]
        return _spread(sorted(scored, key=_best_first), passages)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape ``(len(texts), dimension)``, each of length one; the last few are remembered,
        because a question is embedded for the search and again for reading what it found.
        """
        if len(texts) == 1:
            return self._fitting(self._embed_query(texts[0])).copy()
        return self._fitting(self._embedder.embed_queries(texts))

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As stored passages are embedded, the light way: no torch with the bundled model."""
        return self._fitting(self._embedder.embed_few(texts))

    def passage_vectors(self, passage_ids: Sequence[str]) -> NDArray[np.float32]:
        """The stored vectors, one row a passage, zeros for one that is not there."""
        view = self._current()
        rowids = self._catalogue.rowids(passage_ids)
        ids, vectors = view.dense.vectors_of(list(rowids.values()))
        stored = {} if vectors is None else dict(zip(ids.tolist(), vectors, strict=True))
        result = np.zeros((len(passage_ids), self._manifest.dimension), dtype=np.float32)
        for row, passage_id in enumerate(passage_ids):
            vector = stored.get(rowids.get(passage_id, -1))
            if vector is not None:
                result[row] = vector
        return result

    def term_weights(self, terms: Sequence[str]) -> dict[str, float]:
        """How much each term tells, as BM25 has it: ``ln(1 + (N - n + 0.5) / (n + 0.5))`` for a
        term that ``n`` of ``N`` passages hold. A term is looked up as it is and folded.
        """
        view = self._current()
        total = len(view.live.ids)
        weights: dict[str, float] = {}
        for term in terms:
            spellings = {term, fold_text(term)}
            n = min(total, max(view.lexical.document_frequency(t) for t in spellings))
            weights[term] = math.log(1.0 + (total - n + 0.5) / (n + 0.5))
        return weights

    def check(self) -> list[Check]:
        """The health of the collection, one line a property; reads every page."""
        return run_checks(self._catalogue, self.options)

    def _fitting(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        if vectors.shape[1] != self._manifest.dimension and self._manifest.dimension:
            raise CollectionMismatchError(
                f"the model makes vectors of {vectors.shape[1]} dimensions and the collection "
                f"has {self._manifest.dimension}",
                hint="set the model that built the collection",
                path=str(self.options.data_dir),
            )
        return vectors

    def _current(self) -> View:
        """The view of the newest generation, opened anew when a writer made one."""
        if self._catalogue.generation() == self._view.generation:
            return self._view
        with self._refreshing:
            if self._catalogue.generation() != self._view.generation:
                manifest = self._catalogue.manifest()
                if manifest is None:
                    raise CollectionDamagedError(
                        "the manifest is gone", path=str(self.options.data_dir)
                    )
                self._manifest = manifest
                self._view = open_view(
                    self._catalogue, self.options.vectors_dir, self.options.lexical_dir
                )
            return self._view


def _usable(query: str) -> str:
    text = query.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()
    if not text:
        raise QuestionError("the query is empty", hint="ask something")
    if len(text) > MAX_QUERY_CHARACTERS:
        raise QuestionError(
            f"the query has {len(text)} characters", hint=f"use at most {MAX_QUERY_CHARACTERS}"
        )
    return text


def _best_first(candidate: Candidate) -> tuple[float, int]:
    return -candidate.score, candidate.rowid


def _spread(candidates: Sequence[Candidate], passages: dict[int, StoredPassage]) -> list[Candidate]:
    """The candidates (best first) so that one page does not crowd out the others."""
    found = [passages[c.rowid] for c in candidates]
    scores = spread_scores([c.score for c in candidates], [(p.doc_id, p.page) for p in found])
    lowered = [replace(c, score=s) for c, s in zip(candidates, scores, strict=True)]
    return sorted(lowered, key=_best_first)


def _hits(candidates: Sequence[Candidate], passages: dict[int, StoredPassage]) -> tuple[Hit, ...]:
    """Candidates whose document went out a moment ago are left out."""
    present = [c for c in candidates if c.rowid in passages]
    return tuple(
        Hit(rank, c.score, passages[c.rowid], c.dense, c.lexical, c.matched)
        for rank, c in enumerate(present, start=1)
    )
