"""Bad text layers: each sign of trouble on a PDF made for it, and what becomes of the page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest import read_document
from ingest.document import Document
from ingest.ocr import Recognised
from ingest.pdf import image_check, image_page
from ingest.pdf.image_check import makes_no_words

_LINE = "東京都の人口は三年続けて増えた。"


def _canvas(path: Path) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    canvas = Canvas(str(path), pagesize=(400, 300), pageCompression=0)
    canvas.setFont("HeiseiKakuGo-W5", 12)
    return canvas


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the recogniser would read on any image; it is asked for nothing else."""
    lines: list[str] = []

    def recognise(*_: object) -> Recognised:
        return Recognised(
            tuple((text, (40, 40 + 20 * i, 300, 52 + 20 * i)) for i, text in enumerate(lines))
        )

    monkeypatch.setattr(image_page, "recognise", recognise)
    return lines


def _with_map(path: Path, lines: list[str], says: dict[str, str]) -> Document:
    """A file whose font has a map to Unicode that says something else for some characters; they
    are drawn as they should be."""
    codes = "\n".join(
        f"<{ord(c):04X}> <{ord(says.get(c, c)):04X}>" for c in sorted(set("".join(lines)))
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(set(''.join(lines)))} beginbfchar\n{codes}\nendbfchar\nendcmap end"
    )
    shown = "\n".join(
        f"1 0 0 1 30 {250 - 20 * i} Tm <{line.encode('utf-16-be').hex()}> Tj"
        for i, line in enumerate(lines)
    )
    content = f"BT /F 12 Tf {shown} ET"
    path.write_text(
        "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        "2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents 4 0 R"
        " /Resources <</Font <</F 5 0 R>>>>>> endobj\n"
        f"4 0 obj <</Length {len(content)}>> stream\n{content}\nendstream endobj\n"
        "5 0 obj <</Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UCS2-H"
        " /DescendantFonts [6 0 R] /ToUnicode 7 0 R>> endobj\n"
        "6 0 obj <</Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /CIDSystemInfo"
        " <</Registry (Adobe) /Ordering (Japan1) /Supplement 2>> /DW 1000"
        " /FontDescriptor 8 0 R>> endobj\n"
        f"7 0 obj <</Length {len(cmap)}>> stream\n{cmap}\nendstream endobj\n"
        "8 0 obj <</Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 4 /Ascent 850"
        " /Descent -150 /CapHeight 700 /StemV 80 /ItalicAngle 0 /FontBBox [0 -150 1000 850]>>"
        " endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n",
        encoding="ascii",
    )
    return read_document(path)


def test_kana_read_as_rare_ideographs_send_the_page_to_recognition(
    tmp_path: Path, recognised: list[str]
) -> None:
    recognised += [_LINE, _LINE]
    says = {"の": "䛾", "は": "䛿", "え": "䛘", "け": "䛡", "て": "䛶", "た": "䛯"}
    document = _with_map(tmp_path / "m.pdf", [_LINE, _LINE], says)
    page = document.pages[0]
    assert "wrong_unicode" in page.quality.issues
    assert page.quality.source == "ocr"
    assert page.text == _LINE + _LINE
    assert document.warnings == ("page 1: no usable text in the file; read from the page image",)


def test_a_page_that_nobody_can_read_is_reported_and_never_cited(
    tmp_path: Path, recognised: list[str]
) -> None:
    assert recognised == []
    document = _with_map(
        tmp_path / "u.pdf", [_LINE, _LINE], {c: chr(0xE100 + i) for i, c in enumerate(_LINE)}
    )
    page = document.pages[0]
    assert not page.quality.ok
    assert {"private_use", "unreadable"} <= set(page.quality.issues)
    assert document.passages == ()
    assert document.warnings == ("page 1: no readable text; never cited",)


def test_a_right_map_is_believed(tmp_path: Path) -> None:
    document = _with_map(tmp_path / "r.pdf", [_LINE], {})
    assert document.pages[0].text == _LINE
    assert document.pages[0].quality.issues == ()


def test_radicals_become_ideographs_and_are_named(tmp_path: Path) -> None:
    document = _with_map(tmp_path / "k.pdf", [_LINE], {"人": "⼈", "口": "⼝", "年": "年"})
    assert document.pages[0].text == _LINE
    assert document.pages[0].quality.issues == ("kangxi_radicals",)


