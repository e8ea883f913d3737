"""Tokens of short texts are those of the library's tokenizer."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tiny_encoder import encoder_file
from tokenizers.normalizers import NFKC

from index.encoder.base import BaseEncoder, open_base
from index.encoder.short_texts import ShortTexts
from index.encoder.tokenizer import make_tokenizer, tokenizer_of

TEXTS = [
    "query: How many people did the bay ferries carry in fiscal 2022?",
    "query: 令和4年度の営業利益（連結）はいくらですか。",
    "query: 沧麓省2023年新登记的患者有多少人？",
    "臺灣的半導體產業　２０２３年",
    "㈱ﾃﾞｰﾀ ①  ﬁrst\t…\u200bか\u3099",
    "𠮷野家の牛丼 😀😀 𓀀𓀁 と ꙮ",
    "▁▁ underscore ▁ mark",
    " leading and trailing ",
    "",
    " ",
]


@cache
def _bundled() -> tuple[ShortTexts, Any]:
    base = open_base()
    return ShortTexts(base), tokenizer_of(base)


@pytest.mark.model
@pytest.mark.parametrize("text", TEXTS)
def test_the_bundled_pieces(text: str) -> None:
    texts, library = _bundled()
    assert texts.tokens(text) == library.encode(text, add_special_tokens=False).ids


@pytest.mark.model
@given(st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"]), max_size=60))
def test_any_text_in_the_bundled_pieces(text: str) -> None:
    texts, library = _bundled()
    # The library's Unicode is older: it does not take ㋿ apart.
    assume(NFKC().normalize_str(text) == unicodedata.normalize("NFKC", text))
    assert texts.tokens(text) == library.encode(text, add_special_tokens=False).ids


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> BaseEncoder:
    return encoder_file(tmp_path_factory.mktemp("encoder") / "tiny.bin")


@given(text=st.text("色数は赤青 白x龍abc。、", max_size=30))
def test_unknown_characters(base: BaseEncoder, text: str) -> None:
    wanted = make_tokenizer(base.model).encode(text, add_special_tokens=False).ids
    assert ShortTexts(base).tokens(text) == wanted


def test_marks_in_a_text_are_text(base: BaseEncoder) -> None:
    assert not {0, 1, 2} & set(ShortTexts(base).tokens("<s>赤</s><pad>"))


@pytest.mark.model
def test_half_a_surrogate_pair_is_a_question_mark() -> None:
    texts, _ = _bundled()
    assert texts.tokens("\ud800赤") == texts.tokens("?赤")


def test_the_pieces_of_a_file_that_was_cut_off(base: BaseEncoder, tmp_path: Path) -> None:
    from index.encoder.quantised import parse
    from ingest.errors import ModelError

    data = base.path.read_bytes()
    for size in (60, 90, 120, len(data) - 1):
        with pytest.raises(ModelError, match="cannot be read"):
            parse(data[:size])
