"""Make the examples: question sets, hard negatives, table rows, reports, other scripts, languages.

    python -m training.prepare --jaquad JAQUAD/train --drcd DRCD_dev.json --cmrc CMRC \\
        --xquad XQUAD --out DIR

Writes ``train.jsonl`` and ``held_out.jsonl`` (for the calibration; its articles are in no example
of the other) and ``prepared.json`` with the counts. The same sources and seed give the same
files. Of DRCD only the first four fifths of the articles are read; the rest is for measuring.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.document import Language
from ingest.language import detect_language
from ingest.language.retelling import retold
from training.altered import Words, altered, words_of
from training.crossing import Script, cross_question, cross_text
from training.examples import Example, Paragraph, read_squad, write_examples
from training.negatives import PassageSearch, retrieved_negative, without_answer_sentence
from training.report_tables import report_table_examples
from training.reports import report_examples
from training.tables import table_examples
from training.written import SETS, read_sets
from training.written_examples import written_examples

__all__ = [
    "DRCD_TRAINING",
    "Source",
    "in_its_words",
    "language_crossed",
    "main",
    "prepared",
    "training_part",
]

DRCD_TRAINING = 0.8
_TITLED = 0.5
_WITHOUT_SENTENCE = 0.15
_ALTERED = 0.2
_CROSSED = 0.25


@dataclass(frozen=True, slots=True)
class Source:
    """A question set in one language; ``scripts`` are ways to cross it with the others."""

    paragraphs: Sequence[Paragraph]
    language: Language
    scripts: tuple[Script, ...]
    negatives: float = 0.8
    """Retrieved passages without an answer, for one with an answer."""
    held_out: bool = True
    """Whether some of its articles are kept for the calibration."""


def training_part(paragraphs: Sequence[Paragraph], share: float) -> list[Paragraph]:
    """The paragraphs of the first ``share`` of the articles."""
    articles = sorted({p.article for p in paragraphs})
    kept = set(articles[: int(len(articles) * share)])
    return [p for p in paragraphs if p.article in kept]


def prepared(source: Source, seed: int) -> Iterator[Example]:
    """The examples of one source: answers, their negatives, and some of both crossed."""
    chance = random.Random(seed)
    words = words_of([asked.text for p in source.paragraphs for asked in p.asked])
    with tempfile.TemporaryDirectory() as folder:
        search = PassageSearch(source.paragraphs, source.language, Path(folder) / "words")
        for paragraph in source.paragraphs:
            for asked in paragraph.asked:
                context = paragraph.title if chance.random() < _TITLED else ""
                example = Example(
                    asked.text, context, paragraph.text, asked.start, asked.end, "answer"
                )
                yield from _with_negatives(example, source, search, words, chance)


def _with_negatives(
    example: Example,
    source: Source,
    search: PassageSearch,
    words: Words,
    chance: random.Random,
) -> Iterator[Example]:
    made = [example]
    if chance.random() < source.negatives:
        titled = bool(example.context)
        made += _some(retrieved_negative(example, search, chance, titled=titled))
    if chance.random() < _WITHOUT_SENTENCE:
        made += _some(without_answer_sentence(example))
    if chance.random() < _ALTERED:
        made += _some(_altered(example, words, chance))
    for one in made:
        yield one
        if source.scripts and chance.random() < _CROSSED:
            script = chance.choice(source.scripts)
            cross = chance.choice((cross_question, cross_text))
            yield from _some(cross(one, script))


def _altered(example: Example, words: Words, chance: random.Random) -> Example | None:
    """The same passage, asked for another year, name or noun, of which it does not tell."""
    text = example.text
    near = text[: example.start] + text[example.end :]
    question = altered(example.question, f"{example.context}\n{text}", words, chance, near)
    if question is None:
        return None
    return Example(question, example.context, text, -1, -1, "altered")


def _some(example: Example | None) -> list[Example]:
    return [] if example is None else [example]


def language_crossed(
    one: Sequence[Paragraph], other: Sequence[Paragraph], seed: int
) -> Iterator[Example]:
    """Questions of ``one`` to the same paragraphs of ``other``, a translation with the same ids,
    and to a neighbour that does not answer them.
    """
    chance = random.Random(seed)
    places = {q.id: (p, q) for p in other for q in p.asked}
    by_article: dict[int, list[Paragraph]] = {}
    for paragraph in other:
        by_article.setdefault(paragraph.article, []).append(paragraph)
    for paragraph in one:
        for asked in paragraph.asked:
            if asked.id not in places:
                continue
            there, answer = places[asked.id]
            context = there.title if chance.random() < _TITLED else ""
            example = Example(asked.text, context, there.text, answer.start, answer.end, "crossed")
            yield example
            neighbours = [p for p in by_article[there.article] if p.text != there.text]
            neighbours = [p for p in neighbours if example.answer not in p.text]
            if neighbours:
                far = chance.choice(neighbours)
                yield example.unanswered("retrieved", context=context, text=far.text)


def held_out_articles(paragraphs: Sequence[Paragraph], every: int) -> set[int]:
    """One article in ``every``, spread over the set."""
    return {article for article in {p.article for p in paragraphs} if article % every == every - 1}


def split(source: Source, every: int) -> tuple[Source, Source]:
    """``source`` without, and with only, the held-out articles."""
    held = held_out_articles(source.paragraphs, every)
    return (
        replace(source, paragraphs=[p for p in source.paragraphs if p.article not in held]),
        replace(source, paragraphs=[p for p in source.paragraphs if p.article in held]),
    )


def _sources(arguments: argparse.Namespace) -> list[Source]:
    drcd = training_part(read_squad(arguments.drcd), DRCD_TRAINING)
    return [
        Source(read_squad(arguments.jaquad), "ja", ()),
        Source(drcd, "zh", ("t2s",), 1.0),
        Source(read_squad(arguments.cmrc), "zh", ("s2t",), 1.0),
        Source(read_squad(arguments.xquad / "xquad.zh.json"), "zh", ("s2t",), 1.0, False),
        Source(read_squad(arguments.xquad / "xquad.en.json"), "en", (), 0.5, False),
    ]


def _thinner(source: Source, arguments: argparse.Namespace) -> Source:
    return replace(source, paragraphs=thinned(source.paragraphs, arguments.asked, arguments.seed))


def _crossed(arguments: argparse.Namespace) -> Iterator[Example]:
    zh = read_squad(arguments.xquad / "xquad.zh.json")
    en = read_squad(arguments.xquad / "xquad.en.json")
    seed = arguments.seed
    yield from language_crossed(thinned(zh, arguments.asked, seed), en, seed)
    yield from language_crossed(thinned(en, arguments.asked, seed), zh, seed + 1)


def _told_in_reports(made: Iterable[Example], seed: int) -> Iterator[Example]:
    """Made-up passages of reports, some of them and of their questions in the other script."""
    chance = random.Random(seed)
    for example in made:
        cross = chance.choice((cross_question, cross_text))
        yield (chance.random() < _CROSSED and cross(example, "s2t")) or example


def thinned(paragraphs: Sequence[Paragraph], share: float, seed: int) -> Sequence[Paragraph]:
    """``paragraphs`` with a drawn share of their questions."""
    if share >= 1.0:
        return paragraphs
    chance = random.Random(seed)
    return [
        replace(p, asked=tuple(q for q in p.asked if chance.random() < share)) for p in paragraphs
    ]


def in_its_words(example: Example) -> Example:
    """``example`` as the trained reader will see it: where question and passage are in two
    languages, the question in the passage's words."""
    told = f"{example.context}\n{example.text}"
    language = detect_language(told)
    if detect_language(example.question) == language:
        return example
    return replace(example, question=retold(example.question, told, language))


