"""Questions for several things: the enumeration of a passage, and the cell of a row that lists."""

from __future__ import annotations

import pytest
from small_tables import chosen, small_table, weights

from service.answering.listing import items_of_cell, listing_cell, whole_list
from service.answering.overlap import QuestionTerms
from service.answering.question import parse_question


def listed(question: str, text: str, pointed: str) -> str:
    parsed = parse_question(question)
    start = text.index(pointed)
    terms = QuestionTerms(parsed.subject, weights)
    first, last, items = whole_list(parsed, terms, text, start, start + len(pointed))
    return "、".join(items) or text[first:last]


@pytest.mark.parametrize(
    ("question", "text", "pointed", "answer"),
    [
        # How many there are, which stands behind them.
        ("哪些县市的人口增加了？请全部列出。",
         "人口が増えたのは、甲県、乙県、丙市の3県市にとどまり、丁県では減った。", "3県市",
         "甲県、乙県、丙市"),
        # An item where it is told again.
        ("信号は軽いほうから順に何色ですか。", "信号分为绿灯、黄灯与红灯：绿灯最轻，红灯最重。",
         "红灯最", "绿灯、黄灯与红灯"),
        # Another sentence, but the only cities of the passage.
        ("拠点が置かれた都市を全部教えて。",
         "系统与标准\n系统采用竞争、合作、共享原则。系统由北京、上海、广州三个节点组成。",
         "系统与标准", "北京、上海、广州"),
        # One thing is asked for.
        ("最大的县是哪个？", "甲县、乙县、丙县三县中，丙县最大。", "甲县", "甲县"),
        # A part of several, though one would do.
        ("巡回展はどこで開かれるか", "霧汀國小、光隆高工、樹仁社區で開く。", "光隆高工、樹仁社區",
         "霧汀國小、光隆高工、樹仁社區"),
        # The years between the things.
        ("使われた機種を古い順に全部挙げてください。",
         "その後、昭和五年（一九三〇年）に甲号、昭和九年（一九三四年）に乙号、昭和十年に丙号が入った。",
         "甲号", "甲号、乙号、丙号"),
        # Of the number asked for, though bullets of another stand around it.
        ("在哪四个领域引入技术？",
         "・ 店を設けた。\n・ 交通、行政、教育、医療の四つの分野で導入する。", "店",
         "交通、行政、教育、医療"),
    ],
)  # fmt: skip
def test_the_enumeration_that_is_meant_is_the_answer(
    question: str, text: str, pointed: str, answer: str
) -> None:
    assert listed(question, text, pointed) == answer


@pytest.mark.parametrize(
    ("question", "text", "pointed"),
    [
        # Countries are asked for, and none are listed.
        ("最初に結んだのはどの国々ですか。", "日本が結んだ。電気、ガス、水道の順に進む。", "日本"),
        # A passage that speaks of something else.
        ("审计的关键事项有哪些？", "工場を建てた。電気、ガス、水道の順に進む。", "工場"),
        # Clauses are no things.
        ("どの役職を務めましたか。", "1990年に入社、営業部長、取締役、社長を歴任した。",
         "営業部長、取締役"),
        # One thing would be an answer too.
        ("「陽」にはどのような意味がありますか。", "光という意味である。電気、ガス、水道を使う。",
         "光"),
    ],
)  # fmt: skip
def test_other_enumerations_are_no_answer(question: str, text: str, pointed: str) -> None:
    assert listed(question, text, pointed) == pointed


HEAD = ("協定", "発効", "参加", "特徴")
ROW = ("甲協定", "2020年署名、2021年発効", "日本、チリ、タイ。韓国は後に加入", "通信、金融、物流")


def test_the_cell_that_lists_things_of_the_kind_is_chosen() -> None:
    table, _ = small_table((HEAD, ROW))
    for text in ("甲協定はどの国々が結びましたか。", "甲协定由哪些国家发起？"):
        question = parse_question(text)
        choice = listing_cell(question, chosen(text, table, 1), pointed=False)
        place = items_of_cell(question, choice.cell.text)
        assert place is not None
        assert choice.cell.text[slice(*place)] == "日本、チリ、タイ"


def test_the_only_cell_that_lists_is_chosen_unless_another_is_pointed_at() -> None:
    table, _ = small_table((HEAD, ("甲園区", "1980年", "東ダム、西ダム", "北管線")))
    text = "甲园区主要依靠哪几座设施？"
    question, choice = parse_question(text), chosen(text, table, 1)
    assert choice.cell.text != "東ダム、西ダム"
    assert listing_cell(question, choice, pointed=False).cell.text == "東ダム、西ダム"
    assert listing_cell(question, choice, pointed=True) == choice
    one = parse_question("甲園区はどこの水を使いますか。")
    assert listing_cell(one, choice, pointed=False) == choice


def test_dates_are_no_list_of_things() -> None:
    assert items_of_cell(parse_question("由哪些国家发起？"), "2020年署名、2021年発効") is None