def test_bullets_of_symbol_fonts_are_the_signs_that_are_seen(tmp_path: Path) -> None:
    says = {"●": "\uf06c", "■": "\uf06e", "→": "\uf0e0", "◆": "\uf075"}
    document = _with_map(
        tmp_path / "b.pdf", ["● 東京都の人口", "■ 大阪府 → 増加", "◆ その他"], says
    )
    assert document.pages[0].text.split("\n") == ["● 東京都の人口", "■ 大阪府 → 増加", "◆ その他"]
    assert document.pages[0].quality.issues == ()


@pytest.mark.parametrize("offset", [0.2, 0.35, 0.5, 0.7])
def test_letters_printed_twice_to_look_bold_are_read_once(tmp_path: Path, offset: float) -> None:
    canvas = _canvas(tmp_path / "d.pdf")
    for i in range(5):
        for dx in (0.0, offset):
            canvas.drawString(30.11 * i + 20 + dx, 250 - 20 * i, "人口 1,122,333")
    canvas.save()
    page = read_document(tmp_path / "d.pdf").pages[0]
    assert [line.strip() for line in page.text.replace("人口", "\n人口").split("\n") if line] == [
        "人口 1,122,333"
    ] * 5


def test_a_word_set_wide_is_one_word(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "w.pdf")
    for i, char in enumerate("経営成績"):
        canvas.drawString(100 + 26 * i, 270, char)
    canvas.drawString(30, 240, "財 務 の 状 況")
    canvas.drawString(30, 220, "S U M M A R Y")
    canvas.drawString(30, 200, "第 1 章 と 第 2 章")
    canvas.drawString(30, 180, "総資産 は 増え た。")
    canvas.save()
    assert read_document(tmp_path / "w.pdf").pages[0].text.split("\n") == [
        "経営成績",
        "財務の状況",
        "SUMMARY",
        "第 1 章 と 第 2 章",
        "総資産 は 増え た。",
    ]


def test_words_that_nobody_sees_are_not_in_the_text(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "i.pdf")
    canvas.drawString(30, 250, _LINE)
    hidden = canvas.beginText(30, 200)
    hidden.setFont("HeiseiKakuGo-W5", 12)
    hidden.setTextRenderMode(3)
    hidden.textOut("見えない言葉")
    canvas.drawText(hidden)
    canvas.save()
    assert read_document(tmp_path / "i.pdf").pages[0].text == _LINE


_PROSE = (
    "東京都の人口は三年続けて増えた。",
    "増えたのは二十代の若い人である。",
    "大学と会社が多く、家賃は高い。",
    "来年は増え方が緩やかになるという。",
    "子育ての費用が高く、郊外へ移る。",
    "そのため県境の町で人が増えている。",
)
_OTHERS = (
    "亜唖娃阿哀愛挨姶逢葵茜穐悪握渥旭葦芦鯵梓圧斡扱宛姐虻飴絢綾鮎或粟袷安庵按暗案闇鞍杏伊依偉囲夷委威尉惟意"
    "慰易椅畏異移維緯胃萎衣謂違遺医井亥域育郁磯壱溢逸稲茨芋鰯允印咽員因姻引飲淫胤蔭"
)


@pytest.mark.parametrize("shown", [_PROSE, ()])
def test_text_that_makes_no_words_is_compared_with_the_image(
    tmp_path: Path,
    recognised: list[str],
    monkeypatch: pytest.MonkeyPatch,
    shown: tuple[str, ...],
) -> None:
    """Every character is a common one, and none is right."""
    recognised += _PROSE
    wrong = dict(zip(sorted(set("".join(_PROSE))), _OTHERS, strict=False))
    asked: list[tuple[int, ...]] = []

    def recognise(image: NDArray[np.uint8], _: float) -> Recognised:
        asked.append(image.shape)
        return Recognised(tuple((text, (0.0, 0.0, 9.0, 9.0)) for text in shown[:1]))

    monkeypatch.setattr(image_check, "recognise", recognise)
    page = _with_map(tmp_path / "n.pdf", list(_PROSE), wrong).pages[0]
    assert ("image_disagrees" in page.quality.issues) == bool(shown)
    assert page.quality.source == ("ocr" if shown else "text")
    assert ("人口" in page.text) == bool(shown)
    assert len(asked) == 3
    assert all(height < 2 * 30 and width > 2 * 100 for height, width, _ in asked)


def test_only_text_without_any_common_word_is_doubted() -> None:
    assert makes_no_words("亜唖娃阿哀愛挨姶逢葵" * 10)
    assert not makes_no_words("亜唖娃阿哀愛挨姶逢葵" * 7)
    assert not makes_no_words("".join(_PROSE) * 3)
    assert not makes_no_words(
        "数字经济的规模在二〇二〇年达到三十九万亿元，占国内生产总值的比重为百分之三十八。" * 3
    )
    assert not makes_no_words("plain English " * 30)
