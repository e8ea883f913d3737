"""Other countries and places than those of a question, and what a report's cover tells."""

from __future__ import annotations

import pytest

from ingest.language.glossary import named_countries, named_places
from service.answering.names import names_elsewhere
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
