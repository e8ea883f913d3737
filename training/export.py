"""Make the reader's file out of a training: averaged weights in 8 bits, and their calibration.

    python -m training.export --run RUN --examples DIR \\
        --out service/answering/reader_model/reader.safetensors

The calibration is fitted on the held-out examples through the path that answers take, so the
rounding to 8 bits is part of what is calibrated. ``--begun-from`` is the file that the training
went on from, so that the new one tells how much was learned before it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.errors import ModelError
from service.answering.reader_model import SpanReader
from service.answering.reader_model.base import BaseEncoder, Tensors, open_base
from service.answering.reader_model.weights import Calibration, read_weights, write_weights
from training.calibrate import fitted, judged
from training.examples import Example, read_examples
from training.train import load_checkpoint

__all__ = ["export", "main"]


def export(
    run: Path,
    held_out: Sequence[Example],
    base: BaseEncoder,
    out: Path,
    begun_from: Path | None = None,
) -> Calibration:
    """Write the reader of the training in ``run`` to ``out``; returns its calibration.

    Raises:
        ModelError: ``begun_from`` is damaged, or not what the training went on from.
    """
    state = load_checkpoint(run)
    tensors: Tensors = {name: w.float().numpy() for name, w in state["average"].items()}
    about = _about(state) | (_before(state, begun_from) if begun_from else {})
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


def _before(state: dict[str, Any], path: Path) -> dict[str, Any]:
    """What was learned before the training began."""
    weights = read_weights(path)
    if weights.sha256 != state["options"]["begun_from"]:
        raise ModelError(
            "the training did not go on from this reader",
            hint="name the file that --begin named",
            path=str(path),
        )
    about = weights.about
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
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args(argv)
    held_out = list(read_examples(arguments.examples / "held_out.jsonl"))
    calibration = export(arguments.run, held_out, open_base(), arguments.out, arguments.begun_from)
    print(f"{arguments.out.stat().st_size / 1e6:.1f} MB, {calibration}")


if __name__ == "__main__":
    main()
