"""Fit the confidence of the trained reader and choose its threshold.

    python benchmarks/fit_confidence.py gather --gold corpus/gold.jsonl --data .demo --out GOLD.npz
    python benchmarks/fit_confidence.py gather --gold corpus/dev.jsonl --data .demo --out DEV.npz
    python benchmarks/fit_confidence.py gather --squad JAQUAD/dev --also-index JAQUAD/train \\
        --held-out-every 25 --questions 600 --out SQUAD.npz
    python benchmarks/fit_confidence.py gather --u4 SOME_REPORTS/table_qa/valid --out U4.npz
    python benchmarks/fit_confidence.py gather --written training/sets --data PAGES --every 2 \\
        --out WRITTEN.npz
    python benchmarks/fit_confidence.py fit GOLD.npz DEV.npz SQUAD.npz U4.npz WRITTEN.npz \\
        --sure-by GOLD.npz SQUAD.npz WRITTEN.npz

``gather`` asks each question and keeps the evidence of every candidate answer and whether it is
right: for gold questions, that it stands on an evidence page and holds an accepted answer. Of a
question set the questions of the articles that ``training.prepare`` holds out are asked, over
all its passages, and once more without the article that answers; of NTCIR-18 U4 the cells of the
reports in the folder: two of its ten, which the figures to publish then leave out. Both are asked
again with a year, a name or a noun that the documents do not tell of (see ``training.altered``).
Of the written passages, made into a collection by ``training.written_pages`` and ``shutten
ingest``, the questions of the documents that the reader has not learned from are asked, each
of its own document.
``fit`` judges by five-fold cross-validation over questions: its figures are of questions that the
weights have not seen. How sure answers are in the end is told by the sets in ``--sure-by``, all if
not given. What must speak for an answer may not count against it (its weight is at
least 0), which keeps chance out of the weights where questions are few. The last lines are for
``service/answering/evidence.py`` and ``readers.py``.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from bench_table_qa import same_value
from bench_tools import overlaps
from confidence_fit import Example, fitted, held_out, judged_by, logit, sharpened, sure
from numpy.typing import NDArray

from eval.formats import read_format
from eval.metrics import character_f1, contains, expected_calibration_error
from eval.workspace import default_work_dir, open_question_set
from index import Collection, CollectionOptions, Hit, open_collection
from ingest.language import split_sentences
from service.answering.engine import find
from service.answering.question import parse_question
from service.answering.reader_model import SpanReader
from service.answering.reader_model.model import BUNDLED_WEIGHTS
from service.answering.span_reader import Found, TrainedReader
from training.altered import altered, words_of
from training.written import WrittenPassage, read_sets

_SEED = 20261124
_HITS = 40
_RIGHT_F1 = 0.5


def main() -> None:
    """Gather evidence, or fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    gather = verbs.add_parser("gather")
    gather.add_argument("--gold", type=Path)
    gather.add_argument("--data", type=Path, help="the collection of the documents asked about")
    gather.add_argument("--written", type=Path, help="the folder of the written passages")
    gather.add_argument("--u4", type=Path, help="a folder of table questions")
    gather.add_argument("--squad", type=Path, help="a folder that is indexed, as in eval run")
    gather.add_argument("--also-index", type=Path, help="the folder whose held-out part is asked")
    gather.add_argument("--held-out-every", type=int, default=25)
    gather.add_argument("--questions", type=int, default=600)
    gather.add_argument("--every", type=int, default=1, help="ask only one question in so many")
    gather.add_argument("--work-dir", type=Path)
    gather.add_argument("--weights", type=Path, default=BUNDLED_WEIGHTS)
    gather.add_argument("--out", type=Path, required=True)
    fit = verbs.add_parser("fit")
    fit.add_argument("gathered", type=Path, nargs="+")
    fit.add_argument(
        "--sure-by", type=Path, nargs="*", help="sets that tell how sure it is; all, if not given"
    )
    arguments = parser.parse_args()
    if arguments.verb == "gather":
        _gather(arguments)
    else:
        gathered = [path.resolve() for path in arguments.gathered]
        _report(gathered, [path.resolve() for path in arguments.sure_by or gathered])


