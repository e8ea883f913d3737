"""Everything that is wrong with a gold file, and what a person should look at, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from eval import metrics
from eval.evidence import Located, Place, key, locate
from eval.faults import Fault
from eval.gold import BOM, scan_gold
from eval.metrics.answer_text import bare_answer
from eval.questions import GoldQuestion
from ingest.language import fold_text

if TYPE_CHECKING:
    from index import Collection

__all__ = ["Finding", "Report", "lint"]

_ELSEWHERE = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, which makes a question unusable, or a warning. ``line`` is 0 for the whole file."""

    line: int
    severity: Literal["fault", "warning"]
    what: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.severity}: {self.what}"

    def to_json(self) -> dict[str, Any]:
        """As ``eval lint --json`` lists it."""
        return {"line": self.line or None, "severity": self.severity, "what": self.what}


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, by line, and how many questions are without fault."""

    findings: tuple[Finding, ...]
    questions: int

    @property
    def faults(self) -> int:
        """How many findings are faults."""
        return sum(finding.severity == "fault" for finding in self.findings)


def lint(data: bytes, collection: Collection | None = None) -> Report:
    """Look at every line of a gold file; with a collection also at what the lines name in it.

    Faults are what ``eval run`` refuses, empty answers, and quotations that do not stand where
    they are said to stand. Everything is looked up once: the time grows with the lines.
    """
    for mark, encoding in _ELSEWHERE.items():
        if data.startswith(mark):
            what = f"the file is {encoding}; gold sets are UTF-8"
            return Report((Finding(0, "fault", what),), 0)
    questions, faults = scan_gold(data)
    found = [*_encoding(data), *_as_findings(faults, "fault"), *_content(questions)]
    if collection is not None:
        located = locate(questions, collection)
        found += _as_findings(located.missing, "fault")
        found += _as_findings(located.unquoted, "fault")
        found += _unproved(_sound(questions, found), located, collection)
    sound = len(_sound(questions, found))
    return Report(tuple(sorted(found, key=lambda f: f.line)), sound)


def _sound(questions: Sequence[GoldQuestion], found: Sequence[Finding]) -> list[GoldQuestion]:
    """The questions on lines without a fault."""
    faulty = {finding.line for finding in found if finding.severity == "fault"}
    return [question for question in questions if question.line not in faulty]


def _as_findings(
    faults: Iterable[Fault], severity: Literal["fault", "warning"]
) -> Iterator[Finding]:
    return (Finding(fault.line, severity, fault.what) for fault in faults)


def _encoding(data: bytes) -> Iterator[Finding]:
    """What makes tools disagree about the same file."""
    if data.startswith(BOM):
        yield Finding(0, "warning", "it begins with a byte order mark")
    lines = data.split(b"\n")
    ends = [line.endswith(b"\r") for line in lines[:-1]]
    if any(ends):
        mixed = "some lines end" if not all(ends) else "lines end"
        yield Finding(0, "warning", f"{mixed} with CR LF, as on Windows")
    for number, line in enumerate(lines, start=1):
        if number > 1 and line.startswith(BOM):
            yield Finding(number, "warning", "a byte order mark: two files were joined here")
        if b"\xef\xbf\xbd" in line:
            yield Finding(number, "warning", "it holds U+FFFD, which stands for a lost character")


def _content(questions: Sequence[GoldQuestion]) -> Iterator[Finding]:
    """What is wrong with questions taken by themselves and with each other."""
    asked: dict[str, int] = {}
    for question in questions:
        first = asked.setdefault(_folded(question.question), question.line)
        if first != question.line:
            yield Finding(question.line, "warning", f"the question is that of line {first}")
        if question.empty_answers:
            yield Finding(question.line, "fault", "an answer is empty")
        if question.proposed:
            yield Finding(question.line, "warning", "the evidence was proposed, and not confirmed")
        answers = [bare_answer(answer) for answer in question.answers]
        if len(set(answers)) < len(answers):
            yield Finding(question.line, "warning", "an answer is there twice but for its writing")


def _unproved(
    questions: Sequence[GoldQuestion], located: Located, collection: Collection
) -> Iterator[Finding]:
    """Warnings where no answer stands in what is to prove it."""
    pages: dict[Place, str] = {}
    for question in questions:
        if not question.answers:
            continue
        texts = []
        for evidence in question.evidence:
            place = located.places[key(evidence)]
            if not evidence.quote and place not in pages:
                pages[place] = collection.page(*place).page.text
            texts.append(evidence.quote or pages[place])
        if not _proved("\n".join(texts), question.answers):
            yield Finding(question.line, "warning", "no answer stands in the evidence")


def _proved(text: str, answers: Sequence[str]) -> bool:
    return metrics.contains(text, answers) == 1.0 or metrics.number_match(text, answers) == 1.0


def _folded(text: str) -> str:
    return "".join(fold_text(text).split())
