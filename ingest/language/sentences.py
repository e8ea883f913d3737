"""Split text into sentences by punctuation, brackets and lines; no model, any language."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["split_sentences"]

_LINE = re.compile("[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_OPENING = "「『（(【［[〈《〔“‘｢"
_CLOSING = "」』）)】］]〉》〕”’｣"
# Half and full width brackets are often mixed: （注)
_SAME = str.maketrans("（）［］｢｣", "()[]「」")
_PARTNER = dict(zip(_CLOSING, _OPENING.translate(_SAME), strict=True))
_LONGEST_ASIDE = 80
"""Characters; a bracket that closes within this many is not split inside."""

_TERMINATOR = re.compile("[。｡！？!?．.]+")
_FULL_STOPS = frozenset("。｡！？")
# After a closing quotation these go on with the same sentence: 「行く。」と言った。
_GOES_ON = frozenset("とっなはがのをにもでやへ、，,､;；:：")
_INLINE_BULLET = re.compile(r"(?<=[^\s])\s+(?=[•●■◆▪►➢➤✓✔◼⚫]\s*\S)")

_ABBREVIATION = re.compile(
    r"(?:^|[\s(（\[「])(?:Fig|Figs|Eq|Eqs|Tab|No|Nos|Vol|Ch|Sec|Art|pp?|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|"
    r"Inc|Co|Corp|Ltd|Bros|vs|cf|al|etc|approx|est|ca|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|"
    r"Dec|[A-Za-z]|(?:[A-Za-z]\.)+[A-Za-z])$",
    re.IGNORECASE,
)
_NUMBERED_THINGS = frozenset("図圖图表式注第")
_HEADING_NUMBER = re.compile(
    r"(?:[(（]?[0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3})*|[IVXivx]{1,5}|[A-Za-z])$"
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The spans ``(start, end)`` of the sentences, in order, without white space around them.

    All text that is not white space lies in exactly one span. A line break always ends a
    sentence. 。！？ end one unless they stand in a short bracket or quotation; the full stop
    ``.`` does when a blank or the end follows and it is no part of a number, an abbreviation
    ("Fig. 3", "U.S.") or a numbered heading ("1.2 概要").
    """
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        base, content = line.start(), line.group()
        start = 0
        for end in [*_boundaries(content), len(content)]:
            span = _trimmed(content, start, end)
            if span is not None:
                spans.append((base + span[0], base + span[1]))
            start = end
    return spans


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without white space at its ends; None when nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    length = len(piece.strip())
    return (start + left, start + left + length) if length else None


def _boundaries(line: str) -> list[int]:
    """Where in ``line`` a new sentence starts, ascending."""
    found = {match.end() for match in _INLINE_BULLET.finditer(line)}
    stops = list(_TERMINATOR.finditer(line))
    asides = _asides(line) if stops else []
    start = 0
    for match in stops:
        if any(a < match.start() < b for a, b in asides):
            continue
        end = _end_of_sentence(line, match, start)
        if end is not None:
            found.add(end)
            start = end
    # A quotation that holds a whole sentence ends it: 「行く。」彼は立った。
    found.update(end for end in _quoted_ends(line, asides))
    return sorted(b for b in found if 0 < b < len(line))


def _end_of_sentence(line: str, match: re.Match[str], start: int) -> int | None:
    """Where the sentence that ``match`` may end stops, closing brackets included, or None."""
    stop = match.group()
    end = match.end()
    while end < len(line) and line[end] in _CLOSING and line[end] != "’":
        end += 1
    after = line[end : end + 1]
    if after in _GOES_ON and after and end > match.end():
        return None
    if _FULL_STOPS.intersection(stop):
        return end
    if "!" in stop or "?" in stop:
        return (
            end if not after or after.isspace() or _is_cjk(line[match.start() - 1 :][:1]) else None
        )
    return end if _is_full_stop(line, match, start, after) else None


def _is_full_stop(line: str, match: re.Match[str], start: int, after: str) -> bool:
    """Whether a ``.`` or ``．`` ends a sentence that began at ``start``."""
    before = line[start : match.start()]
    last = before[-1:]
    if not last or last.isspace() or _HEADING_NUMBER.fullmatch(before.strip()):
        return False
    if last.isdigit() and after.isdigit() and len(match.group()) == 1:
        return False
    if len(match.group()) > 1:
        return not after or after.isspace()
    if _is_cjk(last):
        return not (last in _NUMBERED_THINGS and after.isalnum())
    if match.group() == "．":
        return not after.isalnum() or _is_cjk(after)
    if after and not after.isspace():
        return False
    following = line[match.end() :].lstrip()
    return not (_ABBREVIATION.search(before) and following) and not following[:1].islower()


def _is_cjk(character: str) -> bool:
    return "\u3005" <= character <= "\u9fff" or "\uff66" <= character <= "\uff9d"


def _asides(line: str) -> list[tuple[int, int]]:
    """Spans of the short brackets and quotations that close in this line."""
    found = []
    opened: list[int] = []
    for at, character in enumerate(line):
        if character in _OPENING:
            opened.append(at)
        elif character in _CLOSING:
            partner = _partner(line, opened, character)
            if partner is not None:
                if at - opened[partner] <= _LONGEST_ASIDE:
                    found.append((opened[partner], at))
                del opened[partner:]
    return found


def _partner(line: str, opened: list[int], closing: str) -> int | None:
    """Which of ``opened`` the bracket ``closing`` closes: the last of its kind."""
    for index in range(len(opened) - 1, -1, -1):
        if line[opened[index]].translate(_SAME) == _PARTNER[closing]:
            return index
    return None


def _quoted_ends(line: str, asides: list[tuple[int, int]]) -> Iterator[int]:
    """Ends of the outermost short quotations that end a sentence inside and out."""
    for a, b in asides:
        if line[a] not in "「『“｢" or line[b - 1] not in _FULL_STOPS:
            continue
        if any(x < a and b < y for x, y in asides):
            continue
        after = line[b + 1 : b + 2]
        if after and after not in _GOES_ON and after not in _CLOSING + "。｡．.！？!?":
            yield b + 1