def _gather(arguments: argparse.Namespace) -> None:
    model = SpanReader.open(arguments.weights)
    sources = {"gold": _of_gold, "u4": _of_u4, "squad": _of_squad, "written": _of_written}
    chosen = next(source for name, source in sources.items() if getattr(arguments, name))
    examples = [e for e in chosen(arguments, model) if len(e.right)]
    flat = [(n, e) for n, own in enumerate(examples) for e in (own, *own.altered)]
    np.savez(
        arguments.out,
        rows=np.concatenate([e.rows for _, e in flat]),
        right=np.concatenate([e.right for _, e in flat]),
        sizes=np.array([len(e.right) for _, e in flat]),
        answerable=np.array([e.answerable for _, e in flat]),
        question=np.array([n for n, _ in flat]),
    )
    print(
        f"{len(examples)} questions, {sum(e.right.any() for e in examples)} with a right answer;"
        f" {len(flat) - len(examples)} made from them"
    )


def _load(path: Path) -> list[Example]:
    with np.load(path) as arrays:
        ends = np.cumsum(arrays["sizes"])
        rows, right = np.split(arrays["rows"], ends[:-1]), np.split(arrays["right"], ends[:-1])
        parts: dict[int, list[Example]] = {}
        each = zip(rows, right, arrays["answerable"], arrays["question"], strict=True)
        for a, b, c, question in each:
            parts.setdefault(int(question), []).append(Example(a, b, bool(c)))
    return [replace(own, altered=tuple(others)) for own, *others in parts.values()]


def _example(
    found: Sequence[Found],
    right: Sequence[bool],
    answerable: bool,
    altered: Sequence[Sequence[Found]] = (),
) -> Example:
    """The example of a question, of whose ``altered`` ones nothing is right."""
    rows = np.array([f.evidence.row() for f in found], dtype=np.float64)
    others = (_example(other, [False] * len(other), False) for other in altered if other)
    return Example(rows, np.array(right, dtype=bool), answerable, tuple(others))


def _of_gold(arguments: argparse.Namespace, model: SpanReader) -> Iterator[Example]:
    lines = arguments.gold.read_text(encoding="utf-8").splitlines()[:: arguments.every]
    with open_collection(CollectionOptions(data_dir=arguments.data)) as collection:
        for gold in map(json.loads, lines):
            found = _found(collection, model, gold["question"])
            pages = {(e["doc"], e["page"]) for e in gold.get("evidence", ())}
            right = [
                _page(f.candidate.hit) in pages and bool(contains(f.answer, gold["answers"]))
                for f in found
            ]
            yield _example(found, right, bool(gold["answerable"]))


def _of_written(arguments: argparse.Namespace, model: SpanReader) -> Iterator[Example]:
    asked = list(_asked_of_written(arguments.written))
    with open_collection(CollectionOptions(data_dir=arguments.data)) as collection:
        ids = {Path(p.path).stem: p.doc_id for p in collection.passages()}
        for passage, question, answer in asked[:: arguments.every]:
            # Its document alone is asked: others may answer what this one does not.
            found = _found(collection, model, question, ids[passage.document])
            right = [
                overlaps(f.candidate.text, passage.text) and bool(contains(f.answer, [answer]))
                for f in found
            ]
            yield _example(found, right, bool(answer))


def _asked_of_written(folder: Path) -> Iterator[tuple[WrittenPassage, str, str]]:
    """The questions of the documents that are held out, each with its passage and its answer,
    which is empty where nothing answers."""
    for _, held in read_sets(folder):
        for passage in held:
            for asked in passage.asked:
                yield passage, asked.text, passage.text[asked.start : asked.end]
            for question in passage.unanswered:
                yield passage, question, ""


def _of_u4(arguments: argparse.Namespace, model: SpanReader) -> Iterator[Example]:
    wanted = read_format("ntcir-u4", arguments.u4)
    chosen = random.Random(_SEED).sample(
        list(wanted.questions), min(arguments.questions, len(wanted.questions))
    )
    options = CollectionOptions(data_dir=Path())
    with open_question_set(wanted, options, arguments.work_dir or default_work_dir()) as collection:
        texts = _reports(collection)
        words, chance = words_of([q.question for q in chosen]), random.Random(_SEED)
        for question in chosen:
            found = _found(collection, model, question.question, question.within)
            pages = {e.page for e in question.evidence}
            right = [
                f.candidate.hit.passage.page in pages and same_value(f.answer, question.answers[-1])
                for f in found
            ]
            told = texts[found[0].candidate.hit.passage.doc_id] if found else ""
            made = altered(question.question, told, words, chance)
            others = [_found(collection, model, made, question.within)] if made else []
            yield _example(found, right, True, others)


def _reports(collection: Collection) -> dict[str, str]:
    """All words of each document."""
    texts: dict[str, list[str]] = {}
    for passage in collection.passages():
        texts.setdefault(passage.doc_id, []).append(f"{passage.context}\n{passage.text}")
    return {doc_id: "\n".join(parts) for doc_id, parts in texts.items()}


