"""Other countries and places than those of a question, and what a report's cover tells."""

from __future__ import annotations

import pytest

from ingest.document import Language
from ingest.language.glossary import named_countries, named_places
from service.answering.names import names_elsewhere
from service.answering.places import unplaced
from service.answering.question import parse_question


@pytest.mark.parametrize(
    ("text", "countries", "places"),
    [
        ("日中貿易と対中輸出", {"日本", "中国"}, set()),
        ("米国の売上高", {"美国"}, set()),
        ("revenue in the United States", {"美国"}, set()),
        ("沖縄県と上海市の人口", set(), {"冲绳", "上海"}),
        ("売上高は増えた", set(), set()),
    ],
)
def test_countries_and_places_are_found_in_any_writing(
    text: str, countries: set[str], places: set[str]
) -> None:
    assert named_countries(text) == countries
    assert named_places(text) == places


@pytest.mark.parametrize(
    ("question", "nearest", "elsewhere"),
    [
        ("2020年日本数字经济占GDP的比重是多少？", ("2020年 | 38.6", "中国のデジタル経済"), True),
        ("2020年日本数字经济占GDP的比重是多少？", ("日本 38.6", "中国のデジタル経済"), False),
        ("2020年中国数字经济占GDP的比重是多少？", ("2020年 | 38.6", "中国のデジタル経済"), False),
        ("中国は日本の何倍ですか。", ("中国 | 53,565 | 2.16",), False),
        ("上海市の比重は何％ですか。", ("北京比重最高", "上海和北京"), True),
        ("比重は何％ですか。", ("北京比重最高",), False),
        ("上海市の比重は何％ですか。", ("比重最高",), False),
    ],
)
def test_the_nearest_text_that_names_a_place_tells_where_it_is_of(
    question: str, nearest: tuple[str, ...], elsewhere: bool
) -> None:
    assert names_elsewhere(parse_question(question), nearest) is elsewhere


@pytest.mark.parametrize(
    ("question", "around", "passage", "language", "far"),
    [
        ("美国地区的营业收入是多少？", "年度报告\n营业收入 | 419,408", "", "zh", 1.0),
        ("美国地区的营业收入是多少？", "分地区情况\n美国 | 29,874", "", "zh", 0.0),
        ("在中国的销售额是多少？", "地域ごとの売上高\n当期 | 中国 | 7,840", "", "ja", 0.0),
        ("在中国的销售额是多少？", "年度报告\n营业收入 | 419,408", "", "zh", 0.0),
        ("沖縄県の人口は何人ですか。", "総人口は126,146千人", "沖縄県は増えた", "ja", 0.5),
        ("沖縄県の人口は？", "総人口は126,146千人", "(注)沖縄県を含む。\n増えた", "ja", 1.0),
        ("How many people live in Okinawa?", "沖縄県の概要\n人口は1,467千人", "", "ja", 0.0),
        ("日本と米国の規模は？", "米国との比較\n日本は24,769億ドル", "", "ja", 0.0),
        ("日本とドイツと米国の規模は？", "米国は135,997億ドル", "", "ja", 1.0),
        ("人口は何人ですか。", "国勢調査", "", "ja", 0.0),
        ("ドイツとフランスではどちらの人口が多いですか。", "ドイツ | 83", "", "ja", 0.0),
        ("德国和法国的人口分别是多少？", "德国 | 83", "", "zh", 0.0),
        ("德国和法国的人口分别是多少？", "英国 | 67", "", "zh", 1.0),
        ("美国的收入？", "年度报告", "注册地在美国，收入3亿元", "zh", 0.5),
        ("美国的收入？", "年度报告", "数据来源：美国商务部", "zh", 1.0),
    ],
)
def test_the_places_of_a_question_stand_with_the_answer_or_nowhere(
    question: str, around: str, passage: str, language: Language, far: float
) -> None:
    assert unplaced(parse_question(question), around.split("\n"), passage, language) == far
