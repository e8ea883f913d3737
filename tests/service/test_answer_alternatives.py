"""Which of two things: what a question compares, and what a sentence says of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.alternatives import (
    alternatives,
    asks_less,
    asks_more,
    asks_which,
    more_in_text,
)

BOTH = "内訳は、部品加工が7.5兆円、加工部品が31.7兆円で、後者が約8割を占める。"


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("2020年、部品加工と加工部品ではどちらが大きいですか。", ("部品加工", "加工部品")),
        ("割合が高いのは甲国と乙国のどちらですか。", ("甲国", "乙国")),
        ("東川與西川，哪一條的流域面積較大？", ("東川", "西川")),
        ("计器事业和控制事业，哪个员工更多？", ("计器事业", "控制事业")),
        ("Were exports to Japan or imports from Japan larger?",
         ("exports to Japan", "imports from Japan")),
        ("売上高はいくらですか。", None),
    ],
)  # fmt: skip
def test_the_two_things_of_a_question(question: str, things: tuple[str, str] | None) -> None:
    assert alternatives(question) == things
    assert asks_which(question) == (things is not None)


@pytest.mark.parametrize(
    ("question", "text", "name"),
    [
        ("部品加工と加工部品ではどちらが大きいですか。", BOTH, "加工部品"),
        ("部品加工と加工部品ではどちらが小さいですか。", BOTH, "部品加工"),
        ("東部と西部ではどちらが低いですか。", "东部集群低于1.25，西部集群低于1.2。", "西部"),
        ("東部と西部のどちらの基準が厳しいですか。", "东部集群低于1.25，西部集群低于1.2。", None),
        ("Is DEPA or the EPA larger?", "REPAIR 5人、DEPARTMENT 3人。", None),
        ("甲国の普及率と乙国の利用率では、どちらが高いですか。",
         "甲国は10.92億人、普及率77.5%。乙国の利用率は86.2%。", "乙国の利用率"),
        ("甲国の普及率と乙国の利用率では、どちらが高いですか。", "甲国は普及率77.5%。", None),
        ("甲国と乙国ではどちらが多いですか。", "甲国は5人、乙国は3台。", None),
        ("甲国と乙国ではどちらが多いですか。", "甲国は5人、乙国は5人。", None),
        ("甲国は何人ですか。", "甲国は5人、乙国は3人。", None),
    ],
)  # fmt: skip
def test_what_a_text_says_of_each(question: str, text: str, name: str | None) -> None:
    found = more_in_text(question, text)
    assert (found.name if found else None) == name
    if found:
        assert found.name in text[found.start : found.end]


def test_less_is_told_from_more() -> None:
    assert asks_less("どちらが少ないですか")
    assert not asks_less("どちらが多いですか")
    assert asks_more("どちらが多いですか")
    assert not asks_more("どちらが少ないですか")
    assert not asks_more("どちらが良いですか")


@given(
    st.text("甲乙国はと5人3台、。どちら", max_size=40), st.text("甲乙国は5人3台、。", max_size=40)
)
def test_no_text_breaks_it(question: str, text: str) -> None:
    found = more_in_text(question, text)
    if found:
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("甲国と乙国では、どちらが早く採用しましたか。", "甲国"),
        ("甲国と乙国では、どちらが遅く採用しましたか。", "乙国"),
        ("Did 甲国 or 乙国 adopt it earlier?", "甲国"),
    ],
)
def test_which_was_earlier(question: str, name: str) -> None:
    found = more_in_text(question, "甲国がこれに従ったのは一七五二年で、乙国は一九一八年である。")
    assert found is not None
    assert found.name == name


def test_a_country_is_found_by_the_name_that_the_text_gives_it() -> None:
    found = more_in_text(
        "英国和俄国，哪一个更早采用？", "英国は一七五二年、ロシアは一九一八年に採用した。"
    )
    assert found is not None
    assert found.name == "英国"


def test_volumes_say_nothing_of_heights() -> None:
    text = "甲水庫淤積9,108萬立方公尺。乙水庫淤積2,788萬立方公尺。"
    assert more_in_text("甲水庫與乙水庫，哪一座的壩比較高？", text) is None
    assert more_in_text("甲水庫與乙水庫，哪一座的淤積比較多？", text) is not None
