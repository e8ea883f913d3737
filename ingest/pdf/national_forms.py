"""Characters in the form that the language of the file writes them.

Some programs write 戸 and 户 as the Kangxi radical for "door", which Unicode folds to 戶; and a
recogniser that reads many languages takes 項 for 项 now and then. Which form is meant is known
from the language of the whole file: a character that its country's everyday set does not have
becomes the one of the same meaning that it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ingest.language import detect_language, script_variant
from ingest.pdf.raw import RawPage
from ingest.pdf.tables import RawTable

__all__ = ["with_national_forms"]

_JAPANESE = str.maketrans("戶靑", "戸青")
_SIMPLIFIED = str.maketrans("戶靑", "户青")
_TRADITIONAL = str.maketrans("靑", "青")


@dataclass(frozen=True, slots=True)
class _Country:
    """The character set of a country, and OpenCC's way to its forms."""

    encoding: str
    conversions: tuple[str, ...]


_JAPAN = _Country("shift_jis", ("s2t", "t2jp"))
_MAINLAND = _Country("gb2312", ("jp2t", "t2s"))
_TAIWAN = _Country("big5", ("jp2t", "s2t"))


def with_national_forms(pages: Sequence[RawPage]) -> list[RawPage]:
    """``pages`` with the forms that their language uses, where radicals were written and where
    characters were recognised on an image."""
    if not any(_is_doubtful(page) for page in pages):
        return list(pages)
    sample = "\n".join(line.text for page in pages for line in page.lines)[:20_000]
    language = detect_language(sample)
    if language == "ja":
        forms, country = _JAPANESE, _JAPAN
    elif language == "zh" and script_variant(sample) == "hans":
        forms, country = _SIMPLIFIED, _MAINLAND
    else:
        forms, country = _TRADITIONAL, _TAIWAN
    made = []
    for page in pages:
        if "kangxi_radicals" in page.issues:
            page = _translated(page, forms)
        if page.source == "ocr" and language in ("ja", "zh"):
            page = _translated(page, _recognised_forms(page, country))
        made.append(page)
    return made


def _is_doubtful(page: RawPage) -> bool:
    return page.source == "ocr" or "kangxi_radicals" in page.issues


def _recognised_forms(page: RawPage, country: _Country) -> dict[int, int]:
    """For each ideograph on ``page`` that the country does not write, the one that it writes."""
    texts = [line.text for line in page.lines]
    texts += [cell.text for table in page.tables for row in table.rows for cell in row]
    found = {}
    for char in set("".join(texts)):
        if "\u3400" <= char <= "\u9fff" and not _has(country.encoding, char):
            form = _converted(char, country.conversions)
            if form != char and len(form) == 1 and _has(country.encoding, form):
                found[ord(char)] = ord(form)
    return found


def _has(encoding: str, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=4096)
def _converted(char: str, conversions: tuple[str, ...]) -> str:
    for name in conversions:
        char = _converter(name).convert(char)
    return char


@lru_cache(maxsize=8)
def _converter(name: str) -> Any:
    from opencc import OpenCC  # only pages without usable text need it

    return OpenCC(name)


def _translated(page: RawPage, forms: dict[int, int]) -> RawPage:
    lines = tuple(replace(line, text=line.text.translate(forms)) for line in page.lines)
    tables = tuple(_table(table, forms) for table in page.tables)
    return replace(page, lines=lines, tables=tables)


def _table(table: RawTable, forms: dict[int, int]) -> RawTable:
    rows = tuple(
        tuple(replace(cell, text=cell.text.translate(forms)) for cell in row) for row in table.rows
    )
    return replace(table, rows=rows)
