"""A report in Japanese of as many pages as wanted, made up so that no two pages say the same."""

from __future__ import annotations

import random
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

__all__ = ["make_report"]

_FONT = "HeiseiKakuGo-W5"
_PAGES_A_CHAPTER, _PAGES_A_SECTION, _PAGES_A_TABLE = 40, 5, 10
_LINE, _LEADING, _LEFT = 40, 17.0, 85.0
_WHO = [
    "経済産業省",
    "総務省",
    "同社",
    "自治体",
    "研究機関",
    "金融庁",
    "事業者",
    "製造業",
    "調査会",
    "当協会",
]
_WHAT = [
    "半導体の輸出額",
    "労働生産性",
    "再生可能エネルギー",
    "物流の費用",
    "通信量",
    "設備投資",
    "特許の出願件数",
    "人口の推移",
    "研究開発費",
    "貿易収支",
    "電子商取引の規模",
    "温室効果ガスの排出量",
]
_WHEN = ["前年度", "上期", "第三四半期", "過去十年間", "来年度", "令和五年度", "当期末"]
_DID = [
    "を公表した",
    "を見直した",
    "を上方修正した",
    "を比較した",
    "を分析した",
    "を取りまとめた",
    "に着目した",
    "を確認した",
    "を試算した",
]


def make_report(path: Path, pages: int) -> None:
    """Write a PDF of ``pages`` pages to ``path``, the same each time: some 700 characters a page
    below a running head, a page number, chapters and sections that the outline names, and a ruled
    table on every tenth page."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for number in range(1, pages + 1):
        _page(canvas, number, random.Random(number))
        canvas.showPage()
    canvas.save()


def _page(canvas: Canvas, number: int, chance: random.Random) -> None:
    width, height = A4
    chapter = 1 + (number - 1) // _PAGES_A_CHAPTER
    canvas.setFont(_FONT, 8)
    canvas.drawString(_LEFT, height - 42, f"統計年報　第{chapter}章")
    canvas.drawCentredString(width / 2, 34, str(number))
    y = height - 80
    if (number - 1) % _PAGES_A_CHAPTER == 0:
        y = _heading(canvas, y, f"第{chapter}章　{chance.choice(_WHAT)}の動向", 0, number)
    if (number - 1) % _PAGES_A_SECTION == 0:
        section = 1 + (number - 1) % _PAGES_A_CHAPTER // _PAGES_A_SECTION
        title = f"{chapter}.{section}　{chance.choice(_WHEN)}の{chance.choice(_WHAT)}"
        y = _heading(canvas, y, title, 1, number)
    if number % _PAGES_A_TABLE == 0:
        y = _table(canvas, y, number, chance)
    canvas.setFont(_FONT, 10.5)
    while y > 480:
        y = _paragraph(canvas, y, chance)


def _heading(canvas: Canvas, y: float, text: str, level: int, number: int) -> float:
    canvas.setFont(_FONT, 18 - 4 * level)
    canvas.drawString(_LEFT, y, text)
    canvas.bookmarkPage(f"{level}-{number}")
    canvas.addOutlineEntry(text, f"{level}-{number}", level)
    return y - 34


def _paragraph(canvas: Canvas, y: float, chance: random.Random) -> float:
    text = "　" + "".join(_sentence(chance) for _ in range(chance.randint(2, 4)))
    for start in range(0, len(text), _LINE):
        canvas.drawString(_LEFT, y, text[start : start + _LINE])
        y -= _LEADING
    return y - 8


def _sentence(chance: random.Random) -> str:
    first, second = chance.sample(_WHAT, 2)
    return (
        f"{chance.choice(_WHO)}は{chance.choice(_WHEN)}の{first}が{chance.randint(1, 9999):,}億円"
        f"（前年比{chance.randint(1, 400) / 10}％増）となったことを受け、"
        f"{second}{chance.choice(_DID)}。"
    )


def _table(canvas: Canvas, y: float, number: int, chance: random.Random) -> float:
    canvas.setFont(_FONT, 9)
    title = f"表{number // _PAGES_A_TABLE}　{chance.choice(_WHAT)}（単位：億円）"
    canvas.drawString(_LEFT, y, title)
    names = chance.sample(_WHAT, 6)
    rows = [["区分", "2021年度", "2022年度", "2023年度"]]
    rows += [[name, *(f"{chance.randint(1, 99999):,}" for _ in range(3))] for name in names]
    xs = [_LEFT, _LEFT + 180, _LEFT + 260, _LEFT + 340, _LEFT + 420]
    ys = [y - 8 - 18 * i for i in range(len(rows) + 1)]
    canvas.grid(xs, ys)
    for row, top in zip(rows, ys, strict=False):
        for cell, left in zip(row, xs, strict=False):
            canvas.drawString(left + 4, top - 13, cell)
    return ys[-1] - 28
