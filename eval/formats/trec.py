"""TREC: judgements (qrels), topics, and rankings (runs).

A judgement is ``topic 0 document grade``; with BEIR's heading line it is ``query document
grade``. A line of a run is ``topic Q0 document rank score tag``. Source: the trec_eval manual.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from eval.faults import Fault, raise_faults
from eval.formats.lines import text_lines
from eval.questions import Evidence, GoldQuestion, QuestionSet
from ingest.document import Document, Language
from ingest.errors import GoldSetError
from ingest.language import detect_language

__all__ = [
    "judged_questions",
    "qrels_lines",
    "read_qrels",
    "read_topics",
    "read_trec",
    "trec_run_lines",
]

Judgements = Mapping[str, Mapping[str, int]]
"""Grades by topic and document."""

_PAGE = re.compile(r"(?P<doc>.+)#(?:p(?:age)?[ .]?)?(?P<page>[1-9][0-9]*)")
_TOPIC = re.compile(r"<top>(.*?)</top>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"<num>(?:\s*Number:)?\s*(\S+?)\s*(?=<|$)", re.IGNORECASE)
_TITLE = re.compile(r"<title>(?:\s*Topic:)?\s*(.*?)\s*(?:</title>|<|$)", re.DOTALL | re.IGNORECASE)


def read_trec(path: Path) -> QuestionSet:
    """The judged topics of a folder: one ``*qrels*`` file, one ``*topics*`` or ``*queries*`` file.

    Topics are ``id<TAB>text`` lines or ``<top>`` elements. With a ``corpus.jsonl`` beside them
    the documents are its entries; without, a judged document names one of the collection, by
    file name, path or title, and its page after ``#`` (``deck.pdf#12``; page 1 where unsaid).

    Raises:
        GoldSetError: lists everything that is not as the format wants it.
    """
    from eval.formats.beir import read_corpus

    if not path.is_dir():
        raise GoldSetError(
            "a TREC set is a folder", path=str(path), hint="with a qrels file and a topics file"
        )
    faults: list[Fault] = []
    judgements = read_qrels(_one(path, "qrels"), faults)
    queries = read_topics(_one(path, "topics", "queries"), faults)
    corpus = path / "corpus.jsonl"
    documents = read_corpus(corpus, faults) if corpus.is_file() else None
    questions, notes = judged_questions(queries, judgements, documents, faults)
    raise_faults(faults, str(path))
    return QuestionSet(documents or {}, questions, notes)


def read_qrels(path: Path, faults: list[Fault]) -> dict[str, dict[str, int]]:
    """The grades of a qrels file, in either form; a pair that is judged twice is a fault."""
    found: dict[str, dict[str, int]] = {}
    for number, line in text_lines(path, faults):
        fields = line.split("\t") if "\t" in line else line.split()
        fields = [field.strip() for field in fields]
        if number == 1 and not _is_grade(fields[-1]):
            continue  # BEIR's names of the columns
        where = f"{path.name}, line {number}"
        if len(fields) not in (3, 4) or not _is_grade(fields[-1]):
            faults.append(Fault(where, "not 'topic 0 document grade' or 'query document grade'"))
            continue
        of_topic = found.setdefault(fields[0], {})
        if fields[-2] in of_topic:
            faults.append(Fault(where, f"{fields[-2]!r} is judged twice for {fields[0]!r}"))
        of_topic[fields[-2]] = int(fields[-1])
    return found


def read_topics(path: Path, faults: list[Fault]) -> dict[str, str]:
    """The topics of a file by id: ``id<TAB>text`` lines, or the titles of ``<top>`` elements."""
    lines = list(text_lines(path, faults))
    whole = "\n".join(line for _, line in lines)
    found: dict[str, str] = {}
    if "<top>" in whole.lower():
        for n, body in enumerate(_TOPIC.findall(whole), start=1):
            number, title = _NUMBER.search(body), _TITLE.search(body)
            if number is None or title is None or not title[1]:
                faults.append(Fault(f"{path.name}, topic {n}", "it needs <num> and <title>"))
            else:
                _keep(found, number[1], " ".join(title[1].split()), path.name, faults)
        return found
    for n, line in lines:
        identity, _, text = line.partition("\t")
        if not identity.strip() or not text.strip():
            faults.append(Fault(f"{path.name}, line {n}", "not 'id<TAB>text'"))
        else:
            _keep(found, identity.strip(), text.strip(), f"{path.name}, line {n}", faults)
    return found


def judged_questions(
    queries: Mapping[str, str],
    judgements: Judgements,
    documents: Mapping[str, Document] | None,
    faults: list[Fault],
) -> tuple[list[GoldQuestion], tuple[str, ...]]:
    """A question for each query with a relevant document, and notes on what was left out.

    Every relevant document is wanted. With ``documents``, judged ones that are not among them
    are noted and stay unfound; a query whose every relevant document is missing is left out.
    """
    questions: list[GoldQuestion] = []
    absent, empty = 0, 0
    for identity, grades in judgements.items():
        if identity not in queries:
            faults.append(Fault(f"query {identity}", "it is judged, but there is no such query"))
            continue
        relevant = {doc: grade for doc, grade in grades.items() if grade > 0}
        known = {d: g for d, g in relevant.items() if documents is None or d in documents}
        absent += len(relevant) - len(known)
        if not known:
            empty += 1
            continue
        text = queries[identity]
        evidence = tuple(_evidence(doc, g, documents) for doc, g in sorted(known.items()))
        questions.append(
            GoldQuestion(
                id=identity,
                language=detect_language(text, _language(known, documents)),
                question=text,
                answerable=True,
                evidence=evidence,
                all_evidence=True,
            )
        )
    if not faults and not questions:
        faults.append(Fault("", "no query has a relevant document"))
    notes = []
    if absent:
        notes.append(f"{absent:,} relevant documents are not in the corpus and were left out")
    if empty:
        notes.append(f"{empty:,} queries without a relevant document were left out")
    return questions, tuple(notes)


def trec_run_lines(
    rankings: Iterable[tuple[str, Iterable[tuple[str, float]]]], tag: str = "shutten"
) -> Iterator[str]:
    """The lines of a run file for ``(topic, [(document, score), …])``, best first.

    White space, which separates the columns, becomes ``_``. trec_eval orders by score and not by
    rank: where the scores do not fall, they are lowered by the least step that tells them apart.
    """
    for topic, ranking in rankings:
        last = float("inf")
        seen: set[str] = set()
        for document, score in ranking:
            if document in seen:
                continue
            seen.add(document)
            last = min(score, last - 1e-6)
            name = "_".join(document.split())
            yield f"{'_'.join(topic.split())} Q0 {name} {len(seen)} {last:.6f} {tag}\n"


def qrels_lines(judged: Iterable[tuple[str, Mapping[str, int]]]) -> Iterator[str]:
    """The lines of a qrels file for ``(topic, {document: grade})``, named as in a run file."""
    for topic, grades in judged:
        for document, grade in sorted(grades.items()):
            yield f"{'_'.join(topic.split())} 0 {'_'.join(document.split())} {grade}\n"


def _evidence(doc: str, grade: int, documents: Mapping[str, Document] | None) -> Evidence:
    named = _PAGE.fullmatch(doc) if documents is None else None
    if named is not None:
        return Evidence(named["doc"], int(named["page"]), grade=grade)
    return Evidence(doc, 1, grade=grade)


def _language(known: Mapping[str, int], documents: Mapping[str, Document] | None) -> Language:
    if not documents:
        return "und"
    return documents[next(iter(known))].language


def _keep(found: dict[str, str], identity: str, text: str, where: str, faults: list[Fault]) -> None:
    if identity in found:
        faults.append(Fault(where, f"the topic {identity!r} occurs twice"))
    found[identity] = text


def _one(folder: Path, *names: str) -> Path:
    """The one file of ``folder`` (or its ``qrels`` folder) whose name holds one of ``names``."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    found = [p for p in files if any(name in p.name.lower() for name in names)]
    if len(found) != 1:
        what = " or ".join(names)
        raise GoldSetError(
            f"there are {len(found)} {what} files here and one is wanted", path=str(folder)
        )
    return found[0]


def _is_grade(text: str) -> bool:
    return text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()
