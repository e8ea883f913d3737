"""Numbers and dates as Excel shows them; expected values are those of Excel itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.office.number_formats import Value, shown

_DAY = datetime(2021, 4, 1, 9, 5, 7)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "#,##0", "1,235"),
        (-1234.5, "#,##0.00", "-1,234.50"),
        (1234567, "#,##0,", "1,235"),
        (0.125, "0.0%", "12.5%"),
        (-0.5, "0%", "-50%"),
        (-90, '#,##0;"△ "#,##0', "△ 90"),
        (-5, "#,##0_);(#,##0)", "(5)"),
        (-3, "0_ ;[Red]\\-0\\ ", "-3"),
        (0, '#,##0;-#,##0;"－"', "－"),
        (0, "0.0", "0.0"),
        (0, "#", ""),
        (5, "00", "05"),
        (3, '0"億円"', "3億円"),
        (1234, '"¥"#,##0', "¥1,234"),
        (-1234, "[$¥-411]#,##0", "-¥1,234"),
        (12345.678, "0.00E+00", "1.23E+04"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "1E+20"),
        (1234.0, "General", "1234"),
        (0.5, "# ?/?", "0.5"),
        (150, '[>=100]"多";"少"', "多"),
        (50, '[>=100]"多";"少"', "少"),
        (44287, "yyyy/m/d", "44287"),
        (True, "0", "TRUE"),
        ("大庭", '@"様"', "大庭様"),
        ("大庭", "0;-0;0;@", "大庭"),
        ("大庭", "#,##0", "大庭"),
        (7, "@", "7"),
    ],
)
def test_numbers_and_words(value: Value, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (_DAY, 'yyyy"年"m"月"d"日"', "2021年4月1日"),
        (_DAY, '[$-411]ggge"年"m"月"d"日"', "令和3年4月1日"),
        (datetime(1989, 1, 7), "gge", "昭64"),
        (datetime(1912, 7, 30), "ge.m.d", "T1.7.30"),
        (datetime(1850, 1, 1), 'ggge"年"', "1850年"),
        (_DAY, "yyyy/mm/dd hh:mm:ss", "2021/04/01 09:05:07"),
        (_DAY, "h:mm AM/PM", "9:05 AM"),
        (time(0, 5), "h:mm AM/PM", "12:05 AM"),
        (time(13, 5), "h:mm", "13:05"),
        (_DAY, "mmm-yy", "Apr-21"),
        (_DAY, "dddd, mmmm d", "Thursday, April 1"),
        (_DAY, "aaaa", "木曜日"),
        (date(2021, 4, 1), "General", "2021/4/1"),
        (_DAY, "General", "2021/4/1 9:05"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
        (timedelta(minutes=5), "General", "0:05:00"),
        (timedelta(minutes=90), "[mm]", "90"),
    ],
)
def test_dates_and_times(value: Value, code: str, text: str) -> None:
    assert shown(value, code) == text


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_a_plain_format_says_the_number_to_its_places(units: int, places: int) -> None:
    value = Decimal(units).scaleb(-places)
    code = "#,##0" + ("." + "0" * places if places else "")
    assert Decimal(shown(float(value), code).replace(",", "")) == value


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.text('0#?.,%;"@[]gemdhs/E+-_*\\ ', max_size=12),
)
def test_no_code_fails(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)
