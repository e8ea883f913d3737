"""Find the times, places, organisations, measures and other names in a short text, and their kind.

No model: numbers and eras by ``ingest.language``, the rest by word lists, endings and script
(``service/answering/vocabulary.py``). Made for questions; a report's prose has more to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ingest.language import find_numbers, fold, fold_text
from service.answering.vocabulary import (
    COMPANIES,
    MEASURES,
    MEASURES_EN,
    ORGANISATION_ENDINGS,
    PLACE_ENDINGS,
    PLACES,
    SAME_COMPANIES,
)

__all__ = ["Kind", "Term", "known_name_in", "known_names", "typed_terms"]

Kind = Literal["time", "place", "organisation", "measure", "entity"]

_KATAKANA = "\u30a1-\u30fa\u30fc"
_HAN = "\u3005\u4e00-\u9fff"
_NAME = f"(?![的之和在是])[{_HAN}{_KATAKANA}A-Za-z0-9・&＆]"


@dataclass(frozen=True, slots=True)
class Term:
    """A typed word; ``text`` is what stands at ``start:end``."""

    kind: Kind
    start: int
    end: int
    text: str


def typed_terms(text: str, language: str) -> list[Term]:
    """The terms of ``text`` in order, none over another. Times go first, then organisations,
    places and measures; what is left of nouns is an ``entity``.
    """
    terms: list[Term] = []
    for kind, spans in (
        ("time", _times(text)),
        ("organisation", _matches(text, _organisations(), _companies_en())),
        ("place", _matches(text, _places(), _places_en())),
        ("measure", _matches(text, _measures(), _measures_en())),
    ):
        for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
            _add(terms, kind, start, end, text)  # type: ignore[arg-type]
    for start, end in _entities(text, terms, language):
        _add(terms, "entity", start, end, text)
    return sorted(terms, key=lambda term: term.start)


def known_names(text: str) -> set[str]:
    """The places and companies of the lists that ``text`` names, each by one name whatever
    language it is written in.
    """
    spans = _matches(text, _places(), _places_en())
    spans += _matches(text, _companies(), _companies_en())
    names = (fold_text(text[start:end]) for start, end in spans)
    return {_canonical()[name] for name in names if name in _canonical()}


def known_name_in(name: str, language: str) -> str | None:
    """The known place or company ``name`` as it is called in ``language``; ``None`` where it is
    not known, or is written in that language already.
    """
    for ja, zh, en in (*_place_rows(), *_company_rows()):
        spellings = {"ja": ja, "zh": zh, "en": en}
        own = {fold_text(spelling) for spelling in spellings.get(language, ())}
        if own and fold_text(name) in {fold_text(n) for n in (*ja, *zh, *en)} - own:
            return spellings[language][0]
    return None


def _add(terms: list[Term], kind: Kind, start: int, end: int, text: str) -> None:
    if start < end and all(end <= term.start or term.end <= start for term in terms):
        terms.append(Term(kind, start, end, text[start:end]))


# --- times ---

_RELATIVE = re.compile(
    r"(?<!\w)(?:(?:the )?(?:(?:previous|following|next|last|same) (?:fiscal )?(?:year|quarter)|"
    r"year (?:before|after)|(?:first|second|third|fourth) quarter|(?:first|second) half)|"
    r"(?:this|last|next) (?:year|quarter|month))(?!\w)|[QＱ][1-4１-４]|"
    r"第[1-4１-４一二三四][四]?(?:四半期|季度)|[上下]半[年期]|前年同期|前年度?|翌年度?|昨年度?|"
    r"今年度?|来年度?|去年|前一年|后一年|後一年|上一年度?|下一年度?|明年|上年度?|次年度?|本年度?",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(r"(?<![0-9０-９])[0-9０-９]{2}年(?:度)?(?![間间])")


def _times(text: str) -> list[tuple[int, int]]:
    spans = [(n.start, n.end) for n in find_numbers(text) if n.kind in ("year", "date")]
    spans += [match.span() for match in _RELATIVE.finditer(text)]
    return spans + [match.span() for match in _SHORT_YEAR.finditer(text)]


# --- lists and endings, matched on folded text ---


def _matches(text: str, cjk: re.Pattern[str], latin: re.Pattern[str]) -> list[tuple[int, int]]:
    folded = fold(text)
    spans = [folded.span(*m.span("name")) for m in cjk.finditer(folded.text)]
    return spans + [match.span() for match in latin.finditer(text)]


def _alternatives(words: Iterable[str]) -> str:
    folded = {fold_text(word) for word in words if word}
    return "|".join(re.escape(w) for w in sorted(folded, key=lambda w: (-len(w), w)))


Row = tuple[list[str], list[str], list[str]]


@lru_cache(maxsize=1)
def _place_rows() -> list[Row]:
    return _rows(PLACES)


@lru_cache(maxsize=1)
def _company_rows() -> list[Row]:
    return _rows(SAME_COMPANIES)


def _rows(lines: str) -> list[Row]:
    """For each line its names in Japanese, Chinese and English."""
    rows = []
    for line in lines.strip().splitlines():
        ja, zh, en = line.split("|")
        rows.append((ja.split(), zh.split(), [name.replace("_", " ") for name in en.split()]))
    return rows


@lru_cache(maxsize=1)
def _canonical() -> dict[str, str]:
    """The one name of each place and company, by every spelling, folded."""
    rows = [*_place_rows(), *_company_rows()]
    return {fold_text(n): fold_text(en[0]) for ja, zh, en in rows for n in (*ja, *zh, *en)}


@lru_cache(maxsize=1)
def _companies() -> re.Pattern[str]:
    listed = _alternatives(n for ja, zh, _ in _company_rows() for n in (*ja, *zh))
    return re.compile(f"(?P<name>(?<![{_KATAKANA}])(?:{listed})(?![{_KATAKANA}]))")


@lru_cache(maxsize=1)
def _places() -> re.Pattern[str]:
    listed = _alternatives(n for ja, zh, _ in _place_rows() for n in (*ja, *zh))
    endings = _alternatives(PLACE_ENDINGS.split())
    # Katakana names must stand alone: タイ is no part of タイトル.
    return re.compile(
        f"(?P<name>(?<![{_KATAKANA}])(?:{listed})(?:{endings})?(?![{_KATAKANA}])"
        f"|(?<![{_HAN}])[{_HAN}]{{2,3}}(?:县|府|市|省|自治区)(?![{_HAN}]))"
    )


@lru_cache(maxsize=1)
def _places_en() -> re.Pattern[str]:
    names = sorted((n for _, _, en in _place_rows() for n in en), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


@lru_cache(maxsize=1)
def _organisations() -> re.Pattern[str]:
    listed = _alternatives(
        [name for name in COMPANIES.split() if not name.isascii()]
        + [name for ja, zh, _ in _company_rows() for name in (*ja, *zh)]
    )
    endings = _alternatives(ORGANISATION_ENDINGS.split())
    return re.compile(
        f"(?P<name>(?:{listed})(?:{endings})?|"
        f"(?!(?:请问|关于|对于|目前|现在))(?:(?:{_NAME}){{1,12}}?)(?:{endings})(?:{endings})?(?![{_KATAKANA}])"
        f"|株式会社(?:{_NAME})+|(?<![{_HAN}])[{_HAN}]{{1,3}}厅)"
    )


@lru_cache(maxsize=1)
def _companies_en() -> re.Pattern[str]:
    names = "|".join(name for name in COMPANIES.split() if name.isascii())
    tail = r"(?: (?:Motors?|Group|Corporation|Corp\.?|Inc\.?|Electronics|Holdings|Ltd\.?|Bank))*"
    capital = r"[A-Z][\w&.-]*(?: (?:of )?[A-Z][\w&.-]*)*"
    ends = (
        r"(?:Agency|Ministry|Bank|University|Institute|Group|Corporation|Inc|Ltd|Court|Commission)"
    )
    return re.compile(rf"(?<!\w)(?:(?:{names}){tail}|{capital} {ends}|{ends} of {capital})(?!\w)")


@lru_cache(maxsize=1)
def _measures() -> re.Pattern[str]:
    words = [word for word in MEASURES.split() if not word.isascii()]
    return re.compile(f"(?P<name>(?:gdp)?(?:{_alternatives(words)})|(?<![a-z])gdp(?![a-z])比?)")


@lru_cache(maxsize=1)
def _measures_en() -> re.Pattern[str]:
    words = MEASURES_EN.strip().replace("\n", "|")
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


# --- what is left ---

# Not the noun of a verb: 設置された, 増えた.
_RUN = re.compile(
    f"[{_HAN}{_KATAKANA}A-Za-z0-9０-９Ａ-Ｚａ-ｚ・]+(?!さ[れせ]|し[たてま]|する|した)"
)
_RUN_CHARACTER = re.compile(f"[{_HAN}{_KATAKANA}A-Za-z0-9０-９Ａ-Ｚａ-ｚ・]")
_FRAME = re.compile(
    "何[年月日人件社台本名倍円か]*|誰|[兆億亿万]+[円元ドル]*|场合|場合|时候|什么|多少|哪[一个個家里年些]*|几[个家年月]*|请问|"
    "目前|现在|情况|情況|方面|教えて|以上|以下|以降|以前"
)
_NOUN_TAGS = ("n", "vn", "l", "j", "eng", "i", "b", "x")
_PARTICLES_ZH = frozenset("的在是有和与于对从由了为被把将向到呢吗")
_STOP_EN_WORDS = """
s t a an the of in on at to for by with from and or is are was were be been do does did has have
had will would can could should what which who whom whose when where why how many much large big
high low long tall old about it its they their them there that this these those then so share
grow grew rise rose fall fell reach reached account accounted amount million billion trillion
yen yuan dollars people please tell me total according compared than
"""
_STOP_EN = frozenset(_STOP_EN_WORDS.split())


def _entities(text: str, terms: Sequence[Term], language: str) -> list[tuple[int, int]]:
    """Spans of nouns that are none of ``terms``."""
    masked = list(text)
    for term in terms:
        masked[term.start : term.end] = "\0" * (term.end - term.start)
    rest = "".join(masked)
    if language == "en":
        return _english_entities(rest)
    if language == "zh":
        return _chinese_entities(rest)
    rest = _FRAME.sub(lambda match: "\0" * len(match[0]), rest)
    runs = (m for m in _RUN.finditer(rest) if _is_whole(rest, m))
    return [m.span() for m in runs if len(m[0]) > 1 and not m[0].isdigit()]


def _is_whole(text: str, match: re.Match[str]) -> bool:
    """Whether the run ends where its script does, and was not cut short to fit."""
    return not _RUN_CHARACTER.match(text, match.end())


def _chinese_entities(rest: str) -> list[tuple[int, int]]:
    """Runs of neighbouring nouns, by the word classes of jieba."""
    import rjieba  # 0.2 s; only where Chinese is read

    spans: list[tuple[int, int]] = []
    for run in re.finditer("[^\0]+", rest):
        at = run.start()
        for word, tag in rjieba.tag(_fold_each(run[0])):
            start, at = at, at + len(word)
            if not _is_noun(word, tag):
                continue
            if spans and spans[-1][1] == start:
                spans[-1] = (spans[-1][0], at)
            else:
                spans.append((start, at))
    return [(start, end) for start, end in spans if end - start > 1]


def _fold_each(text: str) -> str:
    """``text`` with each character folded that folds to one; the others stay as they are."""
    return "".join(f if len(f := fold_text(c)) == 1 else c for c in text)


def _is_noun(word: str, tag: str) -> bool:
    if not word.strip() or word in _PARTICLES_ZH or _FRAME.fullmatch(word):
        return False
    return tag.startswith(_NOUN_TAGS) and any(c.isalnum() for c in word)


def _english_entities(rest: str) -> list[tuple[int, int]]:
    """Runs of words that are not function words."""
    spans: list[tuple[int, int]] = []
    for match in re.finditer(r"[A-Za-z][\w'-]*", rest):
        word = match[0].lower().removesuffix("'s")
        if word in _STOP_EN or (word.endswith("ed") and len(word) > 4):
            continue
        start, end = match.start(), match.start() + len(match[0].removesuffix("'s"))
        gap = rest[spans[-1][1] : start] if spans else "\0"
        if spans and gap == " ":
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans
