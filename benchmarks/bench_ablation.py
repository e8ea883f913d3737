"""What the parts of the training data are worth: short trainings, each without one of them.

    python benchmarks/bench_ablation.py --examples EXAMPLES --jaquad JAQUAD/dev \\
        --drcd DRCD_dev.json --work RUNS

Each training begins with the bundled encoder, goes the same number of steps with the same seed,
and reads the same questions afterwards: JaQuAD dev and the last fifth of DRCD in the passage that
answers and in one that looks alike, DRCD with its questions in the other script, and made-up
table rows that no training saw. How well the passages are told apart is given as the area under
the curve of the margin by which the span is above "not here". A training that was stopped is
gone on with. They are far shorter than what was shipped: compare them with each other only.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from bench_reader import Asked, all_answers, area_under_curve, estimate, last_fifth, questions_of
from bench_tools import MEASUREMENTS, write_results

from eval.metrics import character_f1, exact_match
from index.encoder.base import BaseEncoder, Tensors, open_base
from ingest.language import detect_language
from service.answering.reader_model import SpanReader, Text
from service.answering.reader_model.weights import Calibration, write_weights
from training.crossing import cross_question
from training.examples import Example, read_examples, read_squad
from training.run import Pace, load_checkpoint
from training.tables import table_examples
from training.train import TrainingOptions, kept_data, train

_SEED = 20261128
_WARMUP = 40
_ROWS = 400

VARIANTS: dict[str, Callable[[Example], bool]] = {
    "everything": lambda example: True,
    "without passages that do not answer": lambda example: example.answerable,
    "without table rows": lambda example: example.kind != "table",
    "without crossed scripts and languages": lambda example: example.kind != "crossed",
    "Japanese passages alone": lambda example: detect_language(example.text) == "ja",
}


def main() -> None:
    """Train and measure each variant, and write what is known after each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, required=True, help="of training.prepare")
    parser.add_argument("--jaquad", type=Path, required=True, help="folder of its dev part")
    parser.add_argument("--drcd", type=Path, required=True, help="its development file")
    parser.add_argument("--work", type=Path, required=True, help="keeps the trainings")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--questions", type=int, default=400, help="of each set")
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "ablation.json")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    base = open_base()
    sets = _sets(arguments)
    options = TrainingOptions(
        planned_steps=arguments.steps, warmup_steps=_WARMUP, average=0.98, seed=_SEED
    )
    found: dict[str, Any] = {}
    for number, (name, kept) in enumerate(VARIANTS.items()):
        folder = arguments.work / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        examples = [e for e in read_examples(arguments.examples / "train.jsonl") if kept(e)]
        data = kept_data(examples, folder / "tokens.npz")
        train(base, data, folder, options, pace=Pace(log_steps=50))
        reader = _reader(base, folder)
        found[name] = {
            "examples": len(examples),
            "tokens": load_checkpoint(folder)["position"][1],
            **{title: _measured(reader, asked) for title, asked in sets.items()},
        }
        results = {"benchmark": "ablation", "steps": arguments.steps, "variants": found}
        write_results(arguments.json, results)


def _sets(arguments: argparse.Namespace) -> dict[str, list[Asked]]:
    """The questions that every variant is measured with."""
    chance = random.Random(_SEED)
    drcd = last_fifth(read_squad(arguments.drcd))
    japanese = questions_of(read_squad(arguments.jaquad), all_answers(arguments.jaquad), "ja")
    chinese = questions_of(drcd, all_answers(arguments.drcd), "zh")
    japanese = chance.sample(japanese, min(arguments.questions, len(japanese)))
    chinese = chance.sample(chinese, min(arguments.questions, len(chinese)))
    rows = [e for e in table_examples(_ROWS, _SEED) if e.answerable]
    return {
        "JaQuAD dev": japanese,
        "DRCD dev, last fifth": chinese,
        "DRCD, questions in simplified characters": [_simplified(asked) for asked in chinese],
        "table rows": [_of_row(row) for row in rows],
    }


def _simplified(asked: Asked) -> Asked:
    example = Example(asked.question, "", asked.passage.text, -1, -1, "answer")
    crossed = cross_question(example, "t2s")
    question = crossed.question if crossed else asked.question
    return Asked(question, asked.passage, asked.answers, asked.lookalike)


def _of_row(example: Example) -> Asked:
    return Asked(example.question, Text(example.text, example.context), (example.answer,), None)


def _reader(base: BaseEncoder, folder: Path) -> SpanReader:
    """The reader of the averaged weights, whose confidence is not calibrated."""
    average = load_checkpoint(folder)["average"]
    tensors: Tensors = {name: w.float().numpy() for name, w in average.items()}
    path = folder / "reader.safetensors"
    write_weights(path, tensors, base_sha256=base.sha256, calibration=Calibration(), about={})
    return SpanReader.open(path, base=base)


def _measured(reader: SpanReader, asked: Sequence[Asked]) -> dict[str, Any]:
    own = [reader.read(a.question, [a.passage])[0] for a in asked]
    quoted = [a.passage.text[r.start : r.end] for a, r in zip(asked, own, strict=True)]
    each = list(zip(quoted, (a.answers for a in asked), strict=True))
    figures: dict[str, Any] = {
        "questions": len(asked),
        "exact": estimate([exact_match(q, answers) or 0.0 for q, answers in each]),
        "f1": estimate([character_f1(q, answers) or 0.0 for q, answers in each]),
    }
    other = [reader.read(a.question, [a.lookalike])[0] for a in asked if a.lookalike]
    if other:
        figures["auc"] = area_under_curve([r.margin for r in own], [r.margin for r in other])
    return figures


if __name__ == "__main__":
    main()
