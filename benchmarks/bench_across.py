"""Questions and reports in different languages: how often the search puts the right passage first.

    PYTHONPATH=. python -m training.written_pages training/sets --out PAGES
    shutten ingest PAGES --data COLLECTION
    PYTHONPATH=. python benchmarks/bench_across.py --data COLLECTION

The collection holds all written reports; asked are the questions of the documents that no training
has seen, in Japanese, Chinese and English, over the whole collection. Many name no report
(「店は何軒あったか」), and then other passages may answer as well: the figures are for comparing.
Measured are the search as it is, with queries encoded by the model as it comes, without the
lexicon of general words, and without both. The 95 % intervals are of the means, by bootstrap.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

import numpy as np
from bench_tools import MEASUREMENTS, bare, overlaps, write_results

from eval.statistics import bootstrap_interval
from index import Collection, CollectionOptions, StoredPassage, open_collection
from ingest.language import detect_language
from training.written import SETS, read_sets

_DEPTH = 40
_NEAREST = (1, 5, 40)

QueryEncoder = Literal["trained", "plain"]
VARIANTS: dict[str, tuple[QueryEncoder, bool]] = {
    "as it is": ("trained", True),
    "queries encoded by the model as it comes": ("plain", True),
    "without the lexicon": ("trained", False),
    "without both": ("plain", False),
}


@dataclass(frozen=True)
class Wanted:
    """A question, its languages (``en-ja``), and the ids of the passages that hold its answer."""

    question: str
    relation: str
    passages: frozenset[str]


def wanted(folder: Path, stored: Sequence[StoredPassage], every: int) -> list[Wanted]:
    """One in ``every`` question of the documents that are held out."""
    by_document = defaultdict[str, list[StoredPassage]](list)
    for passage in stored:
        by_document[Path(passage.path).stem].append(passage)
    found = []
    for _, held in read_sets(folder):
        for passage in held:
            stored_here = by_document[passage.document]
            own = [p for p in stored_here if overlaps(p.text, passage.text)]
            for asked in passage.asked:
                answer = bare(passage.text[asked.start : asked.end])
                holding = [p for p in own if answer in bare(p.text)] or own
                ids = frozenset(p.passage_id for p in holding)
                if not ids:
                    raise SystemExit(f"no stored passage holds the answer to {asked.text}")
                languages = f"{detect_language(asked.text)}-{passage.language}"
                found.append(Wanted(asked.text, languages, ids))
    return found[::every]


@contextmanager
def _without_lexicon() -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(patch("index.lexical.other_words", lambda text: []))
        stack.enter_context(patch("ingest.language.glossary.lexicon_words", lambda folded: ()))
        yield


def ranks(collection: Collection, asked: Sequence[Wanted]) -> list[int]:
    """By question the place of the first hit that is wanted, from 0; ``_DEPTH`` where none is."""
    found = []
    for one in asked:
        hits = collection.search(one.question, top_k=_DEPTH).hits
        places = (n for n, hit in enumerate(hits) if hit.passage.passage_id in one.passages)
        found.append(next(places, _DEPTH))
    return found


def figures(asked: Sequence[Wanted], places: Sequence[int]) -> dict[str, Any]:
    """Recall by relation of languages, and of all."""
    groups = defaultdict[str, list[int]](list)
    for one, place in zip(asked, places, strict=True):
        groups[one.relation].append(place)
        groups["all"].append(place)
    return {name: _recalls(group) for name, group in sorted(groups.items())}


def _recalls(places: Sequence[int]) -> dict[str, Any]:
    found: dict[str, Any] = {"questions": len(places)}
    for k in _NEAREST:
        values = [float(place < k) for place in places]
        low, high = bootstrap_interval(values)
        found[f"recall@{k}"] = {
            "value": round(float(np.mean(values)), 4),
            "interval": [round(low, 4), round(high, 4)],
        }
    return found


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and write ``docs/measurements/across.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the collection of all of them")
    parser.add_argument("--written", type=Path, default=SETS, help="folder of written passages")
    parser.add_argument("--every", type=int, default=1, help="ask only one question in so many")
    parser.add_argument("--out", type=Path, default=MEASUREMENTS / "across.json")
    arguments = parser.parse_args(argv)
    results: dict[str, Any] = {"benchmark": "across", "variants": {}}
    for name, (encoder, with_lexicon) in VARIANTS.items():
        options = CollectionOptions(data_dir=arguments.data, query_encoder=encoder)
        with ExitStack() as stack:
            if not with_lexicon:
                stack.enter_context(_without_lexicon())
            collection = stack.enter_context(open_collection(options))
            stored = collection.passages()
            asked = wanted(arguments.written, stored, arguments.every)
            results["variants"][name] = figures(asked, ranks(collection, asked))
        results |= {"passages": len(stored), "documents": len({p.doc_id for p in stored})}
        print(name, results["variants"][name]["all"], flush=True)
    write_results(arguments.out, results)


if __name__ == "__main__":
    main()
