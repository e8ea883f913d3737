"""A training that can be stopped and gone on with: steps, checkpoints, a rate set by the clock.

Each thread works through parts of a batch alone. Threads within each operator would wait for each
other thousands of times a step, which costs most of the processor as soon as another process uses
it too.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Generic, Literal, TypeVar

import torch
from torch import Tensor

from index.embedding.number_format import best_processor_format
from index.encoder.base import Tensors
from training.network import EncoderNetwork

__all__ = ["CHECKPOINT", "NumberFormat", "Pace", "Run", "RunOptions", "fastest_format",
           "is_finished", "load_checkpoint", "prepare_torch", "run_training"]  # fmt: skip

CHECKPOINT = "checkpoint.pt"
NumberFormat = Literal["bfloat16", "float32"]
Batch = TypeVar("Batch")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What decides the result of any training, and is kept in its checkpoint."""

    minutes: float = 100.0
    planned_steps: int = 0
    """The training ends after so many steps, however long they take; 0: after its minutes."""
    seed: int = 20_261_124
    learning_rate: float = 1.5e-4
    weight_decay: float = 0.01
    warmup_steps: int = 200
    computes_in: NumberFormat = "bfloat16"
    threads: int = 2
    average: float = 0.998
    """The averaged weights, which are what is shipped, keep this share of themselves each step."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things happen that do not change the result."""

    log_steps: int = 25
    save_s: float = 180.0
    measure_s: float = 720.0
    measured: int = 400
    """Held-out examples a measurement."""


