"""Examples as tokens in a few large arrays, and the batches of an epoch.

Which examples meet in a batch, and which window of a long passage is seen, follow from the seed
and the number of the epoch alone, so that a run that was killed goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.answering.reader_model.tokens import END, Piece, head_of, pad, pieces, token_span
from training.examples import Example

__all__ = ["LENGTHS", "LIMITS", "Batch", "Dataset", "Plan", "batch_of", "plan_epoch", "tokenized"]

LENGTHS = (64, 96, 128, 160, 192, 256, 384)
"""The only padded lengths: every new one costs the processor a new kernel."""
LIMITS = ((128, 0.45), (192, 0.3), (256, 0.17), (384, 0.08))
"""Longest row, and in what share of the examples; longer texts are cut to a window."""
_CHUNK = 2_000


@dataclass(frozen=True, eq=False)
class Dataset:
    """Row ``i``: a head of ``heads[i]`` tokens, then its text, from ``offsets[i]`` of ``ids``.

    ``first[i]`` and ``last[i]`` are the answer's tokens in the text, or -1.
    """

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    heads: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.heads)

    def save(self, path: Path) -> None:
        """Keep it; ``load`` reads it again."""
        np.savez(path, **{f.name: getattr(self, f.name) for f in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Dataset:
        """What ``save`` wrote."""
        with np.load(path) as arrays:
            return cls(**{f.name: arrays[f.name] for f in fields(cls)})


@dataclass(frozen=True, eq=False)
class Plan:
    """The batches of one epoch: for each the rows, their windows in the text, and the length."""

    rows: list[NDArray[np.int64]]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    lengths: list[int]


@dataclass(frozen=True, eq=False)
class Batch:
    """``ids`` and ``mask`` of shape (rows, length); ``allowed`` is 1 where an answer may begin or
    end: in the text, and at ``<s>``, which stands for "not here" (``first`` = ``last`` = 0).
    """

    ids: NDArray[np.int64]
    mask: NDArray[np.int32]
    allowed: NDArray[np.bool_]
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    def parts(self, tokens: int) -> list[Batch]:
        """The batch in parts of about ``tokens`` tokens, of the same length."""
        rows = max(1, tokens // self.ids.shape[1])
        return [
            Batch(*(getattr(self, f.name)[at : at + rows] for f in fields(self)))
            for at in range(0, len(self.ids), rows)
        ]

    @property
    def relevant(self) -> NDArray[np.float32]:
        """1 for rows whose text holds the answer."""
        return (self.first > 0).astype(np.float32)


def tokenized(examples: Iterable[Example], tokenizer: Any) -> Dataset:
    """``examples`` as tokens; those whose answer no token touches are left out."""
    ids: list[int] = []
    offsets, heads, first, last = [0], [], [], []
    remaining = iter(examples)
    while chunk := list(islice(remaining, _CHUNK)):
        questions = pieces(tokenizer, [e.question for e in chunk])
        contexts = pieces(tokenizer, [e.context for e in chunk])
        texts = pieces(tokenizer, [e.text for e in chunk])
        for example, question, context, text in zip(chunk, questions, contexts, texts, strict=True):
            span = _answer_tokens(example, text)
            if span is None:
                continue
            head = head_of(question.ids, context.ids)
            ids += head
            ids += text.ids
            offsets.append(len(ids))
            heads.append(len(head))
            first.append(span[0])
            last.append(span[1])
    return Dataset(
        np.array(ids, np.int32),
        np.array(offsets, np.int64),
        np.array(heads, np.int32),
        np.array(first, np.int32),
        np.array(last, np.int32),
    )


def _answer_tokens(example: Example, text: Piece) -> tuple[int, int] | None:
    if not example.answerable:
        return (-1, -1)
    return token_span(text.offsets, example.start, example.end)


def plan_epoch(
    data: Dataset,
    seed: int,
    epoch: int,
    tokens: int,
    *,
    limits: Sequence[tuple[int, float]] = LIMITS,
    unanswered: float = 1.0,
) -> Plan:
    """Every row once, in batches of about ``tokens`` tokens and one length each.

    Of the rows without an answer a share of ``unanswered`` is drawn anew for each epoch. Rows
    that fill no batch at the end of an epoch are left to the next one.
    """
    random = np.random.default_rng((seed, epoch))
    sizes_of, shares = zip(*limits, strict=True)
    longest = random.choice(sizes_of, size=len(data), p=shares)
    drawn = (data.first >= 0) | (random.random(len(data)) < unanswered)
    texts = np.diff(data.offsets) - data.heads.astype(np.int64)
    room = np.minimum(texts, longest - data.heads.astype(np.int64) - 1)
    starts = _window_starts(data, texts, room, random)
    sizes = data.heads + room + 1
    bucket = np.searchsorted(np.array(LENGTHS), sizes)
    waiting: dict[int, list[int]] = {}
    rows, lengths = [], []
    for i in random.permutation(np.flatnonzero(drawn)):
        length = LENGTHS[bucket[i]]
        batch = waiting.setdefault(length, [])
        batch.append(int(i))
        if len(batch) == max(1, tokens // length):
            rows.append(np.array(batch))
            lengths.append(length)
            batch.clear()
    return Plan(rows, starts.astype(np.int32), (starts + room).astype(np.int32), lengths)


def _window_starts(
    data: Dataset,
    texts: NDArray[np.int64],
    room: NDArray[np.int64],
    random: np.random.Generator,
) -> NDArray[np.int64]:
    """Where each row's window begins: anywhere, but so that it holds the whole answer."""
    answered = data.first >= 0
    lowest = np.where(answered, np.maximum(0, data.last + 1 - room), 0)
    highest = np.where(answered, np.minimum(data.first, texts - room), texts - room)
    lowest = np.minimum(lowest, texts - room)
    highest = np.maximum(highest, lowest)
    starts: NDArray[np.int64] = lowest + np.floor(
        random.random(len(data)) * (highest - lowest + 1)
    ).astype(np.int64)
    return starts


def batch_of(data: Dataset, plan: Plan, number: int) -> Batch:
    """Batch ``number`` of an epoch's plan."""
    chosen, length = plan.rows[number], plan.lengths[number]
    rows: list[Sequence[int]] = []
    allowed = np.zeros((len(chosen), length), dtype=np.bool_)
    first = np.zeros(len(chosen), dtype=np.int64)
    last = np.zeros(len(chosen), dtype=np.int64)
    for n, i in enumerate(chosen):
        head = int(data.heads[i])
        begin = int(data.offsets[i])
        start, end = int(plan.starts[i]), int(plan.ends[i])
        text = data.ids[begin + head + start : begin + head + end]
        rows.append([*data.ids[begin : begin + head], *text, END])
        allowed[n, 0] = True
        allowed[n, head : head + end - start] = True
        if start <= data.first[i] < end and data.first[i] >= 0:
            first[n] = head + data.first[i] - start
            last[n] = head + min(int(data.last[i]), end - 1) - start
    ids, mask = pad(rows, length)
    return Batch(ids, mask, allowed, first, last)