def _write(path: Path, examples: Iterable[Example]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    kept = []
    for example in map(in_its_words, examples):
        counts[example.kind] += 1
        counts["answerable"] += example.answerable
        counts["all"] += 1
        kept.append(example)
    write_examples(path, kept)
    return dict(counts)


def main(argv: Sequence[str] | None = None) -> None:
    """Read the sources and write the examples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jaquad", type=Path, required=True, help="folder of its training part")
    parser.add_argument("--drcd", type=Path, required=True, help="its development file")
    parser.add_argument("--cmrc", type=Path, required=True, help="folder of its trial part")
    parser.add_argument("--xquad", type=Path, required=True, help="folder with zh and en")
    parser.add_argument("--tables", type=int, default=9_000)
    parser.add_argument("--reports", type=int, default=14_000)
    parser.add_argument("--report-tables", type=int, default=12_000)
    parser.add_argument("--written", type=Path, default=SETS, help="folder of written passages")
    parser.add_argument("--written-times", type=int, default=1, help="how often each is there")
    parser.add_argument(
        "--asked", type=float, default=1.0, help="share of the sets' questions that is learned from"
    )
    parser.add_argument("--held-out-every", type=int, default=25)
    parser.add_argument("--seed", type=int, default=20_261_124)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args(argv)
    arguments.out.mkdir(parents=True, exist_ok=True)
    parts = [
        # XQuAD's paragraphs stand in two languages, and all of them are learned from.
        split(source, arguments.held_out_every) if source.held_out else (source, None)
        for source in _sources(arguments)
    ]
    seed = arguments.seed
    train = [e for kept, _ in parts for e in prepared(_thinner(kept, arguments), seed)]
    train += _crossed(arguments)
    train += table_examples(arguments.tables, seed)
    train += _told_in_reports(report_examples(arguments.reports, seed), seed)
    train += _told_in_reports(report_table_examples(arguments.report_tables, seed), seed)
    held = [e for _, out in parts if out for e in prepared(out, seed + 7)]
    for learned, kept in read_sets(arguments.written):
        train += [*written_examples(learned, seed)] * arguments.written_times
        held += written_examples(kept, seed)
    counts = {
        "seed": arguments.seed,
        "train": _write(arguments.out / "train.jsonl", train),
        "held_out": _write(arguments.out / "held_out.jsonl", held),
    }
    body = json.dumps(counts, indent=1)
    (arguments.out / "prepared.json").write_text(body + "\n", encoding="utf-8")
    print(body)


if __name__ == "__main__":
    main()
