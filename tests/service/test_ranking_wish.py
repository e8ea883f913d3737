"""Whether a question asks for the greatest, the least, or what rose or fell."""

from __future__ import annotations

import pytest

from service.answering.question import parse_question
from service.answering.ranking_wish import RankingWish, ranking_wish, subject_ranked


@pytest.mark.parametrize(
    ("question", "among", "least", "change"),
    [
        ("最大の取引先はどこですか。", "things", False, False),
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
