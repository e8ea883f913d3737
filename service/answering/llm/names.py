"""The names that a model's sentence may only have from its passage: people, places, brands.

Every word in Latin letters counts as one, acronyms included: more than ``ingest.language.names``
takes for a name of a question, because here what is missing must be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.language.fold import fold_text
from ingest.language.terms import japanese_words

__all__ = ["names_written"]

_LETTER = "A-Za-z\u00c0-\u024fＡ-Ｚａ-ｚ"
_LATIN = re.compile(f"[{_LETTER}][{_LETTER}0-9０-９&.'’-]*")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs)\.$")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc・]{3,}")
_NAME_TAGS = ("nr", "ns", "nt", "nz")
_PROPER = "固有名詞"


def names_written(text: str, language: str) -> list[str]:
    """The names in ``text``, as written, in order.

    Japanese: by UniDic, and katakana words that it lacks. Chinese: by jieba. In both, every word
    in Latin letters. English: words with a capital letter that do not begin a sentence, and
    words with two capitals or a digit.
    """
    if language == "en":
        return list(_english(text))
    latin = [match.group().rstrip(".'’-") for match in _LATIN.finditer(text)]
    return [*latin, *(_chinese(text) if language == "zh" else _japanese(text))]


def _english(text: str) -> Iterator[str]:
    for match in _LATIN.finditer(text):
        word = match.group().rstrip(".'’-").removesuffix("'s").removesuffix("’s")
        shouted = sum(c.isupper() for c in word) > 1 or any(c.isdigit() for c in word)
        capital = word[:1].isupper() and len(word) > 1
        if shouted or (capital and not _begins_sentence(text[: match.start()])):
            yield word


def _begins_sentence(before: str) -> bool:
    """Whether what follows ``before`` would have a capital letter anyway."""
    left = before.rstrip(" \t\"'“‘(")
    return not left or (left[-1] in ".!?:\n" and not _ABBREVIATION.search(left))


def _japanese(text: str) -> Iterator[str]:
    for surface, feature in japanese_words(text):
        unknown = len(feature) <= 6 and bool(_KATAKANA.fullmatch(surface))
        if unknown or (len(feature) > 1 and feature[1] == _PROPER and not surface.isascii()):
            yield surface


def _chinese(text: str) -> Iterator[str]:
    import rjieba  # 0.2 s; only where Chinese is read

    # The dictionary is a simplified one.
    for word, tag in rjieba.tag(fold_text(text)):
        if tag.startswith(_NAME_TAGS) and len(word) > 1 and not word.isascii():
            yield word
