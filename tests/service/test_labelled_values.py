"""Of several values the one whose label the question says."""

from __future__ import annotations

import pytest
from small_tables import weights

from service.answering.labelled_values import of_its_label
from service.answering.overlap import QuestionTerms
from service.answering.question import parse_question


def _told(question: str, text: str, pointed: str) -> str:
    parsed = parse_question(question)
    start = text.index(pointed)
    terms = QuestionTerms(parsed.subject, weights)
    first, last = of_its_label(parsed, terms, text, start, start + len(pointed))
    return text[first:last]


BOARD = "取締役会は社内4名、独立社外5名の9名で、元検事を迎えた。"
WARDS = "外来は1日平均406人で、診療科別では整形外科の88人が最も多く、内科の81人の順である。"
LINES = "年末共有航线96条，其中外贸航线38条（含远洋12条、近洋26条），内贸航线58条。"


@pytest.mark.parametrize(
    ("question", "text", "pointed", "told"),
    [
        ("社外の取締役は何人", BOARD, "9名", "5名"),
        ("内科の外来患者は何人", WARDS, "406人", "81人"),
        ("对外贸易的航线有几条？", LINES, "58条", "38条"),
        ("年間配当はいくらですか", "中間配当46円、期末配当50円、年間96円とした。", "46円", "96円"),
        ("农村的意愿是多少", "愿意者占37.2%；城镇为43.9%，农村为26.3%。", "37.2%", "26.3%"),
    ],
)
def test_the_value_of_the_label_is_taken(question: str, text: str, pointed: str, told: str) -> None:
    assert _told(question, text, pointed) == told


@pytest.mark.parametrize(
    ("question", "text", "pointed"),
    [
        ("取締役の総数は何人", BOARD, "9名"),
        ("社外の取締役は何人", "社外2名（2020年）、社内9名（2021年）", "9名"),
        ("売上高は", "売上高 | 46,731 | 49,856", "49,856"),
        ("監査役は何人", BOARD, "9名"),
        ("内科の外来患者はなぜ減ったか", WARDS, "406人"),
        ("社外の取締役は誰", BOARD, "元検事"),
        ("子会社は何社ですか", "当社は5社の子会社と12社の関連会社を持つ。", "5社"),
        ("医生有多少人？", "该院现有320名医生和540名护士。", "320名"),
        ("応募者のうち合格者は何人", "応募者300人に対し120人が合格した。", "120人"),
        ("合格者は応募者の何人", "応募者は300人、合格は120人である。", "120人"),
        ("全国の店舗のうち直営店は何店", "店舗は全国で340店で、うち直営は120店である。", "120店"),
        ("受检企业中，不合格企业有几家？", "受检企业为120家，其中不达标15家。", "15家"),
        (
            "国家統計局の分類に小分類はいくつ",
            "国家統計局の分類は5つの大分類、156の小分類からなる。",
            "156",
        ),
    ],
)
def test_other_spans_stay(question: str, text: str, pointed: str) -> None:
    assert _told(question, text, pointed) == pointed
