"""Labels of pages: printed numbers and names of sheets."""

from __future__ import annotations

import pytest

from service.cli.replies import place
from service.page_labels import is_printed_number
from service.web.texts import Texts


@pytest.mark.parametrize("label", ["12", "iv", "XII", "A-3", "- 5 -", "２３", "二十", "2-14", "F"])
def test_printed_numbers(label: str) -> None:
    assert is_printed_number(label)


@pytest.mark.parametrize("label", ["売上", "Sheet1 (2)", "2020年度", "人口 统计", "tab-x"])
def test_names_of_sheets(label: str) -> None:
    assert not is_printed_number(label)


def test_both_are_said_in_their_own_way() -> None:
    assert Texts("ja").place(5, "3") == "5ページ（印刷上は3）"
    assert Texts("zh").place(2, "收入") == "第2页（收入）"
    assert place(5, "3") == "p. 5 (printed 3)"
    assert place(2, "収入") == "p. 2 (収入)"
