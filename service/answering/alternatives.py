"""Which of two things: the two that a question names, and where a text gives a value for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.language import Number, find_numbers, fold, fold_text, split_sentences, translations
from ingest.language.glossary import named_countries
from service.answering.overlap import bare, terms_of

__all__ = [
    "InText",
    "alternatives",
    "asks_each",
    "asks_less",
    "asks_more",
    "asks_of_several",
    "asks_which",
    "best_names",
    "more_in_text",
]

_EACH = re.compile(
    r"それぞれ|各々|おのおの|分别|分別|各(?:是|有|为|為|占|多少)|\brespectively\b|\beach\b"
)
_MORE = r"larger|higher|greater|more|bigger|longer|smaller|lower|fewer|less|shorter"
_WHEN = r"earlier|later|first|sooner"
_WHICH = re.compile(
    r"どちら|どっち|哪一?[个個座家国國种種条條项項方](?:.{0,12}(?:更|较|較)|大|多|高|早|晚)|谁更|誰更|"
    rf"\bwhich .{{0,60}}(?:{_MORE}|{_WHEN})|\bor\b.{{0,60}}\b(?:{_MORE}|{_WHEN})\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"少な|小さ|低い|低く|短い|短く|最小|最少|最低|最短|更少|更小|更低|较少|较小|较低|"
    r"較少|較小|較低|\b(?:smaller|lower|fewer|less|shorter|smallest|lowest|fewest|least)\b",
    re.IGNORECASE,
)
_GREATER = re.compile(
    r"多[いかく]|大き|高[いかくけ]|長[いかくけ]|[更较較][多大高长長快]|哪.{1,2}[大多高]|最[多大高长長]|最も|"
    r"\b(?:larger|higher|greater|more|bigger|longer|faster|largest|highest|most)\b",
    re.IGNORECASE,
)
_TALL = re.compile(
    r"高|長|长|\b(?:high|height|tall|taller|higher|long|longer|length)\b", re.IGNORECASE
)
_EARLIER = re.compile(
    r"早[いくかけ]|先に|[更较較]早|最早|\b(?:earlier|first|sooner)\b", re.IGNORECASE
)
_LATER = re.compile(r"遅[いくかけ]|[更较較]晚|最晚|\blater\b", re.IGNORECASE)
_PARTICLES = frozenset("のはがをにでともへや的在是和与")
_NAME = r"[^、，,。？?は]{1,30}?"
_PAIRS = (
    re.compile(
        rf"(?:^|[、，は」])({_NAME})と({_NAME})"
        r"(?:の?うち|とでは|では|で|の(?=どちら|どっち)|は、?(?=どちら|どっち)|を比べ).{0,20}?(?:どちら|どっち)"
    ),
    re.compile(rf"^({_NAME})と({_NAME})、[^。]{{1,60}}?(?:どちら|どっち)"),
    re.compile(
        rf"(?:^|[，,、的])({_NAME})[和与與跟]({_NAME})"
        r"(?:[两兩]\w{1,6})?[，,]?(?:相比|之间|之間)?[，,]?哪"
    ),
    re.compile(rf"^({_NAME})[和与與跟]({_NAME})[，,][^。]{{1,40}}?(?:哪一?[个個家]|谁|誰)"),
    re.compile(
        r"\b(?:were|was|is|are|did|does|between|which),? (.{2,60}?) (?:or|and) (?:the |its )?"
        rf"(.{{2,60}}?),? (?:{_MORE})\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\b[Dd]id (.{{2,60}}?) or (?:the )?(\S+(?: [A-Z]\S*)*) .{{0,60}}?\b(?:{_WHEN})\b"),
)
_ALIKE = 0.3
_SHORTEST = 2


def asks_which(question: str) -> bool:
    """Whether the larger or smaller of two things is asked for."""
    return bool(_WHICH.search(question))


def asks_each(question: str) -> bool:
    """Whether something is asked of each of several things."""
    return bool(_EACH.search(question))


def asks_of_several(question: str) -> bool:
    """Whether several things are compared, or each of them is asked about."""
    return asks_each(question) or asks_which(question)


def asks_less(question: str) -> bool:
    """Whether the smaller one is meant."""
    return bool(_LESS.search(question))


def asks_more(question: str) -> bool:
    """Whether the larger one is meant. Of どちらが良い or 早い numbers do not tell."""
    return bool(_GREATER.search(question)) and not asks_less(question)


def alternatives(question: str) -> tuple[str, str] | None:
    """The two things that ``question`` compares, in its words; ``None`` where it names no two."""
    for pattern in _PAIRS:
        found = pattern.search(question)
        if found:
            return found[1].strip(), found[2].strip()
    return None


def best_names(question: str, names: dict[int, str]) -> list[int]:
    """The keys of the two of ``names`` that fit the two things of ``question``; empty where they
    are not told apart. A name may share its ending with the others (水庫, 事业) or be translated.
    """
    things = alternatives(question)
    if things is None:
        return []
    chosen = []
    for thing in things:
        fits = {key: _fit(thing, name, names) for key, name in names.items()}
        best = max(fits, key=lambda key: (fits[key], -key), default=None)
        if best is None or fits[best] < _ALIKE:
            return []
        chosen.append(best)
    return chosen if chosen[0] != chosen[1] else []


def _fit(thing: str, name: str, names: dict[int, str]) -> float:
    terms = terms_of(name)
    shared = len(terms & terms_of(thing)) / len(terms) if terms else 0.0
    stem = _stem(bare(name), [bare(other) for other in names.values()])
    return max(shared, float(len(stem) >= _SHORTEST and stem in bare(thing)))


def _stem(name: str, others: list[str]) -> str:
    """``name`` without the ending that it shares with another; empty where that is a number."""
    longest = max((_shared_ending(name, other) for other in others if other != name), default=0)
    stem = name[: len(name) - longest]
    return "" if stem[-1:].isdigit() else stem


def _shared_ending(a: str, b: str) -> int:
    n = 0
    while n < min(len(a), len(b)) and a[-1 - n] == b[-1 - n]:
        n += 1
    return n


@dataclass(frozen=True, slots=True)
class InText:
    """The one of two things that a text gives the larger value (or smaller, or earlier, as asked).

    ``name`` is in the text's words; ``start:end`` is where both things and values stand.
    """

    name: str
    start: int
    end: int


def more_in_text(question: str, text: str) -> InText | None:
    """Which of the two things of ``question`` is more by a sentence of ``text``, or by two that
    follow each other, or was earlier; ``None`` where none give a value in the same unit, or a
    year, for each.
    """
    things = alternatives(question)
    kinds, pick = _compared_by(question)
    if things is None or not kinds:
        return None
    sentences = split_sentences(text)
    pairs = [(start, end) for (start, _), (_, end) in pairwise(sentences)]
    for start, end in (*sentences, *pairs):
        found = _more_in(things, kinds, pick, text[start:end])
        if found is not None and not _is_of_another_kind(question, text[start:end]):
            return InText(found.name, start + found.start, start + found.end)
    return None


def _is_of_another_kind(question: str, text: str) -> bool:
    """Whether heights or lengths are asked for and only volumes are told."""
    return bool(_TALL.search(question) and "立方" in text and not _TALL.search(text))


def _more_in(
    things: tuple[str, str], kinds: Sequence[str], pick: Callable[..., int], text: str
) -> InText | None:
    one, other = (fold_text(thing) for thing in things)
    places = [_mention(text, one, other), _mention(text, other, one)]
    if places[0] is None or places[1] is None:
        return None
    mentions = sorted(place for place in places if place is not None)
    ends = (mentions[1][0], len(text))
    amounts = [_amounts(text, m[1], end, kinds) for m, end in zip(mentions, ends, strict=True)]
    pair = next(((a, b) for a in amounts[0] for b in amounts[1] if a.unit == b.unit), None)
    if pair is None or pair[0].value == pair[1].value:
        return None
    best = pick((0, 1), key=lambda n: pair[n].value)
    return InText(text[slice(*mentions[best])], mentions[0][0], pair[1].end)


def _compared_by(question: str) -> tuple[tuple[str, ...], Callable[..., int]]:
    """The kinds of values that decide, and whether the smallest or the largest wins."""
    if asks_which(question) and (_EARLIER.search(question) or _LATER.search(question)):
        return ("year",), max if _LATER.search(question) else min
    if asks_less(question):
        return ("number", "percent"), min
    return (("number", "percent") if asks_more(question) else ()), max


def _mention(text: str, thing: str, other: str) -> tuple[int, int] | None:
    """Where the longest part of ``thing`` that is no part of ``other`` stands first in ``text``,
    or what another language calls it.
    """
    folded = fold(text)
    for word in translations(thing):
        place = folded.text.find(fold_text(word))
        if place >= 0 and fold_text(word) not in other and named_countries(thing):
            return folded.span(place, place + len(fold_text(word)))
    for size in range(len(thing), _SHORTEST - 1, -1):
        for at in range(len(thing) - size + 1):
            part = thing[at : at + size].strip()
            place = folded.text.find(part)
            if place >= 0 and part not in other and _is_name(folded.text, place, part):
                return folded.span(place, place + len(part))
    return None


def _is_name(text: str, place: int, part: str) -> bool:
    """Whether ``part`` of ``text`` may name a thing: no piece of a Latin word, no particle at an
    end."""
    if len(part) < _SHORTEST or part[0] in _PARTICLES or part[-1] in _PARTICLES:
        return False
    beside = (text[place - 1 : place], text[place + len(part) : place + len(part) + 1])
    inside = (part[0], part[-1])
    return not any(
        a.isascii() and a.isalnum() and b.isascii() and b.isalnum()
        for a, b in zip(beside, inside, strict=True)
    )


def _amounts(text: str, start: int, end: int, kinds: Sequence[str]) -> list[Number]:
    """The values of ``kinds`` in ``text[start:end]``, at their places in ``text``."""
    inside = " " * start + text[start:end]
    return [n for n in find_numbers(inside) if n.kind in kinds]
