"""Folding: one string for all variants, and always a way back."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.language import fold, fold_text
from ingest.language.fold import _KINDRED, _RADICALS, _settle, _table

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
KANA = st.characters(min_codepoint=0x3041, max_codepoint=0x30FF)
CJK = st.text(st.one_of(HAN, KANA), max_size=30)
AWKWARD = st.text(
    st.sampled_from(
        "がガｶﾞﾟ\u3099\u309a㈱①ﬁİΣςß경각ㄱㅏﾡￂ\u0301\u0308é葛\U000e0100\u200bＡ，㌔ \n𠮷\u0e33"
    ),
    max_size=12,
)
ANY = st.one_of(st.text(max_size=30), CJK, AWKWARD)


@pytest.mark.parametrize(
    "variants",
    [
        ("経済", "經濟", "经济"), ("国会", "國會", "国会"), ("労働", "勞動", "劳动"),
        ("価値", "價值", "价值"), ("予測", "預測", "预测"), ("弁護", "辯護", "辩护"),
        ("台湾", "臺灣", "台灣"), ("円", "圓", "圆"), ("発電", "發電", "发电"),
        ("東京都", "东京都"), ("氷", "冰"), ("高島屋", "髙島屋"), ("ＡＢＣ", "abc", "ABC"),
        ("ｶﾞｽ", "ガス", "カ\u3099ス"), ("㈱", "(株)", "（株）"), ("①", "1", "１"),
        ("ﬁne", "fine"), ("㎡", "m2"), ("葛\U000e0100城", "葛城"), ("⽇⻑", "日長"), ("︵", "("),
        ("経\u200b済", "経済"), ("ΟΔΟΣ", "οδος", "οδοσ"), ("㋿", "令和"), ("", "\ufeff"),
    ],
)  # fmt: skip
def test_variants_fold_to_one_string(variants: tuple[str, ...]) -> None:
    assert len({fold_text(v) for v in variants}) == 1


def test_a_ligature_keeps_its_place() -> None:
    folded = fold("東㈱京")
    assert folded.text == "东(株)京"
    assert folded.offsets == (0, 1, 1, 1, 2, 3)
    assert folded.span(2, 3) == (1, 2)
    assert folded.span(0, 5) == (0, 3)


def test_a_combining_mark_belongs_to_its_letter() -> None:
    folded = fold("ｶﾞｽ")
    assert (folded.text, folded.offsets) == ("ガス", (0, 2, 3))
    assert folded.span(0, 1) == (0, 2)
    assert folded.span(1, 1) == (2, 2)


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (0, 3), (2, 1)])
def test_a_span_outside_is_refused(start: int, end: int) -> None:
    with pytest.raises(IndexError, match="outside"):
        fold("経済").span(start, end)


def test_ascii_only_changes_case() -> None:
    assert fold("Ab c").offsets == (0, 1, 2, 3, 4)
    assert fold("Ab c").text == fold_text("Ab c") == "ab c"


def test_the_table_is_closed_and_one_to_one_character() -> None:
    table = _table()
    assert all(len(target) == 1 for target in table.values())
    assert not [source for source, target in table.items() if ord(target) in table]


def test_radicals_are_what_unicode_calls_them() -> None:
    assert all(unicodedata.name(pair[0]).startswith("CJK RADICAL") for pair in _RADICALS.split())
    assert all(len(pair) == 2 for pair in _KINDRED.split())


def test_circles_end_at_their_smallest_character() -> None:
    step = {ord("乙"): "丙", ord("丙"): "丁", ord("丁"): "丙"}
    assert {_settle(c, step) for c in "乙丙丁"} == {min("丙丁")}


@given(ANY)
@example("\u0e01\u0e33")
@example("㉠ㅏ")
def test_fold_text_is_the_text_of_fold(text: str) -> None:
    assert fold_text(text) == fold(text).text


@given(ANY)
def test_offsets_are_monotone_and_within_bounds(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert all(a <= b for a, b in pairwise(folded.offsets))
    assert all(0 <= o <= len(text) for o in folded.offsets)
    assert folded.offsets[-1] == len(text)


@given(CJK)
def test_folding_cjk_twice_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


@given(ANY, st.data())
def test_a_span_maps_back_to_what_folds_to_it(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    a, b = folded.span(start, end)
    assert 0 <= a <= b <= len(text)
    assert folded.text[start:end] in fold_text(text[a:b])


@given(CJK)
def test_cjk_words_keep_one_offset_a_cluster(text: str) -> None:
    folded = fold(text)
    for i in range(len(folded.text)):
        a, b = folded.span(i, i + 1)
        assert fold_text(text[a:b])[folded.offsets[:i].count(a) :].startswith(folded.text[i])
