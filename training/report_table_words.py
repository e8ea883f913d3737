"""What tables of made-up reports are headed with, and questions for their cells.

In a pattern ``{e}`` is the company or place that the report is of, ``{g}`` a segment or place,
``{m}`` a measure, ``{y}`` a year, ``{c}`` a company in a list, ``{n}`` its rank, and ``{a}`` what
an event is about.
"""
# Patterns read better in wide rows.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.document import Language
from training.report_words import PERSONS, PLACES, PRODUCTS, Said, said

__all__ = [
    "COMPANY_COLUMN",
    "COUNTRY_COLUMN",
    "EVENTS",
    "EVENT_HEADS",
    "GROUP_QUESTIONS",
    "MEASURE_QUESTIONS",
    "PARTICULARS",
    "PARTICULAR_HEADS",
    "PERIODS",
    "RANKING_QUESTIONS",
    "RANK_COLUMN",
    "TOTALS",
    "TOTAL_QUESTIONS",
    "Event",
    "Particular",
    "Patterns",
]

Patterns = Mapping[Language, tuple[str, ...]]
"""Ways to say one thing, by language."""

TOTALS = tuple(
    said(*names.split("/"))
    for names in (
        "合計/合计/the total", "計/总计/the total", "連結/合并/the group as a whole",
        "全社/全公司/the whole company", "総数/总数/the total", "全体/整体/the whole",
    )
)  # fmt: skip
PERIODS = tuple(
    said(*names.split("/"))
    for names in (
        "{y}年/{y}年/{y}", "{y}年度/{y}年度/{y}", "（{y}年12月31日現在）/（{y}年12月31日）/{y}",
        "当連結会計年度（{y}年）/本期（{y}年）/{y}", "表2 {y}年の実績/表2 {y}年情况/{y}",
    )
)  # fmt: skip
GROUP_QUESTIONS: Patterns = {
    "ja": (
        "{y}年の{g}の{m}はいくらですか。", "{e}の{y}年の{g}における{m}はどれだけですか。", "{g}の{m}は{y}年にどれくらいでしたか。",
        "{e}の{g}の{m}を教えてください。", "{g}の{m}は？", "{y}年、{e}の{m}のうち{g}の分はいくらですか。", "{e}の{m}は、{g}ではいくらですか。",
    ),
    "zh": (
        "{y}年{g}的{m}是多少？", "{e}{y}年在{g}的{m}有多少？", "{g}的{m}在{y}年为多少？",
        "请问{e}{g}的{m}是多少", "{g}{m}是多少？", "{y}年{e}的{m}中，{g}占多少？", "{e}的{m}，{g}是多少？",
    ),
    "en": (
        "What was the {m} of {g} in {y}?", "How large was {e}'s {m} in {g} in {y}?", "In {y}, what {m} did {g} have?",
        "What is the {m} of {g} at {e}?", "What is the {m} for {g}?", "How much of the {m} of {e} in {y} was due to {g}?",
    ),
}  # fmt: skip
TOTAL_QUESTIONS: Patterns = {
    "ja": (
        "{y}年の{e}の{m}は全体でいくらですか。", "{e}の{m}の合計はいくらですか。", "{y}年の{m}の合計は？", "{y}年、{e}の{m}は総額でどれだけでしたか。",
        "{y}年の{e}の{m}はいくらですか。",
    ),
    "zh": (
        "{y}年{e}的{m}总共是多少？", "{e}的{m}合计是多少？", "{y}年{m}的合计数是多少？", "{y}年{e}的总{m}是多少？", "{y}年{e}的{m}是多少？",
    ),
    "en": (
        "What was the total {m} of {e} in {y}?", "What is the total of the {m} of {e}?", "How large was the {m} in total in {y}?",
        "What was the {m} of {e} in {y}?",
    ),
}  # fmt: skip
MEASURE_QUESTIONS: Patterns = {
    "ja": ("{y}年の{m}はいくらですか。", "{e}の{m}は{y}年にどれくらいでしたか。", "{y}年における{e}の{m}は？", "{y}年の{e}の{m}はどれだけですか。"),
    "zh": ("{y}年的{m}是多少？", "{e}的{m}在{y}年是多少？", "{y}年{e}的{m}有多少？", "请问{e}{y}年的{m}是多少"),
    "en": ("What was the {m} in {y}?", "How much was the {m} of {e} in {y}?", "In {y}, what was {e}'s {m}?"),
}  # fmt: skip
RANK_COLUMN = (
    said("順位", "排名", "rank"),
    said("順位", "名次", "rank"),
    said("位", "序号", "rank"),
)
COMPANY_COLUMN = (
    said("企業", "企业", "company"), said("企業名", "企业名称", "company"), said("事業者", "公司", "provider"), said("会社名", "公司名称", "company"),
)  # fmt: skip
COUNTRY_COLUMN = (
    said("国", "国家", "country"), said("本社所在地", "总部所在地", "head office"), said("国・地域", "国家和地区", "country or region"),
)  # fmt: skip
RANKING_QUESTIONS: Mapping[str, Patterns] = {
    "rank": {
        "ja": ("{c}は第何位ですか。", "{m}で{c}は何位でしたか。", "{c}の順位は？"),
        "zh": ("{c}排名第几？", "{c}的{m}排第几位？", "{c}排在第几名？"),
        "en": ("What is the rank of {c}?", "Where does {c} rank by {m}?", "Which place does {c} take?"),
    },
    "name": {
        "ja": ("{m}が第{n}位の企業はどこですか。", "{n}位の会社の名前は？", "{e}の{m}で第{n}位なのは？"),
        "zh": ("{m}排名第{n}的企业是哪家？", "第{n}名是哪家公司？", "{e}的{m}第{n}位是谁？"),
        "en": ("Which company ranks number {n} by {m}?", "Which company takes place {n}?", "Who is number {n} in {m} in {e}?"),
    },
    "country": {
        "ja": ("{c}はどこの企業ですか。", "{c}の本社はどこにありますか。", "{c}はどの国・地域の会社ですか。"),
        "zh": ("{c}是哪里的企业？", "{c}的总部在哪里？", "{c}是哪个国家或地区的公司？"),
        "en": ("Where does {c} come from?", "Where is the head office of {c}?", "Which country or region is {c} from?"),
    },
    "value": {
        "ja": ("{c}の{m}はいくらですか。", "{c}の{m}は？", "{e}における{c}の{m}はどれだけですか。"),
        "zh": ("{c}的{m}是多少？", "{c}在{e}的{m}是多少？", "请问{c}的{m}"),
        "en": ("What is the {m} of {c}?", "How large is {c}'s {m}?", "What {m} does {c} have in {e}?"),
    },
    "share": {
        "ja": ("{c}の{m}は何％ですか。", "{c}の{m}は？", "{e}における{c}の{m}はどれくらいですか。"),
        "zh": ("{c}的{m}是百分之多少？", "{c}的{m}是多少？", "{c}在{e}的{m}有多高？"),
        "en": ("What is the {m} of {c}?", "How high is {c}'s {m}?", "What {m} does {c} reach in {e}?"),
    },
}  # fmt: skip
EVENT_HEADS = (
    said("年月｜事項", "时间｜事项", ""),
    said("日付｜出来事", "日期｜事件", ""),
    said("時期｜内容", "年月｜内容", ""),
)


