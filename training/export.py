"""Make the reader's file out of a training: averaged weights in 8 bits, and their calibration.

    python -m training.export --run RUN --examples DIR \\
        --out service/answering/reader_model/reader.safetensors

The calibration is fitted on the held-out examples through the path that answers take, so the
rounding to 8 bits is part of what is calibrated. ``--begun-from`` is the file that the training
went on from, so that the new one tells how much was learned before it. With ``--share`` the
weights are a mixture of both, which keeps what the training before knew and this one forgot.
Source: Wortsman et al., "Robust fine-tuning of zero-shot models" (2022).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from index.encoder.base import BaseEncoder, Tensors, open_base
from ingest.errors import ModelError
from service.answering.reader_model import SpanReader
from service.answering.reader_model.weights import (
    Calibration,
    ReaderWeights,
    read_weights,
    write_weights,
)
from training.calibrate import fitted, judged
from training.examples import Example, read_examples
from training.run import load_checkpoint

__all__ = ["export", "main"]


def export(
    run: Path,
    held_out: Sequence[Example],
    base: BaseEncoder,
    out: Path,
    begun_from: Path | None = None,
    share: float = 1.0,
) -> Calibration:
    """Write the reader of the training in ``run`` to ``out``; returns its calibration.

    ``share`` is that of the training's own weights, the rest being of ``begun_from``.

    Raises:
        ModelError: ``begun_from`` is damaged, or not what the training went on from.
        ValueError: ``share`` is not above 0 and at most 1, or below 1 with nothing to mix with.
    """
    if not 0.0 < share <= 1.0:
        raise ValueError("a share is above 0 and at most 1")
    if share < 1.0 and begun_from is None:
        raise ValueError("a share is of two readers: name the one that the training began from")
    state = load_checkpoint(run)
    tensors: Tensors = {name: w.float().numpy() for name, w in state["average"].items()}
    about = _about(state)
    if begun_from:
        before = _begun(state, begun_from)
        about |= _learned(before.about)
        about |= {"share": share} if share < 1.0 else {}
        tensors = _mixed(tensors, before.tensors, share)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.safetensors"
        write_weights(raw, tensors, base_sha256=base.sha256, calibration=Calibration(), about=about)
        rows = judged(SpanReader.open(raw, base=base), held_out)
    calibration = fitted(rows)
    about |= {"held_out": len(rows)}
    write_weights(out, tensors, base_sha256=base.sha256, calibration=calibration, about=about)
    return calibration


def _about(state: dict[str, Any]) -> dict[str, Any]:
    step, tokens, epoch, batch = state["position"]
    return {
        "steps": step,
        "tokens": tokens,
        "epochs": epoch,
        "batches": batch,
        "minutes": round(state["seconds"] / 60, 1),
        "options": dict(state["options"]),
    }


def _mixed(new: Tensors, old: Tensors, share: float) -> Tensors:
    return {name: share * w + (1.0 - share) * old.get(name, w) for name, w in new.items()}


def _begun(state: dict[str, Any], path: Path) -> ReaderWeights:
    """The reader at ``path``, if the training went on from it."""
    weights = read_weights(path)
    if weights.sha256 != state["options"]["begun_from"]:
        raise ModelError(
            "the training did not go on from this reader",
            hint="name the file that --begin named",
            path=str(path),
        )
    return weights


def _learned(about: Mapping[str, Any]) -> dict[str, Any]:
    """What was learned before the training began."""
    return {
        "tokens_before": about["tokens"] + about.get("tokens_before", 0),
        "minutes_before": round(about["minutes"] + about.get("minutes_before", 0.0), 1),
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--begun-from", type=Path)
    parser.add_argument("--share", type=float, default=1.0, help="of its own weights in a mixture")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args(argv)
    held_out = list(read_examples(arguments.examples / "held_out.jsonl"))
    calibration = export(
        arguments.run,
        held_out,
        open_base(),
        arguments.out,
        arguments.begun_from,
        arguments.share,
    )
    print(f"{arguments.out.stat().st_size / 1e6:.1f} MB, {calibration}")


if __name__ == "__main__":
    main()
