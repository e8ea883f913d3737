"""How well a reader in training finds the spans of held-out examples, in tokens."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import torch

from index.encoder.base import BaseEncoder
from service.answering.reader_model.spans import best_spans
from training.dataset import Batch, Dataset, batch_of, plan_epoch
from training.network import ReaderNetwork, embedded

__all__ = ["HeldOut", "held_out_figures"]

_SEED = 7


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Means over examples: ``exact`` and ``f1`` of the spans (by their places, so stricter than
    by their text) where the passage answers; ``relevance`` the share of all examples whose
    relevance score is on the right side of 0, ``refusal`` the same of span against "not here".
    """

    exact: float
    f1: float
    relevance: float
    refusal: float
    examples: int

    def row(self) -> dict[str, float]:
        """For the log."""
        return {k: round(v, 4) for k, v in asdict(self).items()}


def held_out_figures(
    network: ReaderNetwork, base: BaseEncoder, data: Dataset, most: int
) -> HeldOut:
    """The figures over about ``most`` examples of ``data``, always the same ones."""
    plan = plan_epoch(data, _SEED, 0, 4_096, limits=((384, 1.0),), unanswered=0.7)
    parts, seen = [], 0
    for number in range(len(plan.rows)):
        if seen >= most:
            break
        batch = batch_of(data, plan, number)
        parts.append(_judged(network, base, batch))
        seen += len(batch.ids)
    exact, f1, relevance, refusal, answered = np.concatenate(parts, axis=1)
    return HeldOut(
        float(exact[answered > 0].mean()),
        float(f1[answered > 0].mean()),
        float(relevance.mean()),
        float(refusal.mean()),
        seen,
    )


def _judged(network: ReaderNetwork, base: BaseEncoder, batch: Batch) -> np.ndarray:
    """Rows of exact, F1, relevance right, refusal right, answerable; a column an example."""
    with torch.no_grad():
        scores = network(embedded(base, batch.ids), torch.from_numpy(batch.mask)).numpy()
    text = batch.allowed.copy()
    text[:, 0] = False
    spans = best_spans(scores[..., 0], scores[..., 1], text)
    answered = batch.first > 0
    overlap = np.minimum(spans.last, batch.last) - np.maximum(spans.first, batch.first) + 1
    overlap = np.maximum(overlap, 0)
    f1 = 2 * overlap / (spans.last - spans.first + 1 + batch.last - batch.first + 1)
    exact = (spans.first == batch.first) & (spans.last == batch.last)
    relevance = (scores[:, 0, 2] > 0) == answered
    refusal = (spans.score > spans.nothing) == answered
    return np.stack([exact, f1, relevance, refusal, answered]).astype(np.float64)
