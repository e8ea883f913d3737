"""One generation of a collection, fixed: what a search runs on while writers go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue, LiveRows
from index.fusion import Weights, convex
from index.language_bias import SAMPLED, LanguageBias, language_bias
from index.lexical import LexicalReader
from index.results import Leg
from index.vectors import DenseReader, open_segment
from ingest.document import Language
from ingest.errors import CollectionDamagedError

__all__ = ["Candidate", "View", "open_view"]

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage in the fused ranking, by row id."""

    rowid: int
    score: float
    dense: float
    lexical: float
    matched: tuple[Leg, ...]


@dataclass(frozen=True, eq=False, slots=True)
class View:
    """The live passages with the searchers over their words and vectors."""

    generation: int
    live: LiveRows
    alive: NDArray[np.bool_]
    """``alive[rowid]``; index files may hold more than the catalogue."""
    has_dead_vectors: bool
    lexical: LexicalReader
    dense: DenseReader
    bias: LanguageBias
    """By position in ``live.languages``."""

    def allowed(self, language: Language | None, doc_id: str | None) -> NDArray[np.bool_] | None:
        """Which row ids may be found; ``None`` when all that have a vector may."""
        if language is None and doc_id is None:
            return self.alive if self.has_dead_vectors else None
        keep = np.ones(len(self.live.ids), dtype=bool)
        if language is not None:
            keep &= self.live.language_of == _position(self.live.languages, language)
        if doc_id is not None:
            keep &= self.live.document_of == _position(self.live.documents, doc_id)
        mask = np.zeros_like(self.alive)
        mask[self.live.ids[keep]] = True
        return mask

    def is_alive(self, rowid: int) -> bool:
        return 0 <= rowid < len(self.alive) and bool(self.alive[rowid])

    def languages_of(self, rowids: Sequence[int]) -> NDArray[np.int32]:
        """Positions in ``live.languages``."""
        places = np.searchsorted(self.live.ids, np.asarray(rowids, dtype=np.int64))
        return self.live.language_of[places]

    def rank(
        self,
        vector: NDArray[np.float32],
        terms: Mapping[str, float],
        query_languages: Set[Language],
        weights: Weights,
        *,
        count: int,
        limit: int,
        language: Language | None = None,
        doc_id: str | None = None,
    ) -> list[Candidate]:
        """The best ``limit`` passages by the fused score, of ``count`` that each leg brings; both
        legs score every candidate."""
        by_dense = self._by_meaning(vector, count, language, doc_id)
        by_words = self._by_words(terms, count, language, doc_id)
        rowids = sorted(by_dense.keys() | by_words.keys())
        if not rowids:
            return []
        missing_dense = [r for r in rowids if r not in by_dense]
        missing_words = [r for r in rowids if r not in by_words]
        dense = by_dense | self.dense.scores_of(vector, missing_dense)
        words = by_words | self.lexical.scores_of(terms, missing_words)
        cosines = np.array([dense.get(r, 0.0) for r in rowids])
        bm25 = np.array([words.get(r, 0.0) for r in rowids])
        languages = self.languages_of(rowids)
        by_language = [weights.between(query_languages, name) for name in self.live.languages]
        fair = cosines - self.bias.of(vector).astype(np.float64)[languages]
        fused = convex(fair, bm25, np.array(by_language)[languages])
        top = float(bm25.max()) or 1.0
        best = sorted(range(len(rowids)), key=lambda i: (-fused[i], rowids[i]))[:limit]
        return [
            Candidate(
                rowid=rowids[i],
                score=float(fused[i]),
                dense=float(np.clip(cosines[i], -1.0, 1.0)),
                lexical=float(bm25[i] / top),
                matched=_matched(rowids[i], by_words, by_dense),
            )
            for i in best
        ]

    def _by_meaning(
        self,
        vector: NDArray[np.float32],
        count: int,
        language: Language | None,
        doc_id: str | None,
    ) -> dict[int, float]:
        """Cosines of the best live passages by meaning, whatever language they are in."""
        if language is not None or len(self.live.languages) < 2:
            return self.dense.search(vector, count, self.allowed(language, doc_id))
        found: list[tuple[float, int, float]] = []
        for name, shared in zip(self.live.languages, self.bias.of(vector), strict=True):
            mask = self.allowed(cast(Language, name), doc_id)
            cosines = self.dense.search(vector, count, mask)
            found += [(float(shared) - cosine, rowid, cosine) for rowid, cosine in cosines.items()]
        return {rowid: cosine for _, rowid, cosine in sorted(found)[:count]}

    def _by_words(
        self, terms: Mapping[str, float], count: int, language: Language | None, doc_id: str | None
    ) -> dict[int, float]:
        """The best live passages by words; more are asked for while dead ones take places."""
        wanted = count
        while True:
            found = self.lexical.search(terms, wanted, language=language, doc_id=doc_id)
            alive = {r: s for r, s in found.items() if self.is_alive(r)}
            if len(found) < wanted or len(alive) >= count or wanted >= len(self.lexical):
                return dict(list(alive.items())[:count])
            wanted *= 4


def _bias(live: LiveRows, dense: DenseReader, dimension: int) -> LanguageBias:
    """From passages spread evenly over each language's, so that opening stays quick."""
    samples, counts = [], []
    for position in range(len(live.languages)):
        rowids = live.ids[live.language_of == position]
        step = max(1, len(rowids) // SAMPLED)
        _, vectors = dense.vectors_of(rowids[::step][:SAMPLED].tolist())
        samples.append(np.zeros((0, dimension), np.float32) if vectors is None else vectors)
        counts.append(len(rowids))
    return language_bias(samples, counts, dimension)


def _matched(rowid: int, by_words: Iterable[int], by_dense: Iterable[int]) -> tuple[Leg, ...]:
    legs: list[Leg] = []
    if rowid in by_words:
        legs.append("lexical")
    if rowid in by_dense:
        legs.append("dense")
    return tuple(legs)


def _position(names: tuple[str, ...], name: str) -> int:
    return names.index(name) if name in names else -1


def open_view(catalogue: Catalogue, vectors_dir: Path, lexical_dir: Path) -> View:
    """The collection as it is now.

    The catalogue is read first: words and vectors that are written meanwhile are then merely
    superfluous. Should a writer merge vector files in between, the catalogue is read again.
    Raises ``CollectionDamagedError``.
    """
    manifest = catalogue.manifest()
    dimension = manifest.dimension if manifest else 0
    for _ in range(_ATTEMPTS):
        generation = catalogue.generation()
        live = catalogue.live_rows()
        infos = catalogue.segments()
        if catalogue.generation() != generation:
            continue
        try:
            segments = [open_segment(vectors_dir, info, dimension) for info in infos]
        except FileNotFoundError as error:
            if catalogue.generation() == generation:
                raise CollectionDamagedError(
                    "a vector file is missing",
                    hint="the next ingest encodes its passages again",
                    path=str(error.filename),
                ) from error
            continue
        alive = np.zeros(int(live.ids[-1]) + 1 if len(live.ids) else 1, dtype=bool)
        alive[live.ids] = True
        has_dead = sum(info.count for info in infos) != len(live.ids)
        dense = DenseReader(segments)
        return View(
            generation, live, alive, has_dead, LexicalReader.open(lexical_dir), dense,
            _bias(live, dense, dimension),
        )  # fmt: skip
    raise CollectionDamagedError(
        "the collection changes faster than it can be opened", hint="try again"
    )
