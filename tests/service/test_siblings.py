"""Words that differ in the one character that tells things apart."""

from __future__ import annotations

import pytest

from service.answering.contraries import excludes_label, is_contrary
from service.answering.siblings import is_sibling


@pytest.mark.parametrize(
    ("question", "nearby"),
    [
        ("新造船の外部への売上はいくら？", "新造船 | 内部売上高 | 318"),
        ("东口每天掘进多少尺？", "西口は乾いていた代わりに岩が硬く、日に一尺も進まなかった。"),
        ("二级医院新装了多少台内窥镜？", "三級醫院新增裝機214台"),
        ("社外の取締役は何人", "取締役は社内4名である。"),
        ("对外贸易的航线有几条？", "内贸航线58条"),
        ("2号機の出力は", "3号機の出力は820MWである。"),
        ("県立大学の学生数は", "国立大学の学生は3,400人"),
    ],
)
def test_siblings_are_told_apart(question: str, nearby: str) -> None:
    assert is_sibling(question, nearby)
    assert is_contrary(question, nearby)


@pytest.mark.parametrize(
    ("question", "nearby"),
    [
        ("新造船の外部への売上は", "外部売上高 | 内部売上高"),
        ("社外の取締役は何人", "取締役会は社内4名、独立社外5名の9名である。"),
        ("2号機の出力は", "12号機の出力"),
        ("65歳以外の人は", "3日以内に届け出る"),
        ("中国の大学は", "大国の責任"),
        ("What is the capacity of the east gate?", "西口は狭い。"),
        ("中期経営計画の目標は", "上期の売上高は210億円"),
        ("对外贸易的航线有几条？", "其中外贸航线38条，内贸航线58条。"),
        ("社内と社外の取締役はそれぞれ何人ですか", "社外取締役は5名である。"),
        ("国内部門の外部顧客への売上高は", "外部顧客への売上高は120億円"),
        ("大学有多少名学生？", "其中学生12,000人"),
        ("专利的所有人是谁？", "专利由南州无人机公司持有"),
        ("最近一次普查有多少人？", "第七次人口普查为14.1亿人"),
        ("1世帯当たりの人数は", "平均2.3人で、3世代同居は減った"),
        ("東京の会社はどこに開きましたか", "北京に事務所を開いた"),
        ("一番多いのはどこか", "最も多いのは甲県で、二番目は乙県"),
        ("売上高は", "売上高は49,856百万円である。"),
    ],
)
def test_other_words_are_no_siblings(question: str, nearby: str) -> None:
    assert not is_sibling(question, nearby)


@pytest.mark.parametrize(
    ("question", "nearby", "contrary"),
    [
        ("国内の拠点は", "海外に12か所", True),
        ("海外拠点は何か所", "国内外に45か所", False),
        ("国内游客有多少？", "据中国外交部公布", False),
        ("国内有几家门店？", "上海外滩店等12家", False),
        ("当社の強みは何ですか", "顧客の課題を解決する提案力にある", False),
        ("毕业生的优点是什么？", "毕业生的不足集中于三点", True),
        ("产量不足100万吨的企业", "各方称赞", False),
        ("年齢が最も高い受賞者（最年長）は誰", "最年少は33歳の田中太郎", True),
        ("新規採用は何人", "採用は12人で、累計で340人", False),
        ("年間配当はいくら", "1株当たり配当金は96円（うち中間配当46円）", False),
    ],
)
def test_words_that_exclude_each_other(question: str, nearby: str, contrary: bool) -> None:
    assert is_contrary(question, nearby) is contrary


def test_labels_exclude_more_than_sentences() -> None:
    assert excludes_label("年間配当はいくら", "中間配当")
    assert excludes_label("新規採用は何人", "累計")
    assert excludes_label("外部への売上", "内部売上高")
    assert not excludes_label("年間配当はいくら", "年間")
    assert not excludes_label("配当はいくら", "中間配当")
