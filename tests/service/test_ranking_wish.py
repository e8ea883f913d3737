"""Whether a question asks for the greatest, the least, or what rose or fell."""

from __future__ import annotations

import pytest

from service.answering.question import parse_question
from service.answering.ranking_wish import (
    RankingWish,
    kind_ranked,
    ranking_wish,
    subject_ranked,
)


@pytest.mark.parametrize(
    ("question", "among", "least", "change"),
    [
        ("最大の取引先はどこですか。", "things", False, False),
        ("比率が最も高い品目は何ですか。", "things", False, False),
        ("净利润增长最快的子公司是哪家？", "things", False, True),
        ("减少最多的是哪个地区？", "things", True, True),
        ("研究開発費が一番少なかったのはどの事業ですか。", "things", True, False),
        ("Which segment had the lowest profit?", "things", True, False),
        ("哪家子公司亏损最大？", "things", True, False),
        ("2021到2023年里，哪一年增速最慢？", "years", True, True),
        ("営業利益が最も高かった年は？", "years", False, False),
        ("5年間の人口増加率がいちばん高かったのは何年の調査ですか。", "years", False, True),
        ("哪个季度的营业收入最高？", "quarters", False, False),
    ],
)
def test_what_is_ranked_and_from_which_end(
    question: str, among: str, least: bool, change: bool
) -> None:
    wish = ranking_wish(parse_question(question))
    assert wish is not None
    assert (wish.among, wish.least, wish.change, wish.against) == (among, least, change, 0)


@pytest.mark.parametrize(
    ("question", "wish"),
    [
        (
            "第58期から第62期のうち、営業利益が前期より減ったのはどの期ですか。",
            RankingWish("years", True, True, -1, ordinals=(58, 62)),
        ),
        (
            "Between 2020 and 2024, in which year was revenue lower than the year before?",
            RankingWish("years", True, True, -1, years=(2020, 2024)),
        ),
        ("人口が前回の調査より減ったのは何年ですか。", RankingWish("years", True, True, -1)),
        ("哪一年的净利润同比增加？", RankingWish("years", False, True, 1)),
        ("哪一年的营业收入比上年下降？", RankingWish("years", True, True, -1)),
    ],
)
def test_what_fell_or_rose_from_the_period_before(question: str, wish: RankingWish) -> None:
    assert ranking_wish(parse_question(question)) == wish


@pytest.mark.parametrize(
    "question",
    [
        "日本数字厅的最高负责人是谁？",
        "1日に最大どれだけ送水できますか。",
        "最も古い会社はどこですか。",
        "売上が前年より減った理由は何ですか。",
        "最大输电功率是多少？",
        "罰金は最高でいくらですか。",
        "使用率最高的三类应用依次是什么？",
        "会社が設立されたのは何年ですか。",
        "営業利益は前期より何％減りましたか。",
    ],
)
def test_titles_limits_and_values_are_no_rankings(question: str) -> None:
    assert ranking_wish(parse_question(question)) is None


def test_the_words_that_only_rank_are_no_subject() -> None:
    words = subject_ranked(parse_question("主要子公司里，2024年哪一家赚得最多？"))
    assert "".join(words.split()) == "主要子公司，赚"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("营业收入最高的是哪个地区？", "地区"),
        ("利益が最も大きかったのはどの事業ですか。", "事業"),
        ("比率が最も高い品目は何ですか。", "品目"),
        ("Which segment had the lowest profit?", "segment"),
        ("2024年哪一家赚得最多？", ""),
    ],
)
def test_the_kind_of_thing_that_is_looked_for(question: str, kind: str) -> None:
    assert kind_ranked(parse_question(question)) == kind
