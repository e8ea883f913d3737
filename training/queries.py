"""Train the encoder of queries, or go on with a training that was stopped, and write its file.

    python -m training.queries --jaquad JAQUAD/train --drcd DRCD_dev.json --cmrc CMRC \\
        --xquad XQUAD --out RUN --minutes 30 --file index/embedding/queries.safetensors

Passages keep the vectors that every collection holds; questions learn to lie near the ones that
answer them, among all passages of the training (Karpukhin et al., "Dense Passage Retrieval for
Open-Domain Question Answering", 2020, with all passages instead of a batch's). ``RUN`` holds the
checkpoint, ``log.jsonl`` and the passages' vectors; started again with the same ``--out`` it goes
on. ``--file`` writes the averaged changes at the end, ``--share`` of them, which keeps what the
encoder knew of questions in the passage's language (Wortsman et al., "Robust fine-tuning of
zero-shot models", 2022).
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from index import CollectionOptions
from index.embedding import make_embedder
from index.embedding.query_encoder import QUERY_PREFIX
from index.encoder.base import BaseEncoder, open_base
from index.encoder.low_rank import UP, write_changes
from index.encoder.tokenizer import make_tokenizer
from service.answering.reader_model.tokens import pad
from training.examples import read_squad
from training.network import QueryNetwork, embedded
from training.prepare import DRCD_TRAINING, held_out_articles, thinned, training_part
from training.query_pairs import Pairs, pairs_of_paragraphs, pairs_of_written, relation
from training.run import (
    Pace,
    Run,
    RunOptions,
    fastest_format,
    is_finished,
    load_checkpoint,
    prepare_torch,
    run_training,
)
from training.written import SETS

__all__ = ["Learned", "QueryOptions", "learned_from", "main", "train_queries", "write_queries"]

_LONGEST = 96
_PART_ROWS = 48
_NEAREST = (1, 5, 40)


@dataclass(frozen=True, slots=True)
class QueryOptions(RunOptions):
    """What decides the result."""

    learning_rate: float = 3e-4
    weight_decay: float = 0.0
    warmup_steps: int = 40
    average: float = 0.99
    rank: int = 16
    rows: int = 96
    """Questions a step."""
    temperature: float = 0.01
    """What similarities are divided by before the softmax over passages, as the bundled model was
    trained: with a higher one they sink further."""


@dataclass(frozen=True, eq=False, slots=True)
class Learned:
    """Questions as tokens, and the vectors of the passages that answer them (n, hidden)."""

    pairs: Pairs
    ids: list[list[int]]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class _Batch:
    ids: NDArray[np.int64]
    mask: NDArray[np.int32]
    answered_by: NDArray[np.int64]


def learned_from(pairs: Pairs, tokenizer: Any, vectors: NDArray[np.float32]) -> Learned:
    """``pairs`` ready to be learned from; questions are cut where they are very long."""
    ids = [e.ids for e in tokenizer.encode_batch([QUERY_PREFIX + q for q in pairs.asked])]
    cut = [one if len(one) <= _LONGEST else [*one[: _LONGEST - 1], one[-1]] for one in ids]
    return Learned(pairs, cut, vectors)


class _QueryRun(Run[_Batch]):
    def __init__(
        self, base: BaseEncoder, data: Learned, held_out: Learned, options: QueryOptions
    ) -> None:
        self.base, self.data, self.held_out = base, data, held_out
        self.asking = options
        self.passages = torch.from_numpy(data.vectors)
        self.encoder = QueryNetwork(
            base,
            rank=options.rank,
            seed=options.seed,
            computes_in=getattr(torch, options.computes_in),
        )
        super().__init__(self.encoder, options)

    def plan(self, epoch: int) -> int:
        """Questions of like length share a batch."""
        chance = random.Random(f"{self.asking.seed} {epoch}")
        order = list(range(len(self.data.ids)))
        chance.shuffle(order)
        rows, far = self.asking.rows, self.asking.rows * 20
        near = [
            sorted(order[at : at + far], key=lambda n: len(self.data.ids[n]))
            for at in range(0, len(order), far)
        ]
        self.planned = [one[at : at + rows] for one in near for at in range(0, len(one), rows)]
        chance.shuffle(self.planned)
        return len(self.planned)

    def batch(self, number: int) -> _Batch:
        chosen = self.planned[number]
        ids, mask = _padded([self.data.ids[n] for n in chosen])
        return _Batch(ids, mask, np.array([self.data.pairs.answered_by[n] for n in chosen]))

    def parts(self, batch: _Batch) -> list[tuple[_Batch, float]]:
        rows = len(batch.ids)
        cuts = [slice(at, at + _PART_ROWS) for at in range(0, rows, _PART_ROWS)]
        parts = [_Batch(batch.ids[c], batch.mask[c], batch.answered_by[c]) for c in cuts]
        return [(part, len(part.ids) / rows) for part in parts]

    def loss(self, part: _Batch) -> Tensor:
        vectors = self.encoder(embedded(self.base, part.ids), torch.from_numpy(part.mask))
        near = vectors @ self.passages.T / self.asking.temperature
        return functional.cross_entropy(near, torch.from_numpy(part.answered_by))

    def size(self, batch: _Batch) -> int:
        return int(batch.mask.sum())

    def measure(self, most: int) -> dict[str, float]:
        return _recall(self.encoder, self.base, self.held_out, most)


def train_queries(
    base: BaseEncoder,
    data: Learned,
    held_out: Learned,
    folder: Path,
    options: QueryOptions,
    *,
    pace: Pace | None = None,
    most_steps: int | None = None,
) -> int:
    """Train until the time is spent, ``most_steps`` are done here, or the process is asked to
    stop; returns the number of steps that the training has behind it."""
    return run_training(_QueryRun(base, data, held_out, options), folder, pace, most_steps)


def _recall(
    encoder: QueryNetwork, base: BaseEncoder, held_out: Learned, most: int
) -> dict[str, float]:
    """Of about ``most`` questions the share whose passage is the first, among the first five and
    the first forty of ``held_out``, by relation of languages (``en-ja R@5``)."""
    pairs = held_out.pairs
    step = max(1, len(pairs.asked) // most)
    ranks = defaultdict[str, list[int]](list)
    for n in range(0, len(pairs.asked), step):
        ids, mask = _padded([held_out.ids[n]])
        with torch.no_grad():
            vector = encoder(embedded(base, ids), torch.from_numpy(mask)).numpy()[0]
        near, own = held_out.vectors @ vector, pairs.answered_by[n]
        # Neither a tie nor what is no number counts as found.
        before = int((~(near < near[own])).sum()) - int(near[own] == near[own])
        ranks[relation(pairs.asked[n], pairs.texts[own])].append(before)
    return {
        f"{name} R@{k}": float(np.mean([rank < k for rank in found]))
        for name, found in sorted(ranks.items())
        for k in _NEAREST
    }


def _padded(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    return pad(rows, max(len(row) for row in rows))


def write_queries(run: Path, base: BaseEncoder, file: Path, share: float = 1.0) -> None:
    """Write the averaged changes of the training in ``run``, ``share`` of them.

    Raises:
        ValueError: ``share`` is not above 0 and at most 1.
    """
    if not 0.0 < share <= 1.0:
        raise ValueError("a share is above 0 and at most 1")
    state = load_checkpoint(run)
    step, tokens, epoch, _ = state["position"]
    about = {
        "steps": step,
        "tokens": tokens,
        "epochs": epoch,
        "minutes": round(state["seconds"] / 60, 1),
        "options": dict(state["options"]),
        "share": share,
    }
    factors = {
        name: w.float().numpy() * (share if name.endswith(UP) else 1.0)
        for name, w in state["average"].items()
    }
    write_changes(file, factors, base_sha256=base.sha256, about=about)


def _sources(arguments: argparse.Namespace) -> tuple[Pairs, Pairs]:
    """What is learned from, and what is held out: the same articles as for the reader."""
    learned, held = pairs_of_written(arguments.written, arguments.seed)
    seed, every = arguments.seed, arguments.held_out_every
    jaquad = read_squad(arguments.jaquad)
    drcd = training_part(read_squad(arguments.drcd), DRCD_TRAINING)
    for paragraphs in (jaquad, drcd, read_squad(arguments.cmrc)):
        out = held_out_articles(paragraphs, every)
        kept = [p for p in paragraphs if p.article not in out]
        asked = [p for p in thinned(kept, arguments.asked, seed) if p.asked]
        learned.extend(pairs_of_paragraphs(asked))
    zh, en = (read_squad(arguments.xquad / f"xquad.{name}.json") for name in ("zh", "en"))
    learned.extend(pairs_of_paragraphs(zh, en))
    learned.extend(pairs_of_paragraphs(en, zh))
    return learned, held


def _vectors(texts: Sequence[str], folder: Path) -> NDArray[np.float32]:
    """The vectors of passages as collections hold them: made at the first start."""
    told = hashlib.sha256("\0".join(texts).encode("utf-8")).hexdigest()[:12]
    kept = folder / f"passages-{told}.npy"
    if not kept.exists():
        embedder = make_embedder(CollectionOptions(data_dir=folder))
        part = kept.with_name(f"part-{kept.name}")
        np.save(part, embedder.embed_passages(texts))
        part.replace(kept)
    vectors: NDArray[np.float32] = np.load(kept)
    return vectors


def _parser() -> argparse.ArgumentParser:
    default = QueryOptions()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jaquad", type=Path, required=True, help="folder of its training part")
    parser.add_argument("--drcd", type=Path, required=True, help="its development file")
    parser.add_argument("--cmrc", type=Path, required=True, help="folder of its trial part")
    parser.add_argument("--xquad", type=Path, required=True, help="folder with zh and en")
    parser.add_argument("--written", type=Path, default=SETS, help="folder of written passages")
    parser.add_argument(
        "--asked", type=float, default=0.2, help="share of the sets' questions that is learned from"
    )
    parser.add_argument("--held-out-every", type=int, default=25)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--file", type=Path, help="where the trained changes are written")
    parser.add_argument("--share", type=float, default=1.0, help="of the changes in the file")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument("--learning-rate", type=float, default=default.learning_rate)
    parser.add_argument("--temperature", type=float, default=default.temperature)
    parser.add_argument("--rank", type=int, default=default.rank)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, help="stop after so many, for a trial")
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    """Train from the command line."""
    arguments = _parser().parse_args(argv)
    arguments.out.mkdir(parents=True, exist_ok=True)
    base = open_base()
    tokenizer = make_tokenizer(base.model)
    data, held = (
        learned_from(pairs, tokenizer, _vectors(pairs.texts, arguments.out))
        for pairs in _sources(arguments)
    )
    prepare_torch()
    options = QueryOptions(
        minutes=arguments.minutes,
        seed=arguments.seed,
        learning_rate=arguments.learning_rate,
        temperature=arguments.temperature,
        rank=arguments.rank,
        computes_in=fastest_format(),
        threads=arguments.threads,
    )
    print(asdict(options), len(data.ids), "questions of", len(data.vectors), "passages")
    train_queries(base, data, held, arguments.out, options, most_steps=arguments.steps)
    if arguments.file and is_finished(arguments.out):
        write_queries(arguments.out, base, arguments.file, arguments.share)


if __name__ == "__main__":
    main()
