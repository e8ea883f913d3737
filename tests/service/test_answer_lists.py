"""Lists: enumerations in a sentence and runs of bullets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering import gathering
from service.answering.lists import asks_all, asks_list, bullet_items, whole_enumeration
from service.answering.question import parse_question


@pytest.mark.parametrize(
    ("text", "pointed", "whole"),
    [
        (
            "人口が増えたのは、東京都、沖縄県、神奈川県の3都県である",
            "沖縄県",
            "東京都、沖縄県、神奈川県",
        ),
        ("調査事項は氏名、男女の別、出生の年月日、配偶の関係の4項目", "配偶の関係",
         "氏名、男女の別、出生の年月日、配偶の関係"),
        ("由輕到重分為綠燈、黃燈、橙燈與紅燈：綠燈提醒節水", "橙燈與紅燈",
         "綠燈、黃燈、橙燈與紅燈"),
        ("分为五类：制造业、服务业和应用业。", "制造业", "制造业、服务业和应用业"),
        ("大臣は平井卓也である", "平井卓也", "平井卓也"),
        ("1994年，中国接入，2000年扩大", "中国接入", "中国接入"),
    ],
)  # fmt: skip
def test_an_item_grows_to_its_enumeration(text: str, pointed: str, whole: str) -> None:
    start = text.index(pointed)
    a, b = whole_enumeration(text, start, start + len(pointed))
    assert text[a:b] == whole


@given(st.text("東京県、と和。分为ABはの（）\n", max_size=40), st.data())
def test_an_enumeration_holds_what_was_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    a, b = whole_enumeration(text, start, end)
    assert 0 <= a <= start <= end <= b <= len(text)


def test_a_run_of_bullets_is_one_list() -> None:
    text = "要点\n・ 電源を切る\n・ 蓋を開ける\n・ 紙を取り除く\n以上である"
    start = text.index("蓋")
    found = bullet_items(text, start, start + 1)
    assert found is not None
    first, last, items = found
    assert items == ("電源を切る", "蓋を開ける", "紙を取り除く")
    assert text[first:last] == "・ 電源を切る\n・ 蓋を開ける\n・ 紙を取り除く"
    assert bullet_items(text, 0, 2) is None
    assert bullet_items("・ 一つだけ", 2, 4) is None


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("旱象燈號分為哪四種？", True),
        ("第2回調査の調査事項4項目は何ですか。", True),
        ("DEPA最初由哪些国家发起？", True),
        ("Which three countries started it?", True),
        ("日本から中国への輸出で、上位の三品目は何ですか。", True),
        ("最初に結んだのはどの国々ですか。", True),
        ("置かれた都市を全部教えて。", True),
        ("灯号は、軽いほうから順に何色ですか。", True),
        ("使用率最高的三类应用依次是什么？", True),
        ("With which issues should they start?", True),
        ("本の中でどのようなことが記されていましたか。", True),
        ("Which company makes it?", False),
        ("Which process failed?", False),
        ("関連6法が成立したのは何年ですか。", False),
        ("例を一つ挙げてください。", False),
        ("初代の大臣は誰ですか。", False),
        ("2020年の主な輸出品は何ですか", False),
        ("第60期の方針は何ですか", False),
        ("売上高はいくらですか。", False),
        ("哪一年成立？", False),
    ],
)
def test_which_questions_ask_for_a_list(question: str, wanted: bool) -> None:
    assert asks_list(parse_question(question)) is wanted


def test_some_questions_for_several_things_are_answered_by_one() -> None:
    assert not asks_all(parse_question("「建陽」にはどのような意味がありますか。"))
    assert not asks_all(parse_question("这座水库有什么特点？"))
    assert asks_all(parse_question("这座水库有哪些特点？"))


@pytest.mark.parametrize(
    ("question", "answer", "fits"),
    [
        ("青岭计测工业经营哪三项事业？", "計測機器事業、制御システム事業、保守サービス事業", 1.0),
        ("青岭计测工业经营哪三项事业？", "計測機器事業、保守サービス事業", -1.0),
        ("合作依次经过哪三种类型？", "製品輸出型 → 技術輸出型 → 価値共創型", 1.0),
        ("DEPA最初由哪些国家发起？", "新加坡、智利、新西兰", 1.0),
        ("DEPA最初由哪些国家发起？", "新加坡", -1.0),
        ("DEPA最初由哪些国家发起？", "1,234个", -1.0),
        ("Which three businesses does Aomine run?", "計測機器事業", -1.0),
        ("Who runs Aomine?", "計測機器事業", 0.0),
        ("売上高はいくらですか。", "1,234百万円", 0.0),
    ],
)
def test_how_many_things_are_asked_for_is_evidence(question: str, answer: str, fits: float) -> None:
    assert gathering._items(parse_question(question), answer) == fits
