"""What a question asks for and an answer lacks: the quarter, the weightiest word."""

from __future__ import annotations

import pytest
from small_tables import weights

from ingest.document import Language
from service.answering.contraries import is_contrary
from service.answering.lost_words import content_words, lost_weight
from service.answering.name_kind import name_fit
from service.answering.overlap import QuestionTerms
from service.answering.period_parts import lacks_part
from service.answering.question import parse_question


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("2023年第三季度的营业收入是多少？", "2023年 | 369,499.19", True),
        ("2024年第三季度的营业收入是多少？", "第三季度 | 105,000", False),
        ("第3四半期の売上高は？", "第三四半期 | 1,200", False),
        ("2024年上半年的收入？", "2024年下半年 | 3", True),
        ("2020年12月の利用者は？", "2020年12月 | 9.89", False),
        ("2019年12月の利用者は？", "2020年6月 | 9.40", True),
        ("users in December 2024", "2024年12月 | 11.08", False),
        ("the first quarter of 2023", "2023年第1四半期", False),
        ("2025年3月期の売上高は？", "当連結会計年度 | 49,856", False),
        ("売上高は？", "2024年12月 | 11.08", False),
    ],
)
def test_parts_of_years(question: str, text: str, lacks: bool) -> None:
    assert lacks_part(question, text) is lacks


def test_content_words_are_nouns_of_two_characters_or_more() -> None:
    assert content_words("工場の建築面積は", "ja") == ("工場", "建築", "面積")
    assert content_words("厂房的建筑面积是多少", "zh") == ("厂房", "建筑面积")
    assert content_words("how large is it", "en") == ()


def test_the_weightiest_word_that_stands_nowhere() -> None:
    question = parse_question("韓国の順位は何位でしたか。")
    terms = QuestionTerms(question.subject, weights)
    assert lost_weight(question, "中国の順位は14位、日本は31位。", "ja", terms) > 0.9
    assert lost_weight(question, "韓国の順位は6位。", "ja", terms) == 0.0
    chinese = parse_question("韩国的排名是多少？")
    assert lost_weight(chinese, "韓国の順位は6位。", "ja", QuestionTerms("韩国", weights)) < 1.0
    english = parse_question("What was the rank of Korea?")
    assert lost_weight(english, "中国は14位。", "ja", QuestionTerms("Korea", weights)) == 0.0


@pytest.mark.parametrize(
    ("question", "answer", "language", "fit"),
    [
        ("工事を指揮したのは誰ですか。", "エドモンド・モレル", "ja", 1.0),
        ("工事を指揮したのは誰ですか。", "高輪の築堤", "ja", -1.0),
        ("谁主持了工程？", "施世榜", "zh", 1.0),
        ("谁主持了工程？", "公司", "zh", -1.0),
        ("契約した企業の社名は？", "協働ロボットメーカー", "ja", 1.0),
        ("契約した企業の社名は？", "企業", "ja", -1.0),
        ("被起诉的是哪家公司？", "公司", "zh", -1.0),
        ("被起诉的是哪家公司？", "南浦伺服科技有限公司", "zh", 1.0),
        ("Which city won the title?", "北九州市", "ja", 1.0),
        ("何が起きましたか。", "条件", "ja", 0.0),
        ("社長は何人ですか。", "三人", "ja", 0.0),
    ],
)
def test_the_kind_of_name_that_is_asked_for(
    question: str, answer: str, language: Language, fit: float
) -> None:
    assert name_fit(parse_question(question), answer, language) == fit


@pytest.mark.parametrize(
    ("question", "nearby", "contrary"),
    [
        ("日本への輸出額はいくらですか。", "日本からの輸入額は3億ドル。", True),
        ("日本への輸出額はいくらですか。", "輸出額は2億ドル、輸入額は3億ドル。", False),
        ("いつ着工しましたか。", "1988年3月13日に開業した。", True),
        ("什么时候开工？", "1988年开工，1990年通车。", False),
        ("ダムの建設費はいくらですか。", "高さは56メートル、長さは1,273メートル。", True),
        ("2024年的产量是多少？", "年产能由40万台提高到65万台。", True),
        ("How much did it import?", "対中輸出は3億ドル。", True),
        ("2025年的营业收入实际是多少？", "2025年的目标是营业收入480亿元。", True),
        ("2025年的营业收入实际是多少？", "目标480亿元，实际419亿元。", False),
        ("日本对中国工业品的免税比例是多少？", "中国对日本产品的免税比例由8%提高到86%。", True),
        ("中国对日本产品的免税比例是多少？", "中国对日本产品的免税比例由8%提高到86%。", False),
        ("2019年に日本から中国へ旅行した人は？", "中国本土からの訪日客は約959万人。", True),
        ("日本對中國的比例是多少？", "中國對日本的比例由8%提高到86%。", True),
        ("日本对华投资额是多少？", "面对日益激烈的竞争，投资额为3亿元。", False),
        ("日本向けの売上はいくらですか。", "对华为的销售额为3亿元", False),
        ("訪中した人は何人ですか。", "現在日本人3万人が中国を旅行した", False),
        ("導入実績は何社ですか。", "導入企業は120社となり、今後も拡大が見込まれる。", False),
        ("実際の販売台数は何台ですか。", "目標は3万台。", True),
        ("公司的实际控制人是谁？", "目标是扩大规模。", False),
        ("人口は何人ですか。", "輸入額は3億ドル。", False),
    ],
)
def test_words_that_exclude_each_other(question: str, nearby: str, contrary: bool) -> None:
    assert is_contrary(question, nearby) is contrary
