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
import json
import os
import signal
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Literal, get_args

import torch
from torch import Tensor

from index.embedding.number_format import best_processor_format
from service.answering.reader_model.base import BaseEncoder, Tensors, open_base
from service.answering.reader_model.tokenizer import reader_tokenizer
from service.answering.reader_model.weights import read_weights
from training.dataset import Batch, Dataset, Plan, batch_of, plan_epoch, tokenized
from training.evaluate import held_out_figures
from training.examples import Example, read_examples
from training.network import ReaderNetwork, embedded, loss_of

__all__ = ["Pace", "TrainingOptions", "kept_data", "load_checkpoint", "main", "train"]

CHECKPOINT = "checkpoint.pt"
NumberFormat = Literal["bfloat16", "float32"]
_PART_TOKENS = 768


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What decides the result of a training, and is kept in its checkpoint."""

    minutes: float = 100.0
    planned_steps: int = 0
    """The training ends after so many steps, however long they take; 0: after its minutes."""
    seed: int = 20_261_124
    batch_tokens: int = 3_072
    learning_rate: float = 1.5e-4
    weight_decay: float = 0.01
    warmup_steps: int = 200
    first_layer: int = 2
    unanswered: float = 0.6
    """How many of the examples without an answer are drawn in an epoch."""
    computes_in: NumberFormat = "bfloat16"
    threads: int = 2
    begun_from: str = ""
    """The hash of the trained reader that this goes on from; empty for the bundled encoder."""
    average: float = 0.998
    """The averaged weights, which are what is shipped, keep this share of themselves each step."""


class _Run:
    """The state of a training between two steps."""

    def __init__(
        self, base: BaseEncoder, data: Dataset, options: TrainingOptions, begin: Tensors | None
    ) -> None:
        self.base, self.data, self.options = base, data, options
        self.network = ReaderNetwork(
            base,
            first_layer=options.first_layer,
            seed=options.seed,
            computes_in=getattr(torch, options.computes_in),
        )
        self.names = self.network.trained_names()
        self.weights = {n: self.network.weight(n) for n in self.names}
        if begin is not None:
            self._put({n: torch.from_numpy(begin[n].copy()) for n in self.names if n in begin})
        self.average = {n: w.detach().clone() for n, w in self.weights.items()}
        self.optimizer = torch.optim.AdamW(
            _groups(self.weights, options.weight_decay), lr=options.learning_rate, fused=True
        )
        self.pool = ThreadPoolExecutor(options.threads)
        self.step = self.tokens = self.epoch = self.batch = 0
        self.seconds = 0.0
        self.plan = self._plan()

    def _plan(self) -> Plan:
        options = self.options
        return plan_epoch(
            self.data,
            options.seed,
            self.epoch,
            options.batch_tokens,
            unanswered=options.unanswered,
        )

    @property
    def share(self) -> float:
        """How much of the training's time, or of its steps, is spent."""
        if self.options.planned_steps:
            return self.step / self.options.planned_steps
        return self.seconds / (60.0 * self.options.minutes)

    def advance(self) -> float:
        """One step; returns its loss."""
        began = time.monotonic()
        batch = batch_of(self.data, self.plan, self.batch)
        for group in self.optimizer.param_groups:
            group["lr"] = self._rate()
        loss = self._gradients(batch)
        torch.nn.utils.clip_grad_norm_(self.weights.values(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self._average()
        self.step += 1
        self.tokens += int(batch.mask.sum())
        self.batch += 1
        if self.batch == len(self.plan.rows):
            self.epoch, self.batch = self.epoch + 1, 0
            self.plan = self._plan()
        self.seconds += time.monotonic() - began
        return loss

    def _gradients(self, batch: Batch) -> float:
        """Put the gradients of the mean loss over ``batch`` in place; returns that loss.

        Each thread works through parts of the batch alone. Threads within each operator would
        wait for each other thousands of times a step, which costs most of the processor as soon
        as another process uses it too.
        """
        parts = batch.parts(_PART_TOKENS)
        found = list(self.pool.map(self._part, parts))
        shares = [len(part.ids) / len(batch.ids) for part in parts]
        with torch.no_grad():
            for n, weight in enumerate(self.weights.values()):
                weight.grad = found[0][1][n] * shares[0]
                for (_, gradients), share in zip(found[1:], shares[1:], strict=True):
                    weight.grad.add_(gradients[n], alpha=share)
        return sum(loss * share for (loss, _), share in zip(found, shares, strict=True))

    def _part(self, part: Batch) -> tuple[float, tuple[Tensor, ...]]:
        scores = self.network(embedded(self.base, part.ids), torch.from_numpy(part.mask))
        loss = loss_of(scores, part)
        return float(loss.detach()), torch.autograd.grad(loss, list(self.weights.values()))

    def _rate(self) -> float:
        """Up in a line over the first steps, then down in a line to a fiftieth."""
        up = (self.step + 1) / self.options.warmup_steps
        left = max(0.02, 1.0 - self.share)
        return self.options.learning_rate * min(1.0, up) * left

    def _average(self) -> None:
        # A short memory at first, or the average would stay near the untrained weights.
        keep = min(self.options.average, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            mine, new = list(self.average.values()), list(self.weights.values())
            torch._foreach_lerp_(mine, new, 1.0 - keep)

    def state(self) -> dict[str, Any]:
        """All that another process needs to go on."""
        return {
            "options": asdict(self.options),
            "position": [self.step, self.tokens, self.epoch, self.batch],
            "seconds": self.seconds,
            "weights": {n: w.detach() for n, w in self.weights.items()},
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
        }

    def figures(self, held_out: Dataset, most: int) -> dict[str, float]:
        """What the averaged weights do on held-out examples."""
        present = {n: w.detach().clone() for n, w in self.weights.items()}
        self._put(self.average)
        try:
            return held_out_figures(self.network, self.base, held_out, most).row()
        finally:
            self._put(present)

    def _put(self, weights: dict[str, Tensor]) -> None:
        with torch.no_grad():
            for name, weight in weights.items():
                self.weights[name].copy_(weight)

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from ``state``."""
        self.step, self.tokens, self.epoch, self.batch = state["position"]
        self.seconds = state["seconds"]
        with torch.no_grad():
            for name, weight in self.weights.items():
                weight.copy_(state["weights"][name])
                self.average[name].copy_(state["average"][name])
        self.optimizer.load_state_dict(state["optimizer"])
        self.plan = self._plan()


def _groups(weights: dict[str, Tensor], decay: float) -> list[dict[str, Any]]:
    """Matrices with weight decay, vectors without."""
    return [
        {"params": [w for w in weights.values() if w.ndim == 2], "weight_decay": decay},
        {"params": [w for w in weights.values() if w.ndim == 1], "weight_decay": 0.0},
    ]


def load_checkpoint(path: Path) -> dict[str, Any]:
    """The state that a training left in the folder ``path``."""
    state: dict[str, Any] = torch.load(path / CHECKPOINT, map_location="cpu", weights_only=True)
    return state


def _save(run: _Run, folder: Path) -> None:
    """Replace the checkpoint in one step: a kill leaves the old one or the new one."""
    part = folder / f"{CHECKPOINT}.part"
    torch.save(run.state(), part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(folder / CHECKPOINT)


class _Stop:
    """Asked to end: finish the step, keep a checkpoint, end. Restores the handlers it found."""

    _SIGNALS = (signal.SIGTERM, signal.SIGINT)

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> _Stop:
        self._before = [signal.signal(number, self._ask) for number in self._SIGNALS]
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in zip(self._SIGNALS, self._before, strict=True):
            signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things happen that do not change the result."""

    log_steps: int = 25
    save_s: float = 180.0
    measure_s: float = 720.0
    measured: int = 400
    """Held-out examples a measurement."""


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
    pace = pace or Pace()
    run = _Run(base, data, options, begin)
    if (folder / CHECKPOINT).exists():
        run.restore(load_checkpoint(folder))
    with _Stop() as stop:
        _steps(run, folder, stop, held_out, pace, most_steps)
    _save(run, folder)
    if held_out is not None:
        _log(folder, run, **run.figures(held_out, 3 * pace.measured))
    return run.step


def _steps(
    run: _Run,
    folder: Path,
    stop: _Stop,
    held_out: Dataset | None,
    pace: Pace,
    most_steps: int | None,
) -> None:
    first, losses = run.step, list[float]()
    seen, spent = run.tokens, run.seconds
    saved = measured = time.monotonic()
    while not (stop.asked or run.share >= 1.0 or run.step - first == most_steps):
        losses.append(run.advance())
        if len(losses) == pace.log_steps:
            speed = (run.tokens - seen) / (run.seconds - spent)
            _log(folder, run, loss=sum(losses) / len(losses), tokens_per_s=float(round(speed)))
            losses, seen, spent = [], run.tokens, run.seconds
        if time.monotonic() - saved > pace.save_s:
            _save(run, folder)
            saved = time.monotonic()
        if held_out is not None and time.monotonic() - measured > pace.measure_s:
            _log(folder, run, **run.figures(held_out, pace.measured))
            measured = time.monotonic()


def _log(folder: Path, run: _Run, **figures: float) -> None:
    row = {
        "step": run.step,
        "epoch": run.epoch,
        "share": round(run.share, 4),
        "tokens": run.tokens,
        **{name: round(value, 4) for name, value in figures.items()},
    }
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    print(row, flush=True)


def kept_data(examples: Iterable[Example], kept: Path) -> Dataset:
    """The examples as tokens: made at the first start, read at later ones."""
    if not kept.exists():
        part = kept.with_name(f"part-{kept.name}")
        tokenized(examples, reader_tokenizer(open_base())).save(part)
        part.replace(kept)
    return Dataset.load(kept)


def _fastest_format() -> NumberFormat:
    return "bfloat16" if best_processor_format() is torch.bfloat16 else "float32"


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
    torch.set_num_threads(1)
    # Adam's moments of rarely used weights become denormal, which the processor is slow at.
    torch.set_flush_denormal(True)
    begin = read_weights(arguments.begin) if arguments.begin else None
    options = TrainingOptions(
        begun_from=begin.sha256 if begin else "",
        minutes=arguments.minutes,
        seed=arguments.seed,
        learning_rate=arguments.learning_rate,
        first_layer=arguments.first_layer,
        unanswered=arguments.unanswered,
        computes_in=arguments.computes_in or _fastest_format(),
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
