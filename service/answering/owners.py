"""Whose report a document is, and whether a question asks about them.

A securities report says on its cover whose it is, in two scripts, and then speaks of 当社. A
question names the company in full, in short, or in the other script: 青嶺計測工業株式会社,
青岭计测, Aomine Instruments. What another company's report says of its sales is no answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import Hit
from ingest.errors import NotFoundError
from ingest.language import canonical, fold, fold_text
from ingest.language.glossary import masked
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

_HAN = r"\u3005\u30a1-\u30fa\u30fc\u3400-\u9fff"
_NAME = rf"(?P<name>[{_HAN}]{{2,20}}?)"
# A name stands apart from other letters, or みずほ銀行 would be 銀行 and 三菱UFJ銀行 would be 三菱;
# は and の may stand beside it.
_APART = rf"(?:(?<=[はのとがをにも])|(?<![{_HAN}・ぁ-ゟA-Za-z0-9]))"
_ENDS = rf"(?![{_HAN}・A-Za-z0-9]|(?![はのとがをにもで])[ぁ-ゟ])"
_HAN_FORMS = (
    re.compile(
        rf"{_APART}{_NAME}(?:株式会社|\(株\)|合同会社|(?:集团|集團)?(?:股份有限公司|股份公司|"
        r"有限责任公司|有限責任公司|有限公司))"
    ),
    re.compile(
        rf"(?:(?<![{_HAN}])(?:株式会社|\(株\)|合同会社)|財団法人|社団法人|行政法人){_NAME}{_ENDS}"
    ),
)
_LOOSE_FORMS = (
    re.compile(rf"{_APART}{_NAME}(?<!股份)(?<!有限)(?<!责任)(?<!責任)(?:集团|集團|公司)"),
    re.compile(rf"(?:简称|簡稱|略称)[:：]?\s*{_NAME}{_ENDS}"),
)
"""Beside companies these find 上市公司 and 简称 股票代码, which are ordinary words."""
_LATIN_FORM = re.compile(
    r"\b(?P<name>[A-Z][A-Za-z&.'-]*(?: [A-Z&][A-Za-z&.'-]*){0,5}?),? "
    r"(?i:co\.?, ?ltd|co\b|inc|corp|corporation|limited|ltd|company|group|holdings|plc)\b"
)
_BESIDE = re.compile(
    r"第?[0-9]+(?:年度?|期|四半期)|(?<!株式)会社名|公司名[称稱]|(?:有価証券|統合|四半期)報告書|"
    r"半?年度[报報]告|(?i:annual|integrated|securities) (?i:report)"
)
"""What titles and forms write before or behind a name without a gap."""
_NO_NAME = re.compile(
    "^(?:[该該此其各某与與及]|[当當](?!代)|本(?![田多庄荘间間州坊阪]))|[的之]|及其|以及"
)
"""本公司 is no name; 本田 is one."""
_COVER = 400
"""Characters of a document's first page that tell whose it is."""
_TAIL = re.compile("(?:ホールディングス|グループ|控股|集团|集團)$")
_SHORTEST, _SHORTEST_LATIN = 2, 4
_SHORTEST_ALONE = 4
"""Characters without ホールディングス: 東京電力 is a name, 日本 and 半導体 are words."""
_ORDINARY = re.compile(
    "上市|证券|信托|基金|控股|国际|全国|跨国|国有|民营|外资|中央|地方|综合|电子|科学|科技|技术|"
    "通信|工业|生命|石油|化学|食品|机械|制药|医药|航空|海运|建设|交通|网络|互联|文化|旅游|担保|"
    "租赁|资产|股票|代码|简称|以下|名称|主要|全资|大型|中小|多家|一家|有关|相关|其他|所有|关联|"
    "参股|下属"
)
"""Folded words of which names are made beside those of the glossary, and which alone are none."""
_LINKS = re.compile("[子母分总和与等各]")
_COMMON = re.compile(
    r"the|this|that|each|your|their|listed|parent|first|new|general|national|international|"
    r"global|united|asia|asian|pacific|world|north|south|east|west|eastern|western|central|"
    r"digital|annual|report|bank|electric|industries|business|working|study|expert|research|"
    r"insurance|service|services|technology"
)
_KATAKANA = re.compile("[ァ-ヺー]{2}")


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
    cover = _BESIDE.sub("\n", unicodedata.normalize("NFKC", cover))
    found = [m["name"] for form in _HAN_FORMS for m in form.finditer(cover)]
    found += [short for name in found if len(short := _TAIL.sub("", name)) >= _SHORTEST_ALONE]
    loose = (m["name"] for form in _LOOSE_FORMS for m in form.finditer(cover))
    found += [name for name in loose if not _is_ordinary(fold_text(name))]
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
    latin = (place for name in owner.latin for place in _latin_places(folded.text, name))
    return next((folded.span(*place) for place in latin), None)


def with_its_name(question: str, owner: Owner) -> str:
    """``question`` with the name in Han characters in place of the one in Latin letters."""
    place = asked_name(question, owner)
    if place is None or not owner.shown or not fold_text(question[slice(*place)]).isascii():
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
    """Where the longest beginning of ``name`` stands that tells it from others."""
    own = _ORDINARY.sub(lambda match: "*" * len(match.group()), masked(name, "#"))
    for size in range(len(name), _SHORTEST - 1, -1):
        whole = size == len(name)
        part = not whole and not _is_same(name[:size], name)
        if part and (_is_word(own[:size]) or _is_inside(name, size)):
            continue
        for match in re.finditer(re.escape(name[:size]), folded):
            start, end = match.span()
            if not _is_inside(folded, start) and (whole or not _is_inside(folded, end)):
                return start, end
    return None


def _is_same(part: str, name: str) -> bool:
    """Whether the glossary knows both as one: 丰田 and 丰田汽车."""
    return canonical(part) == canonical(name)


def _is_inside(text: str, at: int) -> bool:
    """Whether ``at`` divides a word of katakana: ガリ is no beginning of ガリウム."""
    return at > 0 and _KATAKANA.match(text, at - 1) is not None


def _is_word(own: str) -> bool:
    """Whether a beginning holds (some of) a word of the glossary, marked #, or has but one
    character that is not of an ordinary word, marked *."""
    return "#" in own or len(own.replace("*", "")) < _SHORTEST


def _is_ordinary(name: str) -> bool:
    """Whether folded ``name`` is made of ordinary words alone: 上市, 保险, 股票代码."""
    return not _LINKS.sub("", _ORDINARY.sub("", masked(name)))


def _latin_places(folded: str, name: str) -> Iterator[tuple[int, int]]:
    """Where the first words of a Latin name stand: as many as follow each other there."""
    words = name.split()
    first = re.escape(words[0])
    rest = "".join(f"(?: {re.escape(word)}" for word in words[1:]) + ")?" * (len(words) - 1)
    for match in re.finditer(rf"(?<![a-z]){first}{rest}(?![a-z])", folded):
        said = match.group().split()
        usual = all(_COMMON.fullmatch(word) or masked(word) != word for word in said)
        whole = 1 < len(said) == len(words)
        if len(match.group()) >= _SHORTEST_LATIN and (whole or not usual):
            yield match.span()
