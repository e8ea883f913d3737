"""The same questions and texts for shutten, plain rankings, and other search libraries.

    python benchmarks/bench_peers.py --gold corpus/gold.jsonl --data .demo
    python benchmarks/bench_peers.py --jaquad JAQUAD/dev --also JAQUAD/train

The others are no dependencies of shutten: make an environment of its own for them,

    python -m venv peers && peers/bin/pip install torch==2.13.0 -r requirements.lock
    peers/bin/pip install --constraint requirements.lock -r benchmarks/peers-requirements.txt

and run this program with its Python. Everybody embeds with shutten's model through classes of
``peer_systems.py``, so each text has one vector; it is computed once, and the time for it is
given apart. Settings are the defaults. The second call adds its set to the first one's file.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from bench_tools import MEASUREMENTS, latency, timed, write_results
from peer_systems import PEERS, Searcher, SharedEncoder, Shutten, Unit

from eval.evidence import Place, locate
from eval.formats import read_squad
from eval.gold import read_gold
from eval.metrics import recall_at_k, reciprocal_rank
from eval.questions import GoldQuestion
from eval.statistics import bootstrap_interval
from index import Collection, CollectionOptions, ingest_documents, open_collection
from index.embedding import make_embedder
from index.writer import embedded_text

_DEPTH = 10
_SEED = 20261125
_LIBRARIES = ("bm25s", "haystack-ai", "llama-index-core", "llama-index-retrievers-bm25", "txtai")

Row = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """Questions with the places that answer them, and the texts to search among.

    ``units`` are one list for each way in which the texts are handed over.
    """

    questions: Sequence[GoldQuestion]
    relevant: Sequence[frozenset[Place]]
    collection: Collection
    units: Mapping[str, Sequence[Unit]]
    index_s: float | None
    """Seconds that shutten took to put the texts in, without encoding; ``None``: not measured."""


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and write ``docs/measurements/peers.json``."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--data", type=Path, help="with --gold: the collection it is about")
    parser.add_argument("--jaquad", type=Path, help="a SQuAD file or folder that is asked")
    parser.add_argument("--also", type=Path, action="append", default=[])
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--passages", type=int, default=2_000)
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "peers.json")
    arguments = parser.parse_args(argv)
    sets = _earlier(arguments.json)
    with ExitStack() as stack:
        if arguments.gold:
            task = _gold_task(arguments.gold, arguments.data, arguments.questions, stack)
            sets["gold"] = _measured(task, _encoder())
            _write(arguments.json, sets)
        if arguments.jaquad:
            drawn = _drawn(arguments.jaquad, arguments.also, arguments)
            encoder = _encoder()
            sets["jaquad"] = _measured(_squad_task(drawn, encoder, stack), encoder)
            _write(arguments.json, sets)


def _write(path: Path, sets: dict[str, Any]) -> None:
    encoder = _encoder()
    results = {
        "benchmark": "peers",
        "model": {"id": encoder.id, "revision": encoder.revision},
        "omp_threads": os.environ.get("OMP_NUM_THREADS"),
        "peers": {name: metadata.version(name) for name in _LIBRARIES},
        "sets": sets,
    }
    write_results(path, results)


def _encoder() -> SharedEncoder:
    return SharedEncoder(make_embedder(CollectionOptions(data_dir=Path())))


def _earlier(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    sets: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["sets"]
    return sets


def _gold_task(gold: Path, data: Path, limit: int, stack: ExitStack) -> Task:
    """The answerable questions of a gold set, over the collection in ``data``.

    The texts are handed over twice: as the passages that shutten made of the reports, with
    titles, headings and column heads, so that only ranking is compared; and as whole pages, which
    each library cuts up or leaves whole as is its default.
    """
    collection = stack.enter_context(open_collection(CollectionOptions(data_dir=data)))
    questions = [q for q in read_gold(gold) if q.evidence][:limit]
    located = locate(questions, collection)
    passages = [
        Unit(embedded_text(p.text, p.context), (p.doc_id, p.page), p.language)
        for p in collection.passages()
    ]
    pages = [
        Unit(page.text, (document.doc_id, page.number), document.language)
        for document in collection.documents()
        for number in range(1, document.pages + 1)
        if (page := collection.page(document.doc_id, number).page).text.strip()
    ]
    relevant = [located.of(q.evidence) for q in questions]
    return Task(questions, relevant, collection, {"passages": passages, "pages": pages}, None)


def _drawn(asked: Path, also: Sequence[Path], arguments: argparse.Namespace) -> dict[str, Any]:
    """Questions of ``asked`` drawn by chance, their contexts, and others to search among."""
    whole = read_squad(asked, also_index=also)
    chance = random.Random(_SEED)
    questions = chance.sample([q for q in whole.questions if q.answerable], arguments.questions)
    own = {(e.doc, e.page) for q in questions for e in q.evidence}
    texts = {
        (path, page.number): page.text
        for path, document in whole.documents.items()
        for page in document.pages
    }
    others = chance.sample(sorted(set(texts) - own), max(0, arguments.passages - len(own)))
    asked_of: dict[Place, list[Row]] = defaultdict(list)
    for q in questions:
        place = (q.evidence[0].doc, q.evidence[0].page)
        answers = [{"text": text} for text in q.answers]
        asked_of[place].append({"id": q.id, "question": q.question, "answers": answers})
    articles: dict[str, list[Row]] = defaultdict(list)
    for place in sorted({*own, *others}):
        articles[place[0]].append({"context": texts[place], "qas": asked_of[place]})
    return {"data": [{"title": t, "paragraphs": found} for t, found in articles.items()]}


def _squad_task(drawn: dict[str, Any], encoder: SharedEncoder, stack: ExitStack) -> Task:
    """The drawn questions; a context is one text for everybody."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    file = folder / "drawn.json"
    file.write_text(json.dumps(drawn, ensure_ascii=False), encoding="utf-8")
    squad = read_squad(file)
    encoder.prepare([p.text for d in squad.documents.values() for p in d.passages])
    options = CollectionOptions(data_dir=folder / "collection")
    started = time.perf_counter()
    ingest_documents(list(squad.documents.items()), options, embedder=encoder)
    index_s = round(time.perf_counter() - started, 2)
    collection = stack.enter_context(open_collection(options, embedder=encoder))
    units = [Unit(p.text, (p.doc_id, p.page), p.language) for p in collection.passages()]
    located = locate(squad.questions, collection)
    relevant = [located.of(q.evidence) for q in squad.questions]
    return Task(squad.questions, relevant, collection, {"passages": units}, index_s)