def _of_squad(arguments: argparse.Namespace, model: SpanReader) -> Iterator[Example]:
    from training.examples import read_squad
    from training.prepare import held_out_articles

    paragraphs = read_squad(arguments.also_index)
    held = held_out_articles(paragraphs, arguments.held_out_every)
    asked = [(p, q) for p in paragraphs if p.article in held for q in p.asked]
    chosen = random.Random(_SEED).sample(asked, min(arguments.questions, len(asked)))
    texts = _articles(paragraphs)
    words, chance = words_of([q.text for _, q in chosen]), random.Random(_SEED)
    wanted = read_format("squad", arguments.squad, also_index=(arguments.also_index,))
    options = CollectionOptions(data_dir=Path())
    with open_question_set(wanted, options, arguments.work_dir or default_work_dir()) as collection:
        for paragraph, question in chosen:
            answer = paragraph.text[question.start : question.end]
            own = texts[paragraph.article]
            hits = collection.search(question.text, top_k=_HITS).hits
            left = [h for h in hits if "".join(h.passage.text.split()) not in own]
            for among, answerable in ((hits, True), (left, False)):
                found = _read(collection, model, question.text, among)
                right = [
                    answerable and (character_f1(f.answer, [answer]) or 0.0) >= _RIGHT_F1
                    for f in found
                ]
                near = _other_sentences(paragraph.text, question.start)
                made = altered(question.text, own, words, chance, near) if answerable else None
                others = [_found(collection, model, made)] if made else []
                yield _example(found, right, answerable, others)


def _other_sentences(text: str, answer: int) -> str:
    """``text`` without the sentence in which the answer at ``answer`` stands."""
    return "\n".join(text[a:b] for a, b in split_sentences(text) if not a <= answer < b)


def _articles(paragraphs: Sequence[Any]) -> dict[int, str]:
    """All words of each article without white space."""
    texts: dict[int, str] = {}
    for paragraph in paragraphs:
        bare = "".join(paragraph.text.split())
        texts[paragraph.article] = texts.get(paragraph.article, "") + "\n" + bare
    return texts


def _found(
    collection: Collection, model: SpanReader, question: str, doc_id: str | None = None
) -> list[Found]:
    hits = find(collection, question, _HITS, doc_id).hits
    return _read(collection, model, question, hits)


def _read(
    collection: Collection, model: SpanReader, question: str, hits: Sequence[Hit]
) -> list[Found]:
    reader = TrainedReader(model, collection.term_weights, cache(collection.page))
    return reader.find(parse_question(question), hits)


def _page(hit: Hit) -> tuple[str, int]:
    return Path(hit.passage.path).name, hit.passage.page


def _report(gathered: Sequence[Path], sure_by: Sequence[Path]) -> None:
    sets = {path: _load(path) for path in gathered}
    fit_on = list(sets.values())
    judged = {path: held_out(fit_on, n) for n, path in enumerate(sets)}
    ranking, weights = fitted(fit_on)
    for path in sure_by:
        if path not in sets:
            sets[path] = _load(path)
            judged[path] = judged_by(sets[path], ranking, weights)
    steepness, shift = sharpened([sets[p] for p in sure_by], [judged[p] for p in sure_by])
    for path, (best, right) in judged.items():
        best = sure(steepness * logit(best) + shift)
        answerable = np.array([e.answerable for e in sets[path]])
        error = expected_calibration_error(best.tolist(), right.tolist())
        print(f"{path.stem}: {len(best)} questions, calibration error {error:.3f}")
        print("best threshold", _threshold(best, right, answerable))
    weights = steepness * weights
    weights[-1] += shift
    print("RANKING =", tuple(round(float(w), 2) for w in ranking))
    print("WEIGHTS =", tuple(round(float(w), 2) for w in weights[:-1]))
    print("BIAS =", round(float(weights[-1]), 2))


def _threshold(
    best: NDArray[np.float64], right: NDArray[np.bool_], answerable: NDArray[np.bool_]
) -> float:
    """The threshold with the best balance: right answers kept plus unanswerables refused."""
    print(f"first answer right {right[answerable].mean():.3f}")
    scored = []
    for t in np.round(np.arange(0.04, 0.8, 0.04), 2):
        kept = (right & (best >= t))[answerable].mean()
        refused = (best < t)[~answerable].mean()
        wrongly = (best < t)[answerable].mean()
        scored.append((kept + refused, float(t)))
        print(f"{t:.2f} right {kept:.3f} refused {refused:.3f} wrongly refused {wrongly:.3f}")
    return max(scored)[1]


if __name__ == "__main__":
    main()
