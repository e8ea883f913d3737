"""Lists of a known length: 哪三类 asks for an enumeration of three, and only one fits.

Commas divide clauses as often as items. Where a question says how many things it wants, the run
of so many items is told from the others by its number alone, and the words before its first and
behind its last item can be cut off.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from ingest.language import fold_text
from ingest.language.numerals import parse_amount
from service.answering.question import Question

__all__ = ["asked_count", "counted_items"]

_FEWEST, _MOST = 2, 12
_LONGEST_ITEM = 60
_ENGLISH_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORDS = {word: n for n, word in enumerate(_ENGLISH_WORDS, 2)}
_NUMERAL = r"[0-9]{1,2}|[一二三四五六七八九十两]+"
_WHICH = re.compile(rf"哪({_NUMERAL})(?!年|月|日|期)")
_COUNTER = (
    r"[つ個个种種类類项項点點国國地省市家都県县縣区區社所座条條本品名位校人大主重要基分领領方段阶階步歩件部章"
    r"法权権业業原柱軸轴都カかヶ枚色层層课課]"
)
"""What follows a numeral that counts; 三井 and 八堡 are names."""
_THINGS = re.compile(
    r"(?<![0-9a-z第一二三四五六七八九十.,])(?!九州|四国|三重県)"
    rf"([0-9]{{1,2}}(?=[\u4e00-\u9fff])|[一二三四五六七八九十两]+(?={_COUNTER}))"
    r"(?![年月日期分時时%割歳岁人倍世度])(?![^、。，,？?]{1,8}?(?:中的?(?!国)|のうち|の中|之中|里的))"
)
_ENGLISH = re.compile(
    rf"\b(?:which|what|top|the|name)\b[\w ]{{0,20}}?\b({'|'.join(_WORDS)})\b", re.I
)
_OUTER = re.compile(
    "[。；;：:\n|（）()「」『』“”《》【】]+|(?<=であり)、|(?:(?<=で)|(?<=て)|(?<=り))、(?=[^、。]{1,10}は)"
)
_CLAUSE = re.compile("[，,](?!以及|及|和)")
_COMMA = re.compile("、|[，,](?:以及|及び|及|和)")
_OTHER_COMMAS = (
    re.compile("，|,(?![0-9])"),
    re.compile(r"\s*(?:→|⇒|➡|／)\s*"),
    re.compile("[・·]"),
)
_AND = re.compile("以及|及び|および|ならびに|和|与|與|及|と")
_TOPIC = re.compile(r"(?:は|とは|では|が)$")
_HAS_TOPIC = re.compile(r"[\u30a1-\u30ff\u3400-\u9fff]は(?=.)")
_LEAD = re.compile(
    r".*(?:分为|分為|包括|包含|涵盖|涵蓋|兼具|具有|提出|称为|稱為|即|是|为|為|把|将|將|向|在|は|が|の(?=[「『]))"
)
_TAILS = tuple(
    re.compile(pattern)
    for pattern in (
        r"の?[0-9０-９二三四五六七八九十两兩]+(?:つ|[大个個种種类類项項社国點点地省市家都県][\u4e00-\u9fff]?).*$",
        r"のよう.*$",
        r"など.*$",
        r"(?:である|であり|です|だった).*$",
        *(rf"{particle}.*$" for particle in "をにでがはと的这這"),
    )
)
_EDGE = " \t\u3000“”「」『』"
_BULLETS = _EDGE + "■□●○◆◇▪◦‣▶・•"


def asked_count(question: Question) -> int:
    """How many things ``question`` asks for, 2 to 12; 0 where it does not say."""
    if question.expects != "any":
        return 0
    folded = fold_text(question.text)
    matches = [*_WHICH.finditer(folded)] or [*reversed([*_THINGS.finditer(folded)])]
    for match in matches:
        count = int(parse_amount(match[1]))
        if _FEWEST <= count <= _MOST:
            return count
    english = _ENGLISH.search(folded.lower()) if question.language == "en" else None
    return _WORDS[english[1]] if english else 0


def counted_items(
    text: str, count: int, near: int, is_other: Callable[[str], bool] = lambda clause: False
) -> tuple[int, int] | None:
    """``[start, end)`` of the enumeration of exactly ``count`` items in ``text`` that stands
    nearest to the offset ``near``, of those for which ``is_other`` does not say that they are of
    something else, by what leads to them, where there is one; ``None`` where there is none at all.
    """
    runs: list[tuple[bool, list[tuple[int, int]]]] = []
    for segment in _segments(text):
        found = [
            run
            for run in _runs(text, *segment, count)
            if all(end - start <= _LONGEST_ITEM for start, end in run) and not _is_told(text, run)
        ]
        lead = text[segment[0] : found[0][0][1]] if found else ""
        other = bool(found) and is_other(lead)
        runs += [(other, run) for run in found]
    if not runs:
        return None

    def distance(known: tuple[bool, list[tuple[int, int]]]) -> tuple[bool, int, bool, float]:
        other, run = known
        start, end = run[0][0], run[-1][1]
        far = max(start - near, near - end, 0)
        return other, far, not _says(text, run, count), _unevenness(run)

    best = _trimmed(text, min(runs, key=distance)[1])
    return best[0][0], best[-1][1]


def _is_told(text: str, run: list[tuple[int, int]]) -> bool:
    """Whether an item between the first and the last is a statement of its own, as the second of
    統計によれば、輸出は18兆円、輸入は24兆円 is; where all before the last are, they are a list."""
    told = [_HAS_TOPIC.search(text[slice(*item)]) is not None for item in run[:-1]]
    return any(told[1:]) and not all(told)


def _split(text: str, start: int, end: int, at: re.Pattern[str]) -> list[tuple[int, int]]:
    """``text[start:end]`` divided; parts that hold nothing are left out."""
    cuts = [(m.start(), m.end()) for m in at.finditer(text, start, end)]
    edges = [(start, start), *cuts, (end, end)]
    return [(a, b) for (_, a), (b, _) in pairwise(edges) if text[a:b].strip()]


def _segments(text: str) -> list[tuple[int, int]]:
    found = []
    for start, end in _split(text, 0, len(text), _OUTER):
        clauses = _COMMA.search(text, start, end) is not None
        found += _split(text, start, end, _CLAUSE) if clauses else [(start, end)]
    return found


def _runs(text: str, start: int, end: int, count: int) -> list[list[tuple[int, int]]]:
    """The runs of ``count`` items in one segment: all of its parts, else some of them."""
    for comma in (_COMMA, *_OTHER_COMMAS):
        parts = _split(text, start, end, comma)
        if len(parts) > 1:
            break
    while parts and _TOPIC.search(text[slice(*parts[0])]):
        parts = parts[1:]
    if not parts:
        return []
    last = _split(text, *parts[-1], _AND)
    whole = [run for run in (parts, [*parts[:-1], *last[:2]]) if len(run) == count]
    if whole:
        return whole
    joined = [*parts[:-1], *last[:2]]
    windows = [parts[n : n + count] for n in range(len(parts) - count + 1)]
    return windows + ([joined[-count:]] if len(joined) >= count else [])


def _says(text: str, run: list[tuple[int, int]], count: int) -> bool:
    """Whether the last item tells the number itself: 滋賀県の8都県."""
    numerals = re.findall(_NUMERAL, fold_text(text[slice(*run[-1])]))
    return any(parse_amount(numeral) == count for numeral in numerals)


def _unevenness(run: list[tuple[int, int]]) -> float:
    sizes = [end - start for start, end in run]
    return max(sizes) / max(1, min(sizes))


def _trimmed(text: str, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The run without the words that lead to its first item and follow its last one."""
    (start, first_end), *middle = run
    last_start, end = middle.pop()
    others = [text[slice(*part)] for part in middle]
    lead = _LEAD.match(text[start:first_end])
    usual = max((len(other) for other in others), default=2)
    if lead and lead.end() < first_end - start and first_end - start > usual:
        start += lead.end()
    inner = [*others, text[start:first_end]]
    for n, pattern in enumerate(_TAILS):
        tail = pattern.search(text, last_start + 1, end)
        # What an item has inside does not end the last one; its number always does.
        if tail and (n == 0 or not any(tail[0][0] in other for other in inner)):
            end = tail.start()
    sizes = {len(other) for other in inner}
    if len(sizes) == 1 and len(inner) > 1 and end - last_start > 2 * max(sizes):
        end = last_start + sizes.pop()
    while start < first_end and text[start] in _BULLETS:
        start += 1
    while end > last_start and text[end - 1] in _EDGE:
        end -= 1
    return [(start, first_end), *middle, (last_start, end)]