def _measured(task: Task, encoder: SharedEncoder) -> dict[str, Any]:
    """Every system's figures over one set, and how far each is from shutten."""
    first = Shutten("shutten", task.collection)
    runs = [(_asked(first, task), {"system": first.name, "texts": "own", "index_s": task.index_s})]
    for name, weight in (("shutten, words alone", 0.0), ("shutten, vectors alone", 1.0)):
        searcher = Shutten(name, task.collection, weight)
        row = {"system": name, "texts": "own", "index_s": task.index_s}
        runs.append((_asked(searcher, task), row))
    for way, units in task.units.items():
        encoder.prepare([u.text for u in units])
        runs += list(_peer_runs(way, units, task, encoder))
    reference = runs[0][0]
    return {
        "questions": len(task.questions),
        "texts": {way: len(units) for way, units in task.units.items()},
        "characters": {way: sum(len(u.text) for u in units) for way, units in task.units.items()},
        "encoding_s": round(encoder.seconds, 2),
        "encoded": encoder.encoded,
        "load": round(os.getloadavg()[1], 2),
        "rows": [{**row, **_figures(found, reference)} for found, row in runs],
    }


def _peer_runs(
    way: str, units: Sequence[Unit], task: Task, encoder: SharedEncoder
) -> Iterator[tuple[Row, Row]]:
    for make in PEERS:
        searcher: Searcher = make(encoder, cut=way == "pages")
        before = encoder.seconds
        started = time.perf_counter()
        searcher.add(units)
        index_s = time.perf_counter() - started - (encoder.seconds - before)
        yield (
            _asked(searcher, task),
            {
                "system": searcher.name,
                "texts": way,
                "index_s": round(index_s, 2),
            },
        )


def _asked(searcher: Searcher, task: Task) -> Row:
    """The scores of every question, and the seconds that each took."""
    seconds: list[float] = []
    searcher.search(task.questions[0].question, _DEPTH)  # models and dictionaries are loaded
    scores: dict[str, list[float]] = {"recall@1": [], "recall@5": [], "mrr@10": []}
    for question, relevant in zip(task.questions, task.relevant, strict=True):
        with timed(seconds):
            ranking = searcher.search(question.question, _DEPTH)
        every = question.all_evidence
        for k in (1, 5):
            value = recall_at_k(ranking, relevant, k, all_needed=every)
            scores[f"recall@{k}"].append(value or 0.0)
        scores["mrr@10"].append(reciprocal_rank(ranking, relevant, _DEPTH) or 0.0)
    return {"scores": scores, "seconds": seconds}


def _figures(found: Row, reference: Row) -> Row:
    """Means with 95 % intervals, and the mean difference to ``reference``, question by question."""
    figures: Row = {name: _estimate(values) for name, values in found["scores"].items()}
    pairs = zip(found["scores"]["mrr@10"], reference["scores"]["mrr@10"], strict=True)
    if found is not reference:
        figures["mrr@10_less_shutten"] = _estimate([value - of_ours for value, of_ours in pairs])
    return {**figures, "search": latency(found["seconds"])}


def _estimate(values: Sequence[float]) -> Row:
    low, high = bootstrap_interval(values, resamples=2_000)
    mean = round(sum(values) / len(values), 4)
    return {"value": mean, "interval": [round(low, 4), round(high, 4)]}


if __name__ == "__main__":
    main()
