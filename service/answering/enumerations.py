"""The enumerations of a text: where 東京都、沖縄県、滋賀県の8都県 begins and ends, and its items.

Japanese divides clauses by the comma that divides items, and no language marks where the sentence
goes on after the last one. What ends like a clause is no item; a number behind the items that is
theirs (の8都県), or a particle or bracket that the others lack, ends the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.language import fold_text
from ingest.language.numerals import parse_amount

__all__ = ["Enumeration", "Span", "enumerations"]

Span = tuple[int, int]
"""``[start, end)`` in a text."""

_LONGEST_ITEM = 60
_BRACKETS = dict(zip("（(「『“《【〈", "）)」』”》】〉", strict=True))
_STOPS = frozenset("。；;：:！？!?\n|｜")
_CLAUSE = re.compile(r"(?:，|,(?![0-9]))(?!\s*(?:以及|及|和|與|与))")
_COMMA = re.compile(
    r"(?:[、，]|,(?![0-9]))\s*(?:以及|及び|および|並びに|ならびに|及|和|與|与|また)?"
)
_AND = re.compile(r"以及|及び|および|並びに|ならびに|和|与|與|及|(?<!こ)と(?![なしすいもっは])")
_COUNTER = (
    r"(?:つ|[かカヶ][国所]|[大个個种種类類项項社国國点點地省市家都県縣州区區分领領品所座条條人名位校方"
    r"要柱業业者団])"
)
_TOLD = re.compile(
    rf"(?<=[^第0-9０-９.,])(?:の|这|這|等|共)?([0-9０-９]{{1,2}}|[二三四五六七八九十两兩]+){_COUNTER}"
)
_ENDS_CLAUSE = re.compile(
    r"(?:[はがをにでもへばて]|から|より|ため|ので|のち|おり|あり|ながら|つつ|ところ|とき|一方|"
    r"[一-鿿](?<![直戻渡出通貸見])し|[っいえけせてねめれ]た|する|した|れる|せる|ない|とし|ると|"
    r"[まなあおわ]り|[わばさらかたまな]れ|[一-鿿][えめけせべね]|ず|く|[0-9０-９]+[年月日])$"
)
_LEADS = (
    re.compile(r".*[はが]"),
    re.compile(
        r".*(?:分为|分為|包括|包含|涵盖|涵蓋|兼具|具有|提出|称为|稱為|来自|來自|"
        r"(?:主要|共|设|設|下|还|還)有|即|是|为|為|把|将|將|由|向|对|對|在|从|從|自|于|於|至|以)"
    ),
)
"""What leads to a first item in Japanese, and in Chinese."""
_KANA = re.compile("[\u3041-\u30ff]")
_TOPIC_INSIDE = re.compile("[一-鿿ァ-ー]は(?=.)")
_NUMBERING = re.compile(
    r"第?[0-9０-９一二三四五六七八九十]{1,3}|[a-zA-Z]|その[後他]|以後|以降|同年|翌年|まず|また|さらに|ただし|例えば|"
    r"其中|其後|其后|另外|此外|例如"
)
"""What stands before a comma without being an item: the number of a paragraph, an adverb."""
_TAILS = tuple(
    re.compile(f"(?<=.){pattern}")
    for pattern in (
        r"のよう.*$",
        r"など.*$",
        r"等(?![級级待候質质]).*$",
        r"(?:である|であり|です|だった|だけ|のみ|まで|という|といった).*$",
        *(f"{particle}.*$" for particle in "をにがはで的这這"),
        rf"[{re.escape(''.join(_BRACKETS))}].*$",
    )
)
_EDGE = " \t\u3000"
_MARKS = _EDGE + "■□●○◆◇・•▪◦‣▶"


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The places of the items in their text; ``told`` says that their number follows them."""

    items: tuple[Span, ...]
    told: bool = False

    @property
    def start(self) -> int:
        """Where the first item begins."""
        return self.items[0][0]

    @property
    def end(self) -> int:
        """Where the last item ends."""
        return self.items[-1][1]


def enumerations(text: str) -> list[Enumeration]:
    """The enumerations of two items or more that commas divide, in the order of their ends."""
    found = [e for parts in _segments(text) for e in _of_parts(text, parts)]
    return sorted(found, key=lambda e: (e.end, e.start))


@dataclass(slots=True)
class _Open:
    """A stretch that is being read, and the bracket that will end it."""

    start: int
    closer: str = ""
    parts: list[Span] = field(default_factory=list)


def _segments(text: str) -> Iterator[list[Span]]:
    """The parts between commas of each stretch that no stop or comma of a clause divides; what
    stands in brackets is part of its item there, and a stretch of its own."""
    stack, at = [_Open(0)], 0
    while at <= len(text):
        char, here = text[at : at + 1], stack[-1]
        comma = _COMMA.match(text, at)
        closes = bool(here.closer) and char == here.closer
        if not char or char in _STOPS or closes or _CLAUSE.match(text, at):
            if here.parts:
                yield [*here.parts, (here.start, at)]
            if closes:
                stack.pop()
            elif char == "\n":
                stack = [_Open(at + 1)]
            else:
                stack[-1] = _Open(at + 1, here.closer)
        elif comma:
            here.parts.append((here.start, at))
            here.start = comma.end()
        elif char in _BRACKETS:
            stack.append(_Open(at + 1, _BRACKETS[char]))
        at = max(at + 1, comma.end() if comma and not closes else 0)


def _of_parts(text: str, parts: list[Span]) -> Iterator[Enumeration]:
    """The runs of parts that are items; a clause begins another run, as does what follows the
    number of the items."""
    run: list[Span] = []
    for n, part in enumerate(parts):
        start, end = part
        told = _told(text, run, part)
        if told is not None:
            yield from _finished(text, [*run, *told[0]], told=True)
            rest = _AND.match(text, *_stripped(text, told[1], end)) if n + 1 < len(parts) else None
            run = [(rest.end(), end)] if rest and rest.end() < end else []
        elif n + 1 == len(parts):
            yield from _finished(text, [*run, part])
        elif run and _opens_clause(text, run, part):
            yield from _finished(text, run)
            run = [part]
        elif _ENDS_CLAUSE.search(text[start:end].strip()):
            last = _without_tail(text, part, run)
            if run and last[1] < end:
                yield from _finished(text, [*run, last])
            elif len(run) > 1:
                yield from _finished(text, run)
            run = []
        else:
            run.append(part)


def _opens_clause(text: str, run: list[Span], part: Span) -> bool:
    """Whether ``part`` has a topic of its own, as those before it have not."""
    topics = [_TOPIC_INSIDE.search(text, *each) is not None for each in (*run[1:], part)]
    return topics[-1] and not any(topics[:-1])


def _told(text: str, run: list[Span], part: Span) -> tuple[list[Span], int] | None:
    """The last items, and where the number ends, if ``part`` tells how many those of ``run`` and
    its own are."""
    if not run:
        return None
    for number in _TOLD.finditer(text, *part):
        count = int(parse_amount(fold_text(number[1])))
        own = (part[0], number.start())
        both = _parted(text, own)
        for last in ([own], both):
            if count == len(run) + len(last):
                return last, number.end()
    return None


def _parted(text: str, part: Span) -> list[Span]:
    joint = _AND.search(text, part[0] + 1, part[1] - 1)
    return [part] if joint is None else [(part[0], joint.start()), (joint.end(), part[1])]


def _finished(text: str, run: list[Span], *, told: bool = False) -> Iterator[Enumeration]:
    """The run without what leads to its first item and what follows its last one."""
    if run and _NUMBERING.fullmatch(text[slice(*run[0])].strip()):
        run = run[1:]
    if len(run) < 2:
        return
    first, *middle = run
    last = middle.pop()
    if not told:
        last = _without_tail(text, last, [first, *middle])
    first = _without_lead(text, first, middle or [last])
    ends = [last] if told else _last_items(text, last, [first, *middle])
    items = tuple(_stripped(text, *item) for item in (first, *middle, *ends))
    if all(0 < end - start <= _LONGEST_ITEM for start, end in items):
        yield Enumeration(items, told)


def _without_tail(text: str, part: Span, others: list[Span]) -> Span:
    """``part`` up to where the sentence goes on; what one of the others holds is no such place."""
    start, end = _stripped(text, *part)
    beside = [text[slice(*other)] for other in others]
    for pattern in _TAILS:
        tail = pattern.search(text, start, end)
        if tail and not any(tail[0][0] in other[1:] for other in beside):
            end = tail.start()
    return start, end


def _last_items(text: str, last: Span, others: list[Span]) -> list[Span]:
    """``last`` as two items where an "and" divides it; in Chinese, without what makes it far longer
    than the others, which are of one length."""
    if any(len(_parted(text, other)) > 1 for other in others):
        items = [last]
    else:
        items = _parted(text, last)
    sizes = {end - start for start, end in (*others, *items[:-1])}
    start, end = items[-1]
    if (
        len(sizes) == 1
        and not _KANA.search(text, start, end)
        and len(others) + len(items) > 2
        and end - start > 2 * max(sizes)
    ):
        items[-1] = (start, start + sizes.pop())
    return items


def _without_lead(text: str, first: Span, others: list[Span]) -> Span:
    start, end = _stripped(text, *first)
    lead = _LEADS[_KANA.search(text, start, end) is None].match(text, start, end)
    usual = max(b - a for a, b in others)
    return (lead.end(), end) if lead and lead.end() < end and end - start > usual else (start, end)


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
