"""What a thing is called, what its name means and where that comes from.

Sentences say it in a few set phrases: 人々はこれを「ドン」と呼んだ, 太陽暦を建てるという意味をもつ,
両者の頭文字からLT貿易と呼ばれた. A reading model often points at the thing itself, or at a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.language import fold_text, split_sentences
from service.answering.question import Question

__all__ = ["of_its_name"]

_QUOTED = r"[「『“\"《〈](?P<{0}>[^」』”\"》〉]+)[」』”\"》〉]"
_PLAIN = r"(?P<{0}>[^、，。,；;：:「」『』“”（）()\s]+?)"
_SUBJECT = re.compile(r".*[はが](?=[\u30a1-\u30ff\u3400-\u9fff])")
"""町の名は in 町の名は近くの松の木にちなむ."""
_BOUND = r"(?:^|[、，。；;：:はがもを\s]|[」』”）)])"


@dataclass(frozen=True, slots=True)
class _Relation:
    """How it is asked for, in folded text, and how it is told."""

    asked: re.Pattern[str]
    told: re.Pattern[str]


_RELATIONS = (
    _Relation(
        re.compile(
            r"何と(?:呼|称|名付|名づけ|命名)|(?:叫什么|叫做什么|称为什么|称作什么|被称为什么)"
            r"|\bwhat (?:did|do|does|was|were|is|are)\b.*\bcall(?:ed)?\b"
        ),
        re.compile(
            rf"{_QUOTED.format('ja')}と(?:も)?(?:呼|よ[ばびん]|称|名付|名づけ|命名)"
            rf"|(?:称为|稱為|称作|稱作|叫做|叫作|命名为|命名為|取名){_QUOTED.format('zh')}"
        ),
    ),
    _Relation(
        re.compile(
            r"(?:意味|意义)(?:が|は|を|する|し|ですか|で)|(?:什么|何种)(?:意思|含义)|(?:意思|含义)是"
            r"|意味着什么|\bwhat does\b.*\b(?:mean|stand for)\b|\bthe meaning of\b"
        ),
        re.compile(
            rf"{_BOUND}{_PLAIN.format('ja')}(?:という|といった|との)意味"
            rf"|(?:意为|意為|意思是|意即|意谓){_PLAIN.format('zh')}(?=[、，。,；;）)]|$)"
        ),
    ),
    _Relation(
        re.compile(
            r"由来|にちなんで|に因んで|名(?:前|称)の(?:起源|元)|得名|名字(?:来自|取自)"
            r"|\b(?:named after|come[s]? from|derived? from|origin of the name)\b"
        ),
        re.compile(
            rf"{_BOUND}{_PLAIN.format('ja')}(?:に由来|にちなん|に因ん|から[^、。]{{0,16}}(?:呼|名付|名づけ|称|命名))"
            rf"|(?:取自|得名于|得名於|源自){_PLAIN.format('zh')}(?=[、，。,；;）)]|$)"
        ),
    ),
)


def of_its_name(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """What the sentence of ``text[start:end]`` gives as the name, its meaning or its origin,
    where ``question`` asks for that and just one stands there and is not in the question."""
    asked = fold_text(question.text)
    for relation in _RELATIONS:
        if not relation.asked.search(asked):
            continue
        places = [
            place
            for first, last in split_sentences(text)
            if first <= start < last
            for place in _told(relation, text, first, last)
            if fold_text(text[slice(*place)]) not in asked
        ]
        if len(places) == 1:
            return places[0]
    return start, end


def _told(relation: _Relation, text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    sentence = text[first:last]
    for match in relation.told.finditer(sentence):
        start, end = match.span("ja" if match["ja"] else "zh")
        subject = _SUBJECT.match(sentence, start, end)
        yield first + (subject.end() if subject else start), first + end
