"""The whole name of a person or a company of whom the words pointed at, or a text, give a part.

A passage speaks of 春海 whom it has introduced as 渋川春海, and a reader of tokens cuts 八田 from
八田與一 and インターネット from さくらインターネット. Who asks for a name wants the whole.
"""

from __future__ import annotations

import re

from ingest.language import fold_text, split_sentences
from ingest.language.glossary import named_countries, named_places
from ingest.language.names import names_of_people, proper_names
from ingest.language.terms import japanese_words
from service.answering.focus import asked_noun
from service.answering.name_kind import asks_name
from service.answering.overlap import bare
from service.answering.question import Question

__all__ = ["full_name", "of_the_office", "whole_name", "with_its_first_word", "with_its_prefecture"]

_WHO = re.compile(r"誰|だれ|何者|何という人|谁|\bwho\b|\bwhom\b", re.IGNORECASE)
_HAN = re.compile(r"[\u3005\u3400-\u9fff\U00020000-\U000323af]{1,4}")
_OFFICE = re.compile("[相长理席臣裁官师授使监督帝王记领]$")
"""How words of offices end, folded."""
_NOT_YET = "[副前元原次助]"
_OF_OFFICE = "秘书|补佐|辅佐|府|室|官邸|代理|办公|助理|候补"
_IS = "的|の|は|が|是|为|由|[ 　・:]|である"
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,}")
_LONGEST = 6
"""Characters of the name of a person in Han characters."""
_KANA_BEFORE = re.compile("[\u3041-\u3096\u30fc]{2,}$")
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        "ため こと もの ところ うち ほか とき なか まま はず わけ たび あと さき ごと いま つぎ "
        "のち まわり たくさん いくつ すべて ほとんど それぞれ はじめ すえ もと とおり うえ あいだ "
        "つど ことし おととし みずから かたわら ひとり ふたり",
    )
)
"""Nouns in kana that stand before a name without being its first word."""
_WHERE = re.compile(
    r"どこ|どの(?:[県市町村都府区]|地[域方])|所在地|場所|哪里|哪裡|哪[个個](?:地方|城市|[省市县縣区區镇鎮])|位于|位於|何处|何處|"
    r"\bwhere\b|\bwhich (?:city|town|village|prefecture|province|place)\b|\blocated\b",
    re.IGNORECASE,
)
_PREFECTURE = re.compile("[\u3400-\u9fff]{2,3}[県縣府都道省州]$")
_LONGEST_PREFECTURE = 4
_TOWN = re.compile("[\u3400-\u9fff]{1,5}[市町村郡区區镇鎮乡鄉县縣]")
_NAMING = frozenset(("一般", "人名", "地名"))
"""The kinds of nouns in the dictionary that names begin with."""
_DICTIONARIES = ("ja", "zh")
"""Each knows names of the other's people."""


def whole_name(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]`` grown to the name of a person that it cuts, where one is asked for."""
    part = text[start:end]
    if not _WHO.search(question.text) or not _HAN.fullmatch(part):
        return start, end
    for name in _names(text, part):
        for match in _spaced(name).finditer(text):
            if match.start() <= start and end <= match.end():
                return match.span()
    return start, end


def with_its_first_word(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]`` with the noun in kana that stands at once before it, where a name
    of no person is asked for: さくらインターネット, みずほ銀行."""
    is_person = _WHO.search(question.text)
    if is_person or not asks_name(question) or not _KANA_BEFORE.search(text[:start]):
        return start, end
    first, last = next(((a, b) for a, b in split_sentences(text) if a <= start < b), (start, end))
    at = first
    for word, feature in japanese_words(text[first:last]):
        at = text.find(word, at, last) + len(word)
        is_name = feature[0] == "名詞" and feature[2] in _NAMING and word not in _NO_NAMES
        if at == start and is_name and _KANA_BEFORE.fullmatch(word):
            return start - len(word), end
        if at >= start:
            break
    return start, end


def with_its_prefecture(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]`` with the prefecture or province that stands at once before the town in
    it, where a place is asked for and the question does not name that: 熊本県菊陽町."""
    if not _WHERE.search(question.text) or not _TOWN.match(text, start, end):
        return start, end
    for first in range(start - 3, max(0, start - _LONGEST_PREFECTURE) - 1, -1):
        name = text[max(0, first) : start]
        if _PREFECTURE.fullmatch(name) and named_places(name):
            return (start, end) if bare(name) in bare(question.text) else (first, end)
    return start, end


def of_the_office(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """The person whose name stands at the office asked for (日本首相是谁: 田中角栄首相), in the
    sentence of ``text[start:end]``, where just one does and the span is another person."""
    if not _WHO.search(question.text):
        return start, end
    first, last = next(((a, b) for a, b in split_sentences(text) if a <= start < b), (start, end))
    sentence = text[first:last]
    office = _office(question, fold_text(sentence))
    if not office:
        return start, end
    asked = bare(question.text)
    places = {
        match.span()
        for name in names_of_people(sentence)
        if bare(name) not in asked and not named_countries(name) and not named_places(name)
        for match in re.finditer(re.escape(name), sentence)
        if _is_at(office, sentence, *match.span())
    }
    whole = [p for p in places if not any(q != p and q[0] <= p[0] and p[1] <= q[1] for q in places)]
    if len(whole) != 1:
        return start, end
    found = first + whole[0][0], first + whole[0][1]
    return (start, end) if found[0] < end and start < found[1] else found


def _office(question: Question, sentence: str) -> str:
    """The longest ending of the noun that is asked for which names an office, of two characters
    at least, and stands in the folded ``sentence``."""
    noun = fold_text(asked_noun(question))
    if not _OFFICE.search(noun):
        return ""
    endings = (noun[at:] for at in range(len(noun) - 1))
    return next((e for e in endings if _HAN_WORD.fullmatch(e) and e in sentence), "")


def _is_at(office: str, sentence: str, start: int, end: int) -> bool:
    """Whether ``office`` stands before or behind the name at ``sentence[start:end]``, on its own:
    a 副社長 is no 社長, and a 首相秘書官 no 首相."""
    before, after = fold_text(sentence[:start]), fold_text(sentence[end:])
    word = rf"(?<!{_NOT_YET}){re.escape(office)}(?!{_OF_OFFICE})"
    return bool(
        re.search(rf"{word}(?:{_IS})?$", before) or re.match(rf"(?:[ 　・]|氏)?{word}", after)
    )


def full_name(question: Question, part: str, passage: str) -> tuple[int, int] | None:
    """Where ``passage`` first gives the whole name of the person whom ``part`` names, ``None``
    where it does not, or gives several, or no person is asked for."""
    if not _WHO.search(question.text) or not _HAN.fullmatch(part):
        return None
    names = [name for name in _names(passage, part) if name.endswith(part)]
    if len(names) != 1:
        return None
    found = _spaced(names[0]).search(passage)
    return found.span() if found else None


def _spaced(name: str) -> re.Pattern[str]:
    """``name`` also as reports print it: 山田 太郎, 山　田　太郎."""
    return re.compile("[ \u3000]?".join(map(re.escape, name)))


def _names(text: str, part: str) -> list[str]:
    """The names in ``text`` that begin or end with ``part`` and are longer, each once."""
    # The dictionaries take a wide space for a word, and end a name there.
    even = text.replace("\u3000", " ")
    found = (name for language in _DICTIONARIES for name in proper_names(even, language))
    return list(
        dict.fromkeys(
            name
            for name in found
            if len(part) < len(name) <= _LONGEST
            and _spaced(name).search(text)
            and _HAN.match(name)
            and (name.startswith(part) or name.endswith(part))
        )
    )
