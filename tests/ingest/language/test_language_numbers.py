"""Numbers as reports write them, checked against a golden list of written forms."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language import Number, find_numbers, read_unit_line
from ingest.language.numerals import parse_amount, parse_integer
from ingest.language.units import canonical_unit

Expected = list[tuple[Decimal, str, str]]


def _golden() -> list[tuple[str, Expected]]:
    cases = []
    for line in (Path(__file__).parent / "numbers_golden.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        written, _, rest = line.partition(" |")
        expected: Expected = []
        for part in filter(None, (p.strip() for p in rest.split(" ; "))):
            value, unit, kind = (field.strip() for field in part.split("|"))
            expected.append((Decimal(value), unit, kind))
        cases.append((written, expected))
    return cases


GOLDEN = _golden()


def test_the_golden_list_is_long_enough() -> None:
    assert len(GOLDEN) >= 120


@pytest.mark.parametrize(("written", "expected"), GOLDEN, ids=[w for w, _ in GOLDEN])
def test_golden(written: str, expected: Expected) -> None:
    assert [(n.value, n.unit, n.kind) for n in find_numbers(written)] == expected


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("売上高は９兆５，０００億円です", ["９兆５，０００億円"]),
        ("同比增长 8.1% 。", ["8.1%"]),
        ("令和3年4月1日から", ["令和3年", "令和3年4月1日"]),
        ("about April 1, 2021.", ["2021", "April 1, 2021"]),
        ("面積は300㎡だ", ["300㎡"]),
        ("ｶﾞｽは㌧当たり5円", ["5円"]),
    ],
)
def test_spans_are_of_the_original(text: str, spans: list[str]) -> None:
    assert [text[n.start : n.end] for n in find_numbers(text)] == spans


@pytest.mark.parametrize(
    "forms",
    [
        ("9.5兆元", "9兆5000億元", "9.5万亿元", "９．５兆元", "95,000億元"),
        ("令和3年", "2021年", "二〇二一年", "R3年", "民国110年", "FY2021"),
        ("30%", "3割", "三成", "百分之三十", "30パーセント"),
        ("1,234百万円", "12億3,400万円", "12.34億円", "1,234,000千円"),
    ],
)
def test_one_value_whatever_the_form(forms: tuple[str, ...]) -> None:
    assert len({(n.value, n.unit, n.kind) for f in forms for n in find_numbers(f)}) == 1


@pytest.mark.parametrize(
    "text", ["2021年13月", "13月5日", "4月99日", "0分の1", "2021年成立", "30割", "兆し", "一点"]
)
def test_impossible_values_are_not_reported(text: str) -> None:
    assert [n for n in find_numbers(text) if n.kind in ("date", "percent")] == []
    assert all(n.value for n in find_numbers(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二〇二一", Decimal(2021)),
        ("9.5兆", Decimal("9.5") * 10**12),
        ("9.5万亿", Decimal("9.5") * 10**12),
        ("1兆2345亿", Decimal(12345) * 10**8),
        ("三千五百", Decimal(3500)),
        ("三点五", Decimal("3.5")),
        ("1,234百万", Decimal(1234) * 10**6),
        ("壹佰贰拾", Decimal(120)),
        ("3万0", Decimal(30000)),
        ("", Decimal(0)),
    ],
)
def test_amounts(text: str, value: Decimal) -> None:
    assert parse_amount(text) == value


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("単位：百万円", (Decimal(10**6), "JPY")),
        ("（単位：千円）", (Decimal(1000), "JPY")),
        ("(單位：億元)", (Decimal(10**8), "CNY")),
        ("单位 : 万人", (Decimal(10**4), "人")),
        ("単位：億円、％", (Decimal(10**8), "JPY")),
        ("単位：％", (Decimal(1), "%")),
        ("（百万円）", (Decimal(10**6), "JPY")),
        ("单位：万千瓦", (Decimal(10**4), "kW")),
        ("売上高", None),
        ("", None),
    ],
)
def test_unit_lines(line: str, expected: tuple[Decimal, str] | None) -> None:
    assert read_unit_line(line) == expected


def test_first_year_of_an_era() -> None:
    assert parse_integer("元") == 1


def test_an_unknown_unit_keeps_its_name() -> None:
    assert canonical_unit("parsec") == "parsec"


@given(st.integers(min_value=1, max_value=10**13 - 1))
def test_a_kanji_amount_is_read_back(value: int) -> None:
    mixed = ""
    rest = value
    for power, name in ((10**12, "兆"), (10**8, "億"), (10**4, "万")):
        part, rest = divmod(rest, power)
        mixed += f"{part:,}{name}" if part else ""
    mixed += f"{rest:,}" if rest else ""
    [number] = find_numbers(f"計{mixed}円")
    assert number.value == value
    assert number.unit == "JPY"


_PIECES = st.sampled_from(
    ["令和", "3", "年", "4月", "1日", "億", "万", "兆", "円", "元", "%", "割", "〜", "-", " ", "①",
     "第", "三", "十", "百", "分の", "2021", ",", ".", "▲", "kg", "成", "㈱", "。", "\u200b"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=12).map("".join)))
def test_any_text_is_survived_and_spans_lie_within(text: str) -> None:
    numbers = find_numbers(text)
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)
    assert [n.end for n in numbers] == sorted(n.end for n in numbers)
    assert all(isinstance(n, Number) and n.value.is_finite() for n in numbers)


def test_nothing_in_millions_is_nothing() -> None:
    # A balance sheet's empty cell with its unit once divided by zero.
    for text in ("0.00百万元", "0百万円", "０.００万亿元", "0億円"):
        assert [n.value for n in find_numbers(text)] == [0], text


def test_a_smaller_multiplier_before_a_larger_one_counts_in_it() -> None:
    assert parse_amount("3万3165亿") == 33165 * 10**8
    assert parse_amount("1万亿") == 10**12
    assert parse_amount("9兆5000亿") == 95 * 10**11
    assert parse_amount("1亿2345万") == 123_450_000
