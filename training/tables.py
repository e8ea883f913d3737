"""Table rows to read, made up: a value is found by its row's head and its column's head.

No public question set asks for cells of tables in Japanese or Chinese in the form in which
shutten stores rows: cells joined by bars, column heads and the unit line in the context.
"""
# Lists of words read better in wide rows.
# ruff: noqa: E501

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.examples import Example

__all__ = ["joined_cells", "table_examples"]


@dataclass(frozen=True, slots=True)
class _Words:
    """What tables and questions of one language are made of."""

    titles: tuple[str, ...]
    rows: tuple[str, ...]
    first: tuple[str, ...]
    units: tuple[str, ...]
    periods: tuple[str, ...]
    groups: tuple[str, ...]
    questions: tuple[str, ...]
    shares: tuple[str, ...]


_JA = _Words(
    titles=("有価証券報告書", "統合報告書", "連結損益計算書", "主要な経営指標の推移", "地域別の販売状況",
            "人口動態統計", "通信利用動向調査", "設備投資の計画", "従業員の状況", "エネルギー需給実績"),
    rows=("売上高", "営業利益", "経常利益", "当期純利益", "総資産額", "純資産額", "減価償却費", "研究開発費",
          "前受金", "建設仮勘定", "現金及び預金", "支払利息", "契約件数", "利用者数", "従業員数", "輸出額",
          "輸入額", "発電量", "平均年齢", "人口", "世帯数", "設備投資額", "国内総生産", "訪日外国人旅行者数",
          "広告宣伝費", "棚卸資産", "自己資本", "営業活動によるキャッシュ・フロー", "法人税等", "販売台数"),
    first=("項目", "区分", "科目", "指標", "回次", ""),
    units=("単位：百万円", "（単位：億円）", "単位：千円", "(単位:人)", "単位：万台", "単位：件", "単位：兆円", ""),
    periods=("{y}年度", "{y}年", "{y}年3月期", "令和{r}年度", "令和{r}年", "第{n}期", "{y}年12月末"),
    groups=("日本", "アジア", "欧州", "北米", "国内事業", "海外事業", "情報通信", "製造業", "東京都", "大阪府",
            "製品A", "サービス部門", "その他", "合計"),
    questions=("{c}の{r}はいくらですか。", "{r}は{c}にいくらでしたか。", "{c}における{r}は？", "{c}の「{r}」は？",
               "{t}によると、{c}の{r}はどれくらいですか。", "{r}（{c}）を教えてください。", "{c} {r}"),
    shares=("構成比", "前年比", "増減率", "シェア"),
)  # fmt: skip
_ZH = _Words(
    titles=("年度报告", "统计公报", "合并利润表", "主要会计数据", "分地区销售情况", "人口普查", "互联网发展状况",
            "投资计划", "员工情况", "能源供需"),
    rows=("营业收入", "营业利润", "净利润", "总资产", "净资产", "研发费用", "固定资产", "预收款项", "在建工程",
          "货币资金", "利息支出", "合同数量", "用户规模", "员工人数", "出口额", "进口额", "发电量", "平均年龄",
          "常住人口", "家庭户数", "固定资产投资", "国内生产总值", "游客人次", "广告费", "存货", "所有者权益",
          "经营活动产生的现金流量净额", "所得税费用", "汽车销量", "数字经济规模"),
    first=("项目", "指标", "科目", "类别", "地区", ""),
    units=("单位：万元", "（单位：亿元）", "单位：千元", "单位：人", "单位:万辆", "单位：件", "单位：万亿元", ""),
    periods=("{y}年", "{y}年度", "{y}年末", "{y}年1-6月", "{y}年12月31日", "本期（{y}年）", "第{n}期"),
    groups=("东部地区", "中部地区", "西部地区", "北京市", "上海市", "广东省", "制造业", "信息服务业", "境内",
            "境外", "产品甲", "服务业务", "其他", "合计"),
    questions=("{c}的{r}是多少？", "{r}在{c}是多少？", "{c}{r}为多少？", "“{r}”{c}的数值是多少？",
               "根据{t}，{c}的{r}是多少？", "请问{c}{r}是多少", "{c} {r}"),
    shares=("占比", "同比增长", "增减幅度", "份额"),
)  # fmt: skip


def table_examples(count: int, seed: int) -> Iterator[Example]:
    """``count`` examples, Japanese and Chinese in turn; a third of them are not answered."""
    chance = random.Random(seed)
    for n in range(count):
        yield _example(chance, _ZH if n % 2 else _JA, answerable=n % 3 != 2)


def _example(chance: random.Random, words: _Words, *, answerable: bool) -> Example:
    """A row of a table and a question for one of its cells, or for one that it does not hold."""
    columns = chance.randint(1, 5)
    heads = _columns(chance, words, columns + 1)
    rows = chance.sample(words.rows, 2)
    missing_column, heads = heads[-1], heads[:-1]
    values = [_value(chance, head in words.shares) for head in heads]
    cells = [rows[0], *values]
    asked = chance.randrange(columns)
    title = chance.choice(words.titles)
    text, starts = joined_cells(cells)
    context = _context(chance, words, title, heads)
    if answerable:
        question = _question(chance, words, title, rows[0], heads[asked])
        start = starts[asked + 1]
        return Example(question, context, text, start, start + len(values[asked]), "table")
    if chance.random() < 0.5:
        question = _question(chance, words, title, rows[1], heads[asked])
    else:
        question = _question(chance, words, title, rows[0], missing_column)
    return Example(question, context, text, -1, -1, "table")


def _columns(chance: random.Random, words: _Words, count: int) -> list[str]:
    """Different column heads: periods in order, or groups; now and then a share among them."""
    if chance.random() < 0.7:
        year = chance.randint(2005, 2023)
        pattern = chance.choice(words.periods)
        step = chance.choice((1, 1, -1))
        heads = [
            pattern.format(y=year + step * i, r=year + step * i - 2000, n=year + step * i - 1950)
            for i in range(count)
        ]
    else:
        heads = chance.sample(words.groups, count)
    if count > 2 and chance.random() < 0.3:
        heads[chance.randrange(1, count)] = chance.choice(words.shares)
    return heads


def _value(chance: random.Random, is_share: bool) -> str:
    if is_share:
        return f"{chance.choice(('', '', '△', '-'))}{chance.uniform(0.1, 99):.1f}%"
    size = 10 ** chance.uniform(1, 7)
    kind = chance.random()
    if kind < 0.7:
        return f"{chance.choice(('', '', '', '△', '-'))}{int(size):,}"
    return f"{size:.1f}" if kind < 0.85 else str(int(size))


def joined_cells(cells: Sequence[str]) -> tuple[str, list[int]]:
    """The row as it is stored, and where each of its cells begins."""
    starts, text = [], ""
    for cell in cells:
        text = f"{text} | " if text else text
        starts.append(len(text))
        text += cell
    return text, starts


def _context(chance: random.Random, words: _Words, title: str, heads: list[str]) -> str:
    first = chance.choice(words.first)
    columns = " | ".join([first, *heads] if first else heads)
    caption = chance.choice(words.titles) if chance.random() < 0.4 else ""
    lines = (title, caption, columns, chance.choice(words.units))
    return "\n".join(line for line in lines if line)


def _question(chance: random.Random, words: _Words, title: str, row: str, column: str) -> str:
    return chance.choice(words.questions).format(c=column, r=row, t=title)
