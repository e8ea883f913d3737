"""Train the reader, or go on with a training that was stopped.

    python -m training.train --examples DIR --out RUN --minutes 100 --threads 2

``RUN`` holds ``checkpoint.pt`` (replaced in one step every few minutes, and at the end or when
the process is asked to stop), ``log.jsonl``, ``tokens.npz`` and ``held_out.npz``. Started again
with the same ``--out`` it goes on from the checkpoint: the same batches come in the same order,
so a killed training loses only what came after the last checkpoint. The learning rate falls with
the time spent, so that the training ends when its minutes are over, however fast the machine.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import torch
from torch import Tensor

from index.encoder.base import BaseEncoder, Tensors, open_base
from index.encoder.tokenizer import make_tokenizer
from service.answering.reader_model.weights import read_weights
from training.dataset import Batch, Dataset, batch_of, plan_epoch, tokenized
from training.evaluate import held_out_figures
from training.examples import Example, read_examples
from training.network import ReaderNetwork, embedded, loss_of
from training.run import (
    NumberFormat,
    Pace,
    Run,
    RunOptions,
    fastest_format,
    prepare_torch,
    run_training,
)

__all__ = ["TrainingOptions", "kept_data", "main", "train"]

_PART_TOKENS = 768


@dataclass(frozen=True, slots=True)
class TrainingOptions(RunOptions):
    """What decides the result of a reader's training."""

    batch_tokens: int = 3_072
    first_layer: int = 2
    unanswered: float = 0.6
    """How many of the examples without an answer are drawn in an epoch."""
    begun_from: str = ""
    """The hash of the trained reader that this goes on from; empty for the bundled encoder."""


class _ReaderRun(Run[Batch]):
    """A reader that learns from ``data``."""

    def __init__(
        self,
        base: BaseEncoder,
        data: Dataset,
        options: TrainingOptions,
        held_out: Dataset | None,
        begin: Tensors | None,
    ) -> None:
        self.base, self.data, self.held_out = base, data, held_out
        self.reading = options
        self.reader = ReaderNetwork(
            base,
            first_layer=options.first_layer,
            seed=options.seed,
            computes_in=getattr(torch, options.computes_in),
        )
        super().__init__(self.reader, options, begin)

    def plan(self, epoch: int) -> int:
        options = self.reading
        self.planned = plan_epoch(
            self.data, options.seed, epoch, options.batch_tokens, unanswered=options.unanswered
        )
        return len(self.planned.rows)

    def batch(self, number: int) -> Batch:
        return batch_of(self.data, self.planned, number)

    def parts(self, batch: Batch) -> list[tuple[Batch, float]]:
        return [(p, len(p.ids) / len(batch.ids)) for p in batch.parts(_PART_TOKENS)]

    def loss(self, part: Batch) -> Tensor:
        scores = self.reader(embedded(self.base, part.ids), torch.from_numpy(part.mask))
        return loss_of(scores, part)

    def size(self, batch: Batch) -> int:
        return int(batch.mask.sum())

    def measure(self, most: int) -> dict[str, float]:
        if self.held_out is None:
            return {}
        return held_out_figures(self.reader, self.base, self.held_out, most).row()


def train(
    base: BaseEncoder,
    data: Dataset,
    folder: Path,
    options: TrainingOptions,
    *,
    held_out: Dataset | None = None,
    pace: Pace | None = None,
    most_steps: int | None = None,
    begin: Tensors | None = None,
) -> int:
    """Train until the time is spent, ``most_steps`` are done here, or the process is asked to
    stop. ``begin`` are weights to go on from, in place of the encoder's own. Returns the number
    of steps that the training has behind it.
    """
    return run_training(_ReaderRun(base, data, options, held_out, begin), folder, pace, most_steps)


def kept_data(examples: Iterable[Example], kept: Path) -> Dataset:
    """The examples as tokens: made at the first start, read at later ones."""
    if not kept.exists():
        part = kept.with_name(f"part-{kept.name}")
        tokenized(examples, make_tokenizer(open_base().model)).save(part)
        part.replace(kept)
    return Dataset.load(kept)


def _parser() -> argparse.ArgumentParser:
    default = TrainingOptions()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=default.minutes)
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument("--learning-rate", type=float, default=default.learning_rate)
    parser.add_argument("--first-layer", type=int, default=default.first_layer)
    parser.add_argument(
        "--unanswered",
        type=float,
        default=default.unanswered,
        help="share of the examples without an answer that an epoch draws",
    )
    parser.add_argument(
        "--computes-in",
        choices=get_args(NumberFormat),
        help="what is multiplied in; as this processor is fastest, if not given",
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--begin", type=Path, help="a trained reader's file to go on from")
    parser.add_argument("--steps", type=int, help="stop after so many, for a trial")
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    """Train from the command line."""
    arguments = _parser().parse_args(argv)
    arguments.out.mkdir(parents=True, exist_ok=True)
    prepare_torch()
    begin = read_weights(arguments.begin) if arguments.begin else None
    options = TrainingOptions(
        begun_from=begin.sha256 if begin else "",
        minutes=arguments.minutes,
        seed=arguments.seed,
        learning_rate=arguments.learning_rate,
        first_layer=arguments.first_layer,
        unanswered=arguments.unanswered,
        computes_in=arguments.computes_in or fastest_format(),
        threads=arguments.threads,
    )
    data = kept_data(
        read_examples(arguments.examples / "train.jsonl"), arguments.out / "tokens.npz"
    )
    held_out = kept_data(
        read_examples(arguments.examples / "held_out.jsonl"), arguments.out / "held_out.npz"
    )
    steps = train(
        open_base(),
        data,
        arguments.out,
        options,
        held_out=held_out,
        most_steps=arguments.steps,
        begin=begin.tensors if begin else None,
    )
    print(f"{steps} steps done")


if __name__ == "__main__":
    main()