@dataclass(frozen=True, slots=True)
class Event:
    """What happens once, to a company: ``what`` it is about is one of ``listed``."""

    what: str
    listed: Sequence[Said]
    told: Patterns
    when: Patterns
    which: Patterns


EVENTS = (
    Event(
        what="product", listed=PRODUCTS,
        told={"ja": ("「{a}」の提供を開始", "新製品「{a}」を発売"), "zh": ("开始提供“{a}”服务", "推出新产品“{a}”")},
        when={"ja": ("{e}が「{a}」を発売したのはいつですか。", "{a}の提供はいつ始まりましたか。"), "zh": ("{e}何时推出“{a}”？", "“{a}”是什么时候开始提供的？"), "en": ("When did {e} launch {a}?", "Since when has {a} been offered?")},
        which={"ja": ("{y}年に{e}が発売した製品は何ですか。", "{y}年に提供が始まったのは何ですか。"), "zh": ("{e}在{y}年推出了什么产品？", "{y}年开始提供的是什么？"), "en": ("Which product did {e} launch in {y}?", "What did {e} begin to offer in {y}?")},
    ),
    Event(
        what="place", listed=PLACES,
        told={"ja": ("{a}に工場を新設", "{a}に製造子会社を設立"), "zh": ("在{a}新建工厂", "在{a}设立生产子公司")},
        when={"ja": ("{e}が{a}に工場を建てたのはいつですか。", "{a}の工場はいつできましたか。"), "zh": ("{e}何时在{a}建厂？", "{a}的工厂是什么时候建的？"), "en": ("When did {e} build its plant in {a}?", "When was the plant in {a} set up?")},
        which={"ja": ("{y}年に{e}が工場を設けたのはどこですか。", "{y}年に工場ができたのはどこですか。"), "zh": ("{e}{y}年在哪里建了工厂？", "{y}年在什么地方设立了工厂？"), "en": ("Where did {e} set up a plant in {y}?", "Where was a plant built in {y}?")},
    ),
    Event(
        what="place", listed=PLACES,
        told={"ja": ("本社を{a}に移転", "{a}へ本店を移す"), "zh": ("总部迁至{a}", "将总公司迁往{a}")},
        when={"ja": ("{e}が本社を{a}に移したのはいつですか。", "{a}への本社移転は何年ですか。"), "zh": ("{e}何时将总部迁到{a}？", "总部是哪一年迁往{a}的？"), "en": ("When did {e} move its head office to {a}?", "In which year did the head office move to {a}?")},
        which={"ja": ("{y}年に{e}は本社をどこに移しましたか。", "{y}年の本社の移転先は？"), "zh": ("{e}{y}年把总部迁到了哪里？", "{y}年总部迁往何处？"), "en": ("Where did {e} move its head office in {y}?", "To which place was the head office moved in {y}?")},
    ),
    Event(
        what="person", listed=PERSONS,
        told={"ja": ("{a}が社長に就任", "代表取締役社長に{a}"), "zh": ("{a}就任总经理", "聘任{a}为总经理")},
        when={"ja": ("{a}が社長になったのはいつですか。", "{a}は{e}の社長にいつ就任しましたか。"), "zh": ("{a}何时就任总经理？", "{a}是什么时候当上{e}总经理的？"), "en": ("When did {a} become president?", "When was {a} made president of {e}?")},
        which={"ja": ("{y}年に{e}の社長に就任したのは誰ですか。", "{y}年に社長になったのは？"), "zh": ("{y}年就任{e}总经理的是谁？", "谁在{y}年当上了总经理？"), "en": ("Who became president of {e} in {y}?", "Who was made president in {y}?")},
    ),
    Event(
        what="place", listed=PLACES,
        told={"ja": ("{a}と協力協定を締結", "{a}との間で合意書に署名"), "zh": ("与{a}签订合作协议", "同{a}签署备忘录")},
        when={"ja": ("{a}との協定はいつ結ばれましたか。", "{e}が{a}と協定を結んだ時期は？"), "zh": ("与{a}的协议是何时签订的？", "{e}什么时候同{a}签约？"), "en": ("When was the agreement with {a} signed?", "When did {e} come to an agreement with {a}?")},
        which={"ja": ("{y}年に{e}が協定を結んだ相手はどこですか。", "{y}年に合意した相手は？"), "zh": ("{e}{y}年同谁签订了协议？", "{y}年签约的对象是哪里？"), "en": ("With whom did {e} sign an agreement in {y}?", "Who was the partner of the agreement of {y}?")},
    ),
)  # fmt: skip
PARTICULAR_HEADS = (said("項目｜内容", "项目｜内容", ""), said("区分｜内容", "事项｜说明", ""))


