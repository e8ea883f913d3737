"""Sentences that tell facts in reports, and questions for them: what ``training.reports`` fills in.

In a pattern ``{e}`` is a company or place, ``{m}`` what is measured, ``{y}`` a year and ``{p}`` the
year before, ``{a}`` the answer, ``{b}`` something that is like it and is not asked for, ``{g}`` a
growth rate, and ``{c}`` a product.
"""
# Patterns read better in wide rows.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.document import Language

__all__ = ["FRAMES", "Frame"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One kind of fact. ``answer`` and ``other`` say what ``{a}`` and ``{b}`` are; ``dated`` that it
    is another fact in another year; ``of_company`` that only companies (``True``) or only places
    have it.
    """

    told: Mapping[Language, tuple[str, ...]]
    asked: Mapping[Language, tuple[str, ...]]
    answer: str = ""
    other: str = ""
    dated: bool = False
    of_amount: bool = False
    of_company: bool | None = None


FRAMES = (
    Frame(
        told={
            "ja": (
                "{y}年の{e}の{m}は{a}となった。", "{e}の{m}は{y}年に{a}に達した。", "{e}では、{y}年の{m}が{a}で、前年の{b}から{g}増えた。",
                "{y}年度の{e}の{m}は{a}（前年比{g}増）である。", "{p}年に{b}であった{e}の{m}は、{y}年には{a}となった。", "{e}の{y}年の{m}は前年比{g}減の{a}。",
                "{y}年、{e}の{m}は前年の{b}を上回る{a}を記録した。", "■ {e}の{m}：{y}年は{a}、{p}年は{b}。",
            ),
            "zh": (
                "{y}年，{e}的{m}为{a}。", "{e}{m}在{y}年达到{a}，同比增长{g}。", "{e}的{m}由{p}年的{b}增至{y}年的{a}。", "{y}年{e}{m}为{a}，比上年下降{g}。",
                "{p}年为{b}的{e}{m}，到{y}年升至{a}。", "截至{y}年末，{e}的{m}为{a}。", "{y}年，{e}{m}达到{a}，上年为{b}。", "■ {e}{m}：{y}年{a}，{p}年{b}。",
            ),
        },
        asked={
            "ja": (
                "{y}年の{e}の{m}はいくらですか。", "{e}の{m}は{y}年にどれくらいでしたか。", "{y}年における{e}の{m}を教えてください。", "{e}の{y}年度の{m}は？",
                "{y}年、{e}の{m}はどこまで伸びましたか。", "{y}年の{e}の{m}はどれだけですか。",
            ),
            "zh": (
                "{y}年{e}的{m}是多少？", "{e}{y}年的{m}是多少？", "{y}年，{e}的{m}达到多少？", "{e}在{y}年的{m}有多少？", "请问{y}年{e}{m}是多少",
            ),
            "en": (
                "What was the {m} of {e} in {y}?", "How much was the {m} of {e} in {y}?", "In {y}, what was the {m} of {e}?", "What did the {m} of {e} amount to in {y}?",
                "What was {e}'s {m} in {y}?", "How large was the {m} of {e} in fiscal {y}?",
            ),
        },
        dated=True,
        of_amount=True,
    ),
    Frame(
        told={
            "ja": ("{e}は{a}に{b}で設立された。", "{a}、{b}に{e}が創立された。", "{e}の設立は{a}である。"),
            "zh": ("{e}于{a}在{b}成立。", "{a}，{e}在{b}设立。", "{e}成立于{a}。"),
        },
        asked={
            "ja": ("{e}はいつ設立されましたか。", "{e}が設立されたのはいつですか。", "{e}の設立年月は？"),
            "zh": ("{e}是什么时候成立的？", "{e}成立于何时？", "{e}哪一年设立？"),
            "en": ("When was {e} founded?", "When was {e} established?", "In which year was {e} set up?"),
        },
        answer="date", other="place", of_company=True,
    ),
    Frame(
        told={
            "ja": ("本社は{a}に置かれている。{e}の工場は{b}にある。", "{e}は{a}に本社を構え、{b}に工場を持つ。"),
            "zh": ("{e}总部设在{a}，工厂位于{b}。", "{e}的总部位于{a}。"),
        },
        asked={
            "ja": ("{e}の本社はどこにありますか。", "{e}の本社所在地は？"),
            "zh": ("{e}的总部在哪里？", "{e}总部设在什么地方？"),
            "en": ("Where is the headquarters of {e}?", "Where does {e} have its head office?"),
        },
        answer="place", other="place", of_company=True,
    ),
    Frame(
        told={
            "ja": ("{e}の社長は{a}、会長は{b}である。", "{y}年に{e}の代表取締役社長に{a}が就任した。", "{e}の代表取締役社長は{a}。"),
            "zh": ("{e}的总经理是{a}，董事长是{b}。", "{y}年，{a}就任{e}总经理。", "{e}总经理为{a}。"),
        },
        asked={
            "ja": ("{e}の社長は誰ですか。", "{e}の代表取締役社長の氏名は？"),
            "zh": ("{e}的总经理是谁？", "谁是{e}的总经理？"),
            "en": ("Who is the president of {e}?", "Who became the president of {e}?"),
        },
        answer="person", other="person", of_company=True,
    ),
    Frame(
        told={
            "ja": ("{e}の第1位の株主は{a}で、{b}がこれに次ぐ。", "筆頭株主は{a}である。{e}の株式は東京で上場されている。"),
            "zh": ("{e}第一大股东为{a}，第二大股东为{b}。", "{e}的最大股东是{a}。"),
        },
        asked={
            "ja": ("{e}の筆頭株主は誰ですか。", "{e}の最大の株主は？"),
            "zh": ("{e}的第一大股东是谁？", "{e}最大的股东是谁？"),
            "en": ("Who is the largest shareholder of {e}?", "Who holds the most shares of {e}?"),
        },
        answer="person", other="person", of_company=True,
    ),
    Frame(
        told={
            "ja": ("{e}は{a}の三つの事業を営む。", "{e}の報告セグメントは{a}である。", "{e}の事業は、{a}の3部門からなる。"),
            "zh": ("{e}经营{a}三项业务。", "{e}的报告分部为{a}。", "{e}的业务分为{a}三个部分。"),
        },
        asked={
            "ja": ("{e}の三つの事業は何ですか。", "{e}はどのような事業を営んでいますか。", "{e}の報告セグメントを挙げてください。"),
            "zh": ("{e}经营哪三项业务？", "{e}的报告分部有哪些？", "{e}的业务分为哪几个部分？"),
            "en": ("Which three businesses does {e} run?", "What are the reportable segments of {e}?", "What businesses does {e} have?"),
        },
        answer="list", of_company=True,
    ),
    Frame(
        told={
            "ja": ("{y}年、{e}は新製品「{a}」を発売した。", "{e}は{y}年に「{a}」の提供を始めた。", "{e}の主力製品は「{a}」で、「{c}」がこれに続く。"),
            "zh": ("{y}年，{e}推出新产品“{a}”。", "{e}于{y}年开始提供“{a}”服务。", "{e}的主力产品是“{a}”，其次是“{c}”。"),
        },
        asked={
            "ja": ("{e}が発売した製品の名前は何ですか。", "{e}の主力製品は何といいますか。", "{e}が提供するサービスの名称は？"),
            "zh": ("{e}推出的产品叫什么名字？", "{e}的主力产品是什么？", "{e}提供的服务叫什么？"),
            "en": ("What is the product of {e} called?", "What is the name of the service that {e} offers?"),
        },
        answer="product", of_company=True,
    ),
    Frame(
        told={
            "ja": ("{y}年の減益は、主に{a}による。", "{e}の利益が{y}年に減ったのは{a}のためである。", "{y}年、{e}は{a}により減益となった。", "{a}を受けて、{y}年の{e}の利益は減少した。"),
            "zh": ("{y}年{e}利润下降，主要原因是{a}。", "由于{a}，{e}{y}年利润减少。", "{y}年，受{a}影响，{e}的利润下滑。"),
        },
        asked={
            "ja": ("{y}年に{e}の利益が減ったのはなぜですか。", "{e}の{y}年の減益の原因は何ですか。"),
            "zh": ("{e}{y}年利润下降的原因是什么？", "{y}年{e}的利润为什么减少？"),
            "en": ("Why did the profit of {e} fall in {y}?", "What made the profit of {e} decrease in {y}?"),
        },
        answer="reason", dated=True, of_company=True,
    ),
    Frame(
        told={
            "ja": ("{e}では{a}に新しい法律が施行された。", "{e}は{a}に新制度を導入した。法律の公布はその前の年である。"),
            "zh": ("{a}，{e}的新法律开始施行。", "{e}的新法自{a}起施行。"),
        },
        asked={
            "ja": ("{e}で新しい法律が施行されたのはいつですか。", "{e}の新法はいつから施行されましたか。"),
            "zh": ("{e}的新法律何时开始施行？", "{e}新法自什么时候起施行？"),
            "en": ("When did the new law of {e} come into force?", "When did the new law take effect in {e}?"),
        },
        answer="date", of_company=False,
    ),
    Frame(
        told={
            "ja": ("{y}年、{e}の輸出先は{a}が最も多く、{b}がこれに次いだ。", "{e}にとって最大の貿易相手は{a}である。", "{y}年の{e}の最大の輸出先は{a}であった。"),
            "zh": ("{y}年，{e}最大的出口对象是{a}，其次是{b}。", "{e}的最大贸易伙伴是{a}。"),
        },
        asked={
            "ja": ("{e}の最大の輸出先はどこですか。", "{e}の最大の貿易相手はどこですか。"),
            "zh": ("{e}最大的出口对象是哪里？", "{e}的最大贸易伙伴是谁？"),
            "en": ("What is the largest export market of {e}?", "Which is the largest trading partner of {e}?"),
        },
        answer="place", other="place", of_company=False,
    ),
    Frame(
        told={
            "ja": ("{e}の計画を指揮した技師は{a}、設計を担ったのは{b}である。", "{a}が{e}の工事を指揮した。", "{e}の鉄道は、技師の{a}が{y}年に完成させた。"),
            "zh": ("指挥{e}工程的技师是{a}，设计者是{b}。", "{e}的铁路工程由工程师{a}主持。", "{a}主持了{e}的工程。"),
        },
        asked={
            "ja": ("{e}の工事を指揮したのは誰ですか。", "{e}の工事の技師は誰ですか。"),
            "zh": ("{e}的工程是谁主持的？", "主持{e}工程的工程师是谁？"),
            "en": ("Which engineer directed the works in {e}?", "Who was in charge of the works in {e}?"),
        },
        answer="person", other="person", of_company=False,
    ),
    Frame(
        told={
            "ja": ("{e}の主な産業は{a}である。", "{e}の経済は{a}を柱とする。"),
            "zh": ("{e}的主要产业为{a}。", "{e}的经济以{a}为支柱。"),
        },
        asked={
            "ja": ("{e}の主な産業は何ですか。", "{e}の経済を支える三つの産業は？"),
            "zh": ("{e}的主要产业有哪些？", "{e}的三大支柱产业是什么？"),
            "en": ("What are the main industries of {e}?", "Which three industries support the economy of {e}?"),
        },
        answer="list", of_company=False,
    ),
)  # fmt: skip
