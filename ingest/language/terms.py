"""Cut text into the terms that the lexical index and its queries share.

N-grams make sure that what is written is found; dictionary words make a match on a whole word
weigh more. Both are taken from folded text, so 経済 and 经济 give the same terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import Any

from ingest.language.fold import fold_text
from ingest.language.numbers import find_numbers

__all__ = ["TERMS_VERSION", "WORD_PREFIX", "chinese_words", "index_terms", "japanese_words"]

TERMS_VERSION = "1"
"""Changes whenever the same text may give other terms; an index remembers it."""

WORD_PREFIX = "w:"
"""Marks a dictionary word; n-grams and Latin words never hold a colon."""

_LONGEST_WORD = 64
"""Characters; longer runs of letters are noise or encoded data and are cut here."""

_LONGEST_NUMBER = 24
"""Digits; only fractions such as 三分之一 have more, and nobody searches for those."""

_KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_HAN = "\u3005-\u3007\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CJK = _KANA + _HAN
_HAS_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")

# Parts of speech (UniDic) of words that say what a text is about.
_CONTENT = frozenset(("名詞", "動詞", "形容詞", "形状詞", "副詞"))
_INFLECTED = frozenset(("動詞", "形容詞"))
_EMPTY = frozenset(("非自立可能",))
# The lemma of a proper name is its reading, which all its homophones share.
_NAME = "固有名詞"

_tagger_lock = Lock()


def index_terms(text: str, language: str) -> list[str]:
    """The terms of ``text``, in order of kind, each as often as it occurs; no white space.

    Of CJK runs: single characters and pairs of neighbours. Of other scripts: whole words and
    numbers (9.5 is one term, 1,234 is ``1234``). Of numbers not written in plain digits: those
    digits (``2021`` for 令和3年, ``9500000000000`` for 9.5兆). Then, marked with ``WORD_PREFIX``,
    the dictionary words of two characters or more: by UniDic for ``ja``, by jieba for ``zh``;
    for any other language by whichever fits the characters.
    """
    folded = fold_text(text)
    terms: list[str] = []
    runs: list[str] = []
    for match in _token().finditer(folded):
        token = match.group()
        if match.lastgroup == "cjk":
            runs.append(token)
            terms += token
            terms += map(str.__add__, token, token[1:])
        elif match.lastgroup == "number":
            terms += _numbers(token)
        else:
            terms.append(token[:_LONGEST_WORD])
    terms += _spelled_numbers(text)
    if runs:
        terms += _dictionary_words(text, runs, language)
    return terms


def _numbers(token: str) -> list[str]:
    """``1,234.5`` without its commas; ``1,2,3`` as three numbers."""
    if "," not in token:
        return [token[:_LONGEST_WORD]]
    if _THOUSANDS.fullmatch(token):
        return [token.replace(",", "")[:_LONGEST_WORD]]
    return [part[:_LONGEST_WORD] for part in token.split(",")]


def _spelled_numbers(text: str) -> Iterator[str]:
    """The plain digits of numbers and years that the text writes in another way."""
    for number in find_numbers(text):
        if number.kind == "date":
            continue  # its year is a number of its own
        value = format(abs(number.value).normalize(), "f")
        written = fold_text(text[number.start : number.end]).replace(",", "")
        if value not in written and len(value) <= _LONGEST_NUMBER:
            yield value


def _dictionary_words(text: str, runs: list[str], language: str) -> list[str]:
    if language == "ja" or (language != "zh" and _HAS_KANA.search(text)):
        # The dictionary knows Japanese spellings, so it must see the text before folding.
        unfolded = re.findall(f"[{_CJK}]+", unicodedata.normalize("NFKC", text))
        words = _japanese_words("\n".join(unfolded))
        return [WORD_PREFIX + folded for folded in map(_fold_word, words)]
    return [WORD_PREFIX + word for word in _chinese_words("\n".join(runs))]


def _japanese_words(text: str) -> Iterator[str]:
    """Nouns as written and, where it differs, as the dictionary heads them; verbs as headed."""
    for surface, feature in japanese_words(text):
        if feature[0] not in _CONTENT or feature[1] in _EMPTY:
            continue
        # Words that the dictionary lacks have a feature of six fields, without a lemma.
        lemma = feature[7].partition("-")[0] if len(feature) > 7 else ""
        if feature[1] == _NAME or not lemma:
            lemma = surface
        if len(surface) > 1 and feature[0] not in _INFLECTED:
            yield surface
        if len(lemma) > 1 and (lemma != surface or feature[0] in _INFLECTED):
            yield lemma


def japanese_words(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each word of a Japanese text with its features in the order of UniDic."""
    with _tagger_lock:
        return [(node.surface, tuple(node.feature)) for node in _tagger()(text)]


def chinese_words(text: str) -> list[tuple[str, str]]:
    """Each word of a Chinese text, folded, with its tag."""
    import rjieba  # 0.2 s; only where Chinese is read

    # The dictionary knows simplified characters; folding keeps every character in its place.
    found: list[tuple[str, str]] = rjieba.tag(fold_text(text))
    return found


@lru_cache(maxsize=1)
def _token() -> re.Pattern[str]:
    """A run of CJK, a number (1,234.5 is one term), or a word in any other script."""
    return re.compile(
        f"(?P<cjk>[{_CJK}]+)|(?P<number>[0-9]+(?:[.,][0-9]+)*(?![^\\W_{_CJK}]))|[^\\W_{_CJK}]+"
    )


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    return "".join(fold_text(word).split())


def _chinese_words(text: str) -> Iterator[str]:
    import rjieba  # 0.2 s; only where Chinese is read

    return (word for word in rjieba.cut(text) if len(word) > 1 and not word.isspace())


@lru_cache(maxsize=1)
def _tagger() -> Any:
    from pathlib import Path

    import fugashi
    import unidic_lite

    # GenericTagger opens in a quarter of the time of Tagger, whose named features are not used.
    folder = Path(unidic_lite.DICDIR)
    return fugashi.GenericTagger(f'-r "{folder / "mecabrc"}" -d "{folder}"')