@dataclass(frozen=True, slots=True)
class Particular:
    """What a company tells of itself once: its heads, questions, and what kind of thing it is."""

    what: str
    heads: Patterns
    asked: Patterns


PARTICULARS = (
    Particular(
        what="place",
        heads={"ja": ("本店の所在の場所", "本社所在地", "所在地"), "zh": ("注册地址", "办公地址", "公司住所")},
        asked={"ja": ("{e}の本社はどこにありますか。", "{e}の本店の所在地は？", "本社はどこですか。"), "zh": ("{e}的总部在哪里？", "{e}的注册地址是什么？", "公司住所在何处？"), "en": ("Where is the head office of {e}?", "What is the address of {e}?")},
    ),
    Particular(
        what="person",
        heads={"ja": ("代表者", "代表者の役職氏名", "代表取締役社長"), "zh": ("法定代表人", "公司负责人", "总经理")},
        asked={"ja": ("{e}の代表者は誰ですか。", "{e}の社長の名前は？", "代表者の氏名は何ですか。"), "zh": ("{e}的法定代表人是谁？", "谁是{e}的负责人？", "公司的总经理叫什么名字？"), "en": ("Who represents {e}?", "Who is the head of {e}?", "What is the name of the president of {e}?")},
    ),
    Particular(
        what="date",
        heads={"ja": ("設立", "設立年月日", "創立"), "zh": ("成立日期", "设立时间", "创立时间")},
        asked={"ja": ("{e}が設立されたのはいつですか。", "{e}の設立年月日は？", "会社はいつできましたか。"), "zh": ("{e}成立于何时？", "{e}是哪一年设立的？", "公司的成立日期是什么？"), "en": ("When was {e} founded?", "What is the founding date of {e}?")},
    ),
    Particular(
        what="persons",
        heads={"ja": ("従業員数", "従業員の数", "社員数"), "zh": ("员工人数", "职工总数", "在职员工")},
        asked={"ja": ("{e}の従業員は何人ですか。", "{e}の従業員数は？", "社員は何名いますか。"), "zh": ("{e}有多少员工？", "{e}的职工人数是多少？", "在职员工有几人？"), "en": ("How many people does {e} employ?", "How many employees does {e} have?")},
    ),
    Particular(
        what="list",
        heads={"ja": ("事業内容", "主な事業", "報告セグメント"), "zh": ("主营业务", "经营范围", "主要业务")},
        asked={"ja": ("{e}の事業内容は何ですか。", "{e}はどんな事業をしていますか。", "主な事業を挙げてください。"), "zh": ("{e}的主营业务有哪些？", "{e}经营什么业务？", "公司的经营范围是什么？"), "en": ("What businesses does {e} run?", "What are the main lines of business of {e}?")},
    ),
    Particular(
        what="product",
        heads={"ja": ("主な製品", "主力商品", "製品名"), "zh": ("主要产品", "主力产品", "产品名称")},
        asked={"ja": ("{e}の主な製品は何ですか。", "{e}の主力商品は？", "どんな製品がありますか。"), "zh": ("{e}的主要产品是什么？", "{e}的主力产品叫什么？", "公司有什么产品？"), "en": ("What is the main product of {e}?", "Which product does {e} chiefly sell?")},
    ),
)  # fmt: skip
