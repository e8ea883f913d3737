"""How well the reader reads: spans in the given passage, and refusals of passages that look alike.

    python benchmarks/bench_reader.py --jaquad JAQUAD/dev --drcd DRCD_dev.json

For each question its own passage is read as answers are read (ONNX Runtime, 8 bits); exact match
and character F1 compare the best span with the expected answers. Then the same question is put
to the passage that our word search ranks first among those without the answer. Of DRCD only the
last fifth of the articles is read, which no training sees, and of the written reports in
``training/sets`` the documents that are held out: their answered questions, and what must be
refused, questions that nothing answers among it.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from bench_tools import MEASUREMENTS, write_results

from eval.metrics import character_f1, exact_match
from eval.statistics import bootstrap_interval
from index.encoder.eight_bits import adds_whole
from ingest.document import Language
from service.answering.reader_model import SpanReader, SpanReading, Text
from service.answering.reader_model.model import BUNDLED_WEIGHTS
from training.examples import Paragraph, read_squad
from training.negatives import PassageSearch
from training.prepare import in_its_words
from training.written import SETS, read_sets
from training.written_examples import written_examples

_BINS = 10
_READ_AT_ONCE = 8
_TIMED = 60
_SEED = 20_261_129


@dataclass(frozen=True)
class Asked:
    """A question, its passage and its answers."""

    question: str
    passage: Text
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Asking:
    """Questions with their passages, and questions to passages that do not answer them."""

    asked: list[Asked]
    refused: list[tuple[str, Text]]

    def drawn(self, most: int, chance: random.Random) -> Asking:
        """At most ``most`` of each."""
        asked = chance.sample(self.asked, min(most, len(self.asked)))
        return Asking(asked, chance.sample(self.refused, min(most, len(self.refused))))


def questions_of(paragraphs: Sequence[Paragraph], answers: dict[str, tuple[str, ...]],
                 language: Language) -> Asking:  # fmt: skip
    """Every question of ``paragraphs``, and each to a passage that looks as if it answered it."""
    with tempfile.TemporaryDirectory() as folder:
        search = PassageSearch(paragraphs, language, Path(folder) / "words")
        found = Asking([], [])
        for paragraph in paragraphs:
            for asked in paragraph.asked:
                expected = answers[asked.id]
                found.asked.append(Asked(asked.text, Text(paragraph.text), expected))
                rows = search.lookalikes(asked.text, expected[0])
                texts = (paragraphs[row].text for row in rows)
                other = next((t for t in texts if not any(e in t for e in expected)), None)
                if other:
                    found.refused.append((asked.text, Text(other)))
        return found


def written_questions(folder: Path) -> Asking:
    """The examples of the written documents that no training sees."""
    found = Asking([], [])
    for _, held in read_sets(folder):
        for example in written_examples(held, _SEED):
            told, text = in_its_words(example), Text(example.text, example.context)
            if example.answerable:
                found.asked.append(Asked(told.question, text, (example.answer,)))
            else:
                found.refused.append((told.question, text))
    return found


def all_answers(path: Path) -> dict[str, tuple[str, ...]]:
    """The expected answers of each question of a SQuAD file or folder, by its id."""
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    return {
        str(row["id"]): tuple(dict.fromkeys(a["text"] for a in row["answers"]))
        for file in files
        for article in json.loads(file.read_text("utf-8-sig"))["data"]
        for paragraph in article["paragraphs"]
        for row in paragraph["qas"]
        if row["answers"]
    }


def last_fifth(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs that ``training.prepare`` leaves out."""
    articles = sorted({p.article for p in paragraphs})
    kept = set(articles[int(len(articles) * 0.8) :])
    return [p for p in paragraphs if p.article in kept]


def measured(reader: SpanReader, asking: Asking) -> dict[str, Any]:
    """Figures with intervals over ``asking``."""
    asked = asking.asked
    own = [_read(reader, a.question, a.passage) for a in asked]
    other = [_read(reader, question, text) for question, text in asking.refused]
    quoted = [a.passage.text[r.start : r.end] for a, r in zip(asked, own, strict=True)]
    exact = [exact_match(q, a.answers) or 0.0 for q, a in zip(quoted, asked, strict=True)]
    f1 = [character_f1(q, a.answers) or 0.0 for q, a in zip(quoted, asked, strict=True)]
    right = [value >= 0.5 for value in f1]
    threshold = reader.calibration.threshold
    sure = [r.confidence for r in (*own, *other)]
    return {
        "questions": len(asked),
        "exact": estimate(exact),
        "f1": estimate(f1),
        "answered": estimate([float(r.confidence >= threshold) for r in own]),
        "right_when_answered": estimate(
            [float(ok) for ok, r in zip(right, own, strict=True) if r.confidence >= threshold]
        ),
        "lookalikes": len(other),
        "lookalikes_refused": estimate([float(r.confidence < threshold) for r in other]),
        "auc_relevance": area_under_curve([r.relevance for r in own], [r.relevance for r in other]),
        "auc_confidence": area_under_curve(
            [r.confidence for r in own], [r.confidence for r in other]
        ),
        "calibration_error": _calibration_error(sure, [*right, *[False] * len(other)]),
    }


def _read(reader: SpanReader, question: str, text: Text) -> SpanReading:
    return reader.read(question, [text])[0]


def estimate(values: Sequence[float]) -> dict[str, Any]:
    low, high = bootstrap_interval(values)
    mean = round(float(np.mean(values)), 4)
    return {"value": mean, "interval": [round(low, 4), round(high, 4)]}


def area_under_curve(good: Sequence[float], bad: Sequence[float]) -> float:
    """The chance that one of ``good`` is above one of ``bad`` (Mann and Whitney, 1947)."""
    values, counts = np.asarray(good), np.sort(np.asarray(bad))
    below = np.searchsorted(counts, values, "left")
    equal = np.searchsorted(counts, values, "right") - below
    return round(float((below + equal / 2).mean() / len(counts)), 4)


def _calibration_error(sure: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error in ten bins (Naeini et al., 2015)."""
    values, truth = np.asarray(sure), np.asarray(right, dtype=np.float64)
    bins = np.minimum((values * _BINS).astype(int), _BINS - 1)
    error = sum(
        abs(values[bins == b].mean() - truth[bins == b].mean()) * (bins == b).mean()
        for b in range(_BINS)
        if (bins == b).any()
    )
    return round(float(error), 4)


def timing(reader: SpanReader, asked: Sequence[Asked], passages: int) -> dict[str, float]:
    """Seconds to read ``passages`` passages for one question, over some questions."""
    chance = random.Random(1)
    seconds = []
    for one in chance.sample(list(asked), min(_TIMED, len(asked))):
        texts = [a.passage for a in chance.sample(list(asked), passages)]
        began = time.perf_counter()
        reader.read(one.question, texts)
        seconds.append((time.perf_counter() - began) * 1e3)
    p50, p95 = np.percentile(seconds, [50, 95])
    return {"passages": passages, "p50_ms": round(float(p50), 1), "p95_ms": round(float(p95), 1)}


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and write ``docs/measurements/reader.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jaquad", type=Path, required=True, help="folder of its dev part")
    parser.add_argument("--drcd", type=Path, required=True, help="its development file")
    parser.add_argument("--written", type=Path, default=SETS)
    parser.add_argument("--weights", type=Path, default=BUNDLED_WEIGHTS)
    parser.add_argument("--precision", choices=["int8", "uint8", "float32"])
    parser.add_argument("--questions", type=int, help="only so many of each set, drawn by chance")
    parser.add_argument("--out", type=Path, default=MEASUREMENTS / "reader.json")
    arguments = parser.parse_args(argv)
    began = time.perf_counter()
    reader = SpanReader.open(arguments.weights, precision=arguments.precision)
    opened = time.perf_counter() - began
    written = written_questions(arguments.written)
    drcd = last_fifth(read_squad(arguments.drcd))
    sets = {
        "JaQuAD dev": questions_of(
            read_squad(arguments.jaquad), all_answers(arguments.jaquad), "ja"
        ),
        "DRCD dev, last fifth": questions_of(drcd, all_answers(arguments.drcd), "zh"),
        "Written reports, held out": written,
    }
    if arguments.questions:
        chance = random.Random(0)
        sets = {name: asking.drawn(arguments.questions, chance) for name, asking in sets.items()}
    write_results(
        arguments.out,
        {
            "benchmark": "reader",
            "precision": arguments.precision or ("int8" if adds_whole() else "uint8"),
            "weights_sha256": reader.weights.sha256,
            "weights_mb": round(arguments.weights.stat().st_size / 1e6, 1),
            "training": dict(reader.weights.about),
            "open_s": round(opened, 2),
            "sets": {name: measured(reader, asked) for name, asked in sets.items()},
            "reading": timing(reader, sets["JaQuAD dev"].asked, _READ_AT_ONCE),
        },
    )


if __name__ == "__main__":
    main()
