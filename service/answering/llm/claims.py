"""Read a model's text as sentences that name their passages, while it is still being written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.language import split_sentences

__all__ = ["NO_ANSWER", "Claim", "ClaimReader"]

NO_ANSWER = "NO_ANSWER"
"""What the model is told to write when the passages do not answer."""

_BLANK = "[ \t\u3000]*"
_NUMBER = "[0-9０-９]{1,3}"
_MARK = rf"[\[［【〔]{_BLANK}{_NUMBER}(?:{_BLANK}[,，、]{_BLANK}{_NUMBER})*{_BLANK}[\]］】〕]"
_STOP = "。．.!！?？"
# A text, its marks on the same line, and a full stop that may stand after them; something else
# must follow, or more marks could still come.
_CLAIM = re.compile(
    rf"(?P<text>[^\n]*?\S){_BLANK}(?P<marks>{_MARK}(?:{_BLANK}{_MARK})*)"
    rf"(?:{_BLANK}(?P<stop>[{_STOP}]+))?(?={_BLANK}(?:\n|[^\s\[［【〔{_STOP}]))"
)
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_OPEN_THOUGHT = re.compile(r"<think(?:ing)?>.*$", re.DOTALL)
_TAG_BEGINS = re.compile(r"<[a-z/]{0,9}$")
_MARKUP = re.compile(r"^(?:[-*•・#>]+|[0-9]{1,2}[.)])\s+|\*\*|__|`")


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence as the model wrote it and the passages that it names; none is an offence."""

    text: str
    passages: tuple[int, ...]


class ClaimReader:
    """Takes text piece by piece and gives the sentences that are complete.

    What stands between ``<think>`` and ``</think>`` is no part of the answer.
    """

    def __init__(self) -> None:
        self._waiting = ""
        self.declined = False
        """Whether the model said that the passages do not answer."""

    def feed(self, piece: str) -> list[Claim]:
        """The sentences that ``piece`` completes."""
        self._waiting = _THOUGHT.sub("", self._waiting + piece)
        thought = _OPEN_THOUGHT.search(self._waiting) or _TAG_BEGINS.search(self._waiting)
        cut = thought.start() if thought else len(self._waiting)
        claims, rest = _claims(self._waiting[:cut])
        self._waiting = rest + self._waiting[cut:]
        return self._kept(claims)

    def finish(self) -> list[Claim]:
        """The sentences that were still open; a thought that never ended is none."""
        text = _OPEN_THOUGHT.sub("", self._waiting)
        self._waiting = ""
        return self._kept(_claims(text + "\n")[0])

    def _kept(self, claims: list[Claim]) -> list[Claim]:
        self.declined = self.declined or any(NO_ANSWER in claim.text for claim in claims)
        return [claim for claim in claims if NO_ANSWER not in claim.text]


def _claims(text: str) -> tuple[list[Claim], str]:
    """The complete sentences of ``text`` and what is left of it."""
    claims: list[Claim] = []
    at = 0
    while True:
        match = _CLAIM.match(text, at)
        line_end = text.find("\n", at)
        if match is not None:
            claims += _cited(match["text"], match["marks"], match["stop"] or "")
            at = match.end()
        elif line_end >= 0:
            claims += [Claim(sentence, ()) for sentence in _sentences(text[at:line_end])]
            at = line_end + 1
        else:
            return claims, text[at:]


def _cited(text: str, marks: str, stop: str) -> list[Claim]:
    """The sentences before a mark, which is the last one's; its full stop may come after."""
    sentences = _sentences(text + (stop[:1] if text[-1] not in _STOP else ""))
    numbers = tuple(dict.fromkeys(int(n) for n in re.findall("[0-9０-９]+", marks)))
    return [Claim(s, ()) for s in sentences[:-1]] + [Claim(s, numbers) for s in sentences[-1:]]


def _sentences(text: str) -> list[str]:
    plain = _MARKUP.sub("", text.strip()).strip()
    sentences = [plain[start:end] for start, end in split_sentences(plain)]
    return [sentence for sentence in sentences if any(c.isalnum() for c in sentence)]
