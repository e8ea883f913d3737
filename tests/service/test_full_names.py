"""Names of people who are called by a part of their name."""

from __future__ import annotations

import pytest

from service.answering.full_names import (
    full_name,
    of_the_office,
    whole_name,
    with_its_first_word,
    with_its_prefecture,
)
from service.answering.question import parse_question

CALENDAR = "碁打ちの家に生まれた渋川春海は暦をつくった。春海は初代の天文方に任じられた。"
CANAL = "1920年，技師八田與一主持的官佃溪埤圳動工。"
STATEMENT = "1972年、田中角栄首相と周恩来総理は北京で日中共同声明に署名した。"
BOARD = "推進責任者：副社長 金剛寺 茉莉、技術統括：常務 甘粕　洋"
"""Names as reports print them, with a space between family name and given name."""


@pytest.mark.parametrize(
    ("question", "text", "pointed", "shown"),
    [
        ("工事を指揮した技師は誰ですか。", CANAL, "八田", "八田與一"),
        ("工事を指揮した技師は誰ですか。", CANAL, "官佃溪", "官佃溪"),
        ("責任者は誰ですか。", BOARD, "金剛寺", "金剛寺 茉莉"),
        ("責任者は誰ですか。", BOARD, "茉莉", "金剛寺 茉莉"),
        ("常務は誰ですか。", BOARD, "甘粕", "甘粕　洋"),
        ("会長は誰ですか。", "取締役 田中 会長、監査役 山田", "田中", "田中"),
        ("工事は何ですか。", CANAL, "八田", "八田"),
        ("誰ですか。", CANAL, "1920年", "1920年"),
    ],
)
def test_a_name_is_not_cut(question: str, text: str, pointed: str, shown: str) -> None:
    start = text.index(pointed)
    a, b = whole_name(parse_question(question), text, start, start + len(pointed))
    assert text[a:b] == shown


@pytest.mark.parametrize(
    ("question", "text", "pointed", "shown"),
    [
        ("哪家日本企业被选中？", "初めてさくらインターネットが選ばれた。", "インターネット",
         "さくらインターネット"),
        ("どの会社が参加しましたか。", "昨年みずほ銀行が参加した。", "銀行", "みずほ銀行"),
        ("どの会社が参加しましたか。", "ほかソニーが参加した。", "ソニー", "ソニー"),
        ("どの会社が参加しましたか。", "最後にソニーが参加した。", "ソニー", "ソニー"),
        ("どの会社が参加しましたか。", "ソニーが参加した。", "ソニー", "ソニー"),
        ("どの会社が参加しましたか。", "それぞれトヨタが参加した。", "トヨタ", "トヨタ"),
        ("何を使いますか。", "初めてさくらインターネットを使う。", "インターネット",
         "インターネット"),
    ],
)  # fmt: skip
def test_a_company_is_not_cut(question: str, text: str, pointed: str, shown: str) -> None:
    start = text.index(pointed)
    a, b = with_its_first_word(parse_question(question), text, start, start + len(pointed))
    assert text[a:b] == shown


@pytest.mark.parametrize(
    ("question", "text", "pointed", "shown"),
    [
        (
            "In which town is JASM located?",
            "子公司JASM設於熊本縣菊陽町，2024年",
            "菊陽町",
            "熊本縣菊陽町",
        ),
        ("工場はどこにありますか。", "工場は北海道千歳市にある。", "千歳市", "北海道千歳市"),
        ("熊本県のどこにありますか。", "工場は熊本県菊陽町にある。", "菊陽町", "菊陽町"),
        ("工場はどこにありますか。", "工場は菊陽町にある。", "菊陽町", "菊陽町"),
        ("いつ開業しましたか。", "工場は熊本県菊陽町にある。", "菊陽町", "菊陽町"),
    ],
)
def test_a_town_has_its_prefecture(question: str, text: str, pointed: str, shown: str) -> None:
    start = text.index(pointed)
    a, b = with_its_prefecture(parse_question(question), text, start, start + len(pointed))
    assert text[a:b] == shown


def test_a_given_name_is_told_with_the_family_name() -> None:
    who = parse_question("天文方に任じられたのは誰ですか。")
    place = full_name(who, "春海", CALENDAR)
    assert place is not None
    assert CALENDAR[slice(*place)] == "渋川春海"
    assert full_name(who, "春海", "春海は天文方に任じられた。") is None
    assert full_name(who, "天文方に任じられた春海", CALENDAR) is None
    assert full_name(parse_question("暦は何ですか。"), "春海", CALENDAR) is None


@pytest.mark.parametrize(
    ("question", "text", "pointed", "shown"),
    [
        ("签署中日联合声明的日本首相是谁？", STATEMENT, "周恩来", "田中角栄"),
        ("声明に署名した総理は誰ですか。", STATEMENT, "田中角栄", "周恩来"),
        ("声明に署名した首相は誰ですか。", STATEMENT, "田中角栄", "田中角栄"),
        ("声明に署名した大臣は誰ですか。", STATEMENT, "周恩来", "周恩来"),
        ("首相は何をしましたか。", STATEMENT, "周恩来", "周恩来"),
        ("首相は誰ですか。", "田中角栄首相と大平正芳首相、周恩来は会った。", "周恩来", "周恩来"),
        ("トヨタの社長は誰ですか。", "トヨタ社長に豊田章男が就任した。", "豊田章男", "豊田章男"),
        ("厦门大学的校长是谁？", "林文庆担任厦门大学校长。", "林文庆", "林文庆"),
        ("社長は誰ですか。", "社長の田中一郎は、副社長鈴木次郎と会った。", "田中一郎", "田中一郎"),
        ("董事长是谁？", "董事长为张勇，副董事长王强出席。", "张勇", "张勇"),
        ("首相は誰ですか。", "首相秘書官田中一郎と鈴木次郎が会った。", "鈴木次郎", "鈴木次郎"),
        (
            "新幹線をつくったのは誰ですか。",
            "十河信二は東海道新幹線をつくった。",
            "十河信二",
            "十河信二",
        ),
        ("总理是谁？", "日本首相田中角荣会见了总理周恩来。", "田中角荣", "周恩来"),
    ],
)
def test_who_holds_the_office_stands_directly_at_it(
    question: str, text: str, pointed: str, shown: str
) -> None:
    start = text.index(pointed)
    a, b = of_the_office(parse_question(question), text, start, start + len(pointed))
    assert text[a:b] == shown