class Run(Generic[Batch]):
    """The state of a training between two steps. What is learned, and from what, is told by
    ``plan``, ``batch``, ``parts`` and ``part``.
    """

    def __init__(
        self, network: EncoderNetwork, options: RunOptions, begin: Tensors | None = None
    ) -> None:
        self.network, self.options = network, options
        self.names = network.trained_names()
        self.weights = {n: network.weight(n) for n in self.names}
        if begin is not None:
            self._put({n: torch.from_numpy(begin[n].copy()) for n in self.names if n in begin})
        self.average = {n: w.detach().clone() for n, w in self.weights.items()}
        self.optimizer = torch.optim.AdamW(
            _groups(self.weights, options.weight_decay), lr=options.learning_rate, fused=True
        )
        self.pool = ThreadPoolExecutor(options.threads)
        self.step = self.tokens = self.epoch = self.number = 0
        self.seconds = 0.0
        self.batches = self.plan(0)

    def plan(self, epoch: int) -> int:
        """Draw the batches of an epoch; returns how many there are. The same at each start."""
        raise NotImplementedError

    def batch(self, number: int) -> Batch:
        """A batch of the epoch that was planned last."""
        raise NotImplementedError

    def parts(self, batch: Batch) -> list[tuple[Batch, float]]:
        """What the threads work through, and which share of the batch each is."""
        raise NotImplementedError

    def loss(self, part: Batch) -> Tensor:
        """The mean loss of a part."""
        raise NotImplementedError

    def size(self, batch: Batch) -> int:
        """How many tokens a batch has."""
        raise NotImplementedError

    def measure(self, most: int) -> dict[str, float]:
        """What the network does on about ``most`` held-out examples; empty without any."""
        raise NotImplementedError

    @property
    def share(self) -> float:
        """How much of the training's time, or of its steps, is spent."""
        if self.options.planned_steps:
            return self.step / self.options.planned_steps
        return self.seconds / (60.0 * self.options.minutes)

    def advance(self) -> float:
        """One step; returns its loss."""
        began = time.monotonic()
        batch = self.batch(self.number)
        for group in self.optimizer.param_groups:
            group["lr"] = self._rate()
        loss = self._gradients(batch)
        torch.nn.utils.clip_grad_norm_(self.weights.values(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self._average()
        self.step += 1
        self.tokens += self.size(batch)
        self.number += 1
        if self.number == self.batches:
            self.epoch, self.number = self.epoch + 1, 0
            self.batches = self.plan(self.epoch)
        self.seconds += time.monotonic() - began
        return loss

    def _gradients(self, batch: Batch) -> float:
        """Put the gradients of the mean loss over ``batch`` in place; returns that loss."""
        parts, shares = zip(*self.parts(batch), strict=True)
        found = list(self.pool.map(self._part, parts))
        with torch.no_grad():
            for n, weight in enumerate(self.weights.values()):
                weight.grad = found[0][1][n] * shares[0]
                for (_, gradients), share in zip(found[1:], shares[1:], strict=True):
                    weight.grad.add_(gradients[n], alpha=share)
        return float(sum(loss * share for (loss, _), share in zip(found, shares, strict=True)))

    def _part(self, part: Batch) -> tuple[float, tuple[Tensor, ...]]:
        loss = self.loss(part)
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
            "position": [self.step, self.tokens, self.epoch, self.number],
            "seconds": self.seconds,
            "weights": {n: w.detach() for n, w in self.weights.items()},
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
        }

    def figures(self, most: int) -> dict[str, float]:
        """What the averaged weights do on held-out examples."""
        present = {n: w.detach().clone() for n, w in self.weights.items()}
        self._put(self.average)
        try:
            return self.measure(most)
        finally:
            self._put(present)

    def _put(self, weights: Mapping[str, Tensor]) -> None:
        with torch.no_grad():
            for name, weight in weights.items():
                self.weights[name].copy_(weight)

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from ``state``.

        Raises:
            ValueError: it is of a training with other options, but for its time and threads.
        """
        given, kept = asdict(self.options), dict(state["options"])
        for name in ("minutes", "threads"):
            given.pop(name), kept.pop(name, None)
        if given != kept:
            other = sorted(n for n in given.keys() | kept.keys() if given.get(n) != kept.get(n))
            raise ValueError(
                f"the training in this folder was begun with other options: {', '.join(other)};"
                " give it the same, or another folder"
            )
        self.step, self.tokens, self.epoch, self.number = state["position"]
        self.seconds = state["seconds"]
        with torch.no_grad():
            for name, weight in self.weights.items():
                weight.copy_(state["weights"][name])
                self.average[name].copy_(state["average"][name])
        self.optimizer.load_state_dict(state["optimizer"])
        self.batches = self.plan(self.epoch)


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


def is_finished(path: Path) -> bool:
    """Whether the training in the folder ``path`` came to its end, and was not stopped before."""
    state = load_checkpoint(path)
    options, step = state["options"], state["position"][0]
    if options["planned_steps"]:
        return bool(step >= options["planned_steps"])
    return bool(state["seconds"] >= 60.0 * options["minutes"])


def _save(run: Run[Any], folder: Path) -> None:
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


def run_training(
    run: Run[Any], folder: Path, pace: Pace | None = None, most_steps: int | None = None
) -> int:
    """Train until the time is spent, ``most_steps`` are done here, or the process is asked to
    stop, from the checkpoint in ``folder`` if there is one. Returns the number of steps that the
    training has behind it.
    """
    pace = pace or Pace()
    if (folder / CHECKPOINT).exists():
        run.restore(load_checkpoint(folder))
    with _Stop() as stop:
        _steps(run, folder, stop, pace, most_steps)
    _save(run, folder)
    _log(folder, run, **run.figures(3 * pace.measured))
    return run.step


def _steps(run: Run[Any], folder: Path, stop: _Stop, pace: Pace, most_steps: int | None) -> None:
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
        if time.monotonic() - measured > pace.measure_s:
            _log(folder, run, **run.figures(pace.measured))
            measured = time.monotonic()


def _log(folder: Path, run: Run[Any], **figures: float) -> None:
    if not figures:
        return
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


def fastest_format() -> NumberFormat:
    """What this processor multiplies in fastest."""
    return "bfloat16" if best_processor_format() is torch.bfloat16 else "float32"


def prepare_torch() -> None:
    """One thread an operator, and no time lost on tiny numbers."""
    torch.set_num_threads(1)
    # Adam's moments of rarely used weights become denormal, which the processor is slow at.
    torch.set_flush_denormal(True)
