"""Whose report a document is, and whether a question asks about them.

A securities report says on its cover whose it is, in two scripts, and then speaks of 当社. A
question names the company in full, in short, or in the other script: 青嶺計測工業株式会社,
青岭计测, Aomine Instruments. What another company's report says of its sales is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import Hit
from ingest.errors import NotFoundError
from ingest.language import canonical, fold, fold_text
from ingest.language.glossary import named_countries, named_places, translations
from service.answering.citing import PageOf

__all__ = [
    "Owner",
    "Report",
    "as_written_there",
    "asked_name",
    "owner_of",
    "reports_of",
    "with_its_name",
]

_NAME = r"[\u3005\u30a1-\u30fa\u30fc\u3400-\u9fff]{2,20}"
_HAN_FORMS = (
    re.compile(
        rf"(?P<name>{_NAME}?)(?:株式会社|合同会社|股份有限公司|股份公司|有限责任公司|有限責任公司|"
        r"有限公司|集团|集團|公司)"
    ),
    re.compile(rf"(?:株式会社|合同会社|財団法人|社団法人|行政法人)(?P<name>{_NAME})"),
    re.compile(rf"(?:简称|簡稱|略称)[:：]?\s*(?P<name>{_NAME})"),
)
_LATIN_FORM = re.compile(
    r"\b(?P<name>[A-Z][A-Za-z&.'-]*(?: [A-Z&][A-Za-z&.'-]*){0,5}?),? "
    r"(?i:co\.?, ?ltd|co\b|inc|corp|corporation|limited|ltd|company|group|holdings|plc)\b"
)
_NO_NAME = re.compile("^[本该該当當此]|[的之]")
"""本公司 is no name."""
_COVER = 400
"""Characters of a document's first page that tell whose it is."""
_SHORTEST, _SHORTEST_LATIN = 2, 4
_COMMON = re.compile(
    r"the|first|new|general|national|international|global|united|asia|asian|pacific|world|north|"
    r"south|east|west|eastern|western|central|digital|annual|report|bank|electric|industries"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """The names of whom a document is about: ``han`` folded, ``latin`` in small letters, and
    ``shown``, the first in Han characters as it is written there."""

    han: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()
    shown: str = ""


@lru_cache(maxsize=1_024)
def owner_of(cover: str) -> Owner:
    """The owner that ``cover``, a title and the beginning of a first page, names."""
    found = (m["name"] for form in _HAN_FORMS for m in form.finditer(cover))
    han = [name for name in dict.fromkeys(found) if not _NO_NAME.search(name)]
    latin = dict.fromkeys(m["name"].lower() for m in _LATIN_FORM.finditer(cover))
    return Owner(tuple(fold_text(name) for name in han), tuple(latin), han[0] if han else "")


def asked_name(question: str, owner: Owner) -> tuple[int, int] | None:
    """Where ``question`` names ``owner``, as ``[start, end)`` characters, ``None`` where it does
    not. The beginning of a name is enough where it is no word of its own (日本, 半导体)."""
    folded = fold(question)
    places = [place for name in owner.han if (place := _beginning(folded.text, name))]
    if places:
        return folded.span(*max(places, key=lambda place: place[1] - place[0]))
    return next((p for name in owner.latin for p in _latin_places(question, name)), None)


def with_its_name(question: str, owner: Owner) -> str:
    """``question`` with the name in Han characters in place of the one in Latin letters."""
    place = asked_name(question, owner)
    if place is None or not owner.shown or not question[slice(*place)].isascii():
        return question
    return f"{question[: place[0]]}{owner.shown}{question[place[1] :]}"


@dataclass(frozen=True, slots=True)
class Report:
    """A document: the beginning of its first page, and whose it is."""

    cover: str
    owner: Owner


def reports_of(hits: Sequence[Hit], page_of: PageOf) -> dict[str, Report]:
    """The documents of ``hits`` by their id, in the order in which they were found."""
    titles = {hit.passage.doc_id: hit.passage.title for hit in hits}
    found = {}
    for doc_id, title in titles.items():
        cover = _cover(doc_id, page_of)
        found[doc_id] = Report(cover, owner_of(f"{title}\n{cover}"))
    return found


def as_written_there(question: str, reports: Iterable[Report]) -> str:
    """``question`` with the name of the first owner that it names as the report writes it."""
    for report in reports:
        if asked_name(question, report.owner):
            return with_its_name(question, report.owner)
    return question


def _cover(doc_id: str, page_of: PageOf) -> str:
    """The beginning of a document's first page; empty where that could not be read."""
    try:
        return page_of(doc_id, 1).page.text[:_COVER]
    except NotFoundError:
        return ""


def _beginning(folded: str, name: str) -> tuple[int, int] | None:
    for size in range(len(name), _SHORTEST - 1, -1):
        part = name[:size]
        at = folded.find(part)
        if at >= 0 and (size == len(name) or not _is_word(part) or _is_same(part, name)):
            return at, at + size
    return None


def _is_same(part: str, name: str) -> bool:
    """Whether the glossary knows both as one: 丰田 and 丰田汽车."""
    return canonical(part) == canonical(name)


def _is_word(part: str) -> bool:
    return bool(named_countries(part) or named_places(part) or translations(part))


def _latin_places(question: str, name: str) -> Iterator[tuple[int, int]]:
    """Where the first words of a Latin name stand: as many as follow each other there."""
    words = name.split()
    if len(words[0]) < _SHORTEST_LATIN and len(words) < _SHORTEST:
        return
    first = re.escape(words[0])
    rest = "".join(f"(?: {re.escape(word)}" for word in words[1:]) + ")?" * (len(words) - 1)
    for match in re.finditer(rf"(?<![A-Za-z]){first}{rest}(?![A-Za-z])", question, re.IGNORECASE):
        alone = " " not in match.group()
        usual = _COMMON.fullmatch(words[0]) or _is_word(words[0])
        if not (alone and len(words) > 1 and usual):
            yield match.span()
