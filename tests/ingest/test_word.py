"""Word documents: headings, numbers of lists, tables, notes, and what is not shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from format_checks import read_checked, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document
from ingest.errors import EmptyFileError
from ingest.office.word_numbering import Numbering

_TEXT_BOX = """
<w:r {w}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:Choice Requires="wps"><w:drawing><wps:txbx
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:txbxContent>
<w:p><w:r><w:t>枠の中の文</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>
<w:p><w:r><w:t>枠の中の文</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback>
</mc:AlternateContent></w:r>"""

_FOOTNOTES = """<w:footnotes {w}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>
<w:r><w:t> 水利局の調べによる。</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def _saved(document: Any, tmp_path: Path) -> Document:
    document.save(tmp_path / "報告.docx")
    return read_checked(tmp_path / "報告.docx")


def _blank() -> Any:
    document = docx.Document()
    document.core_properties.title = ""
    return document


def _add(paragraph: Any, xml: str) -> None:
    paragraph._p.append(parse_xml(xml.format(w=nsdecls("w"))))


def _filled(table: Any, rows: list[list[str]]) -> Any:
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    return table


def _kinds(document: Document) -> list[tuple[str, int, str]]:
    return [
        (block.kind, block.level, page.text[block.char_start : block.char_end])
        for page in document.pages
        for block in page.blocks
    ]


def test_headings_lists_and_title_come_from_the_styles(tmp_path: Path) -> None:
    document = _blank()
    document.add_heading("令和3年度 水資源報告書", 0)
    document.add_heading("概要", 1)
    document.add_paragraph("嘉南大圳は1930年に完成した。")
    document.add_paragraph("項目一", style="List Bullet")
    for text in ("項目二", "項目三"):
        document.add_paragraph(text, style="List Number")
    document.add_heading("課題", 1)
    document.add_heading("漏水", 2)
    document.add_paragraph("漏水率は15.2%である。")
    document.sections[0].header.paragraphs[0].text = "水資源局 内部資料"
    document.sections[0].footer.paragraphs[0].text = "第1版"
    found = _saved(document, tmp_path)
    assert (found.format, found.title, found.language) == ("docx", "令和3年度 水資源報告書", "ja")
    assert [page.number for page in found.pages] == [1, 2]
    assert _kinds(found)[2:6] == [
        ("text", 0, "嘉南大圳は1930年に完成した。"),
        ("list", 0, "項目一"),
        ("list", 0, "1. 項目二"),
        ("list", 0, "2. 項目三"),
    ]
    assert found.passages[-1].heading_path == ("課題", "漏水")
    assert (found.metadata["header"], found.metadata["footer"]) == ("水資源局 内部資料", "第1版")
    assert not any("内部資料" in page.text for page in found.pages)


def test_an_outline_level_makes_a_heading_whatever_the_style(tmp_path: Path) -> None:
    document = _blank()
    paragraph = document.add_paragraph("第二 市场情况")
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
    document.add_paragraph("数字经济规模达到45.5万亿元。")
    found = _saved(document, tmp_path)
    assert _kinds(found)[0] == ("heading", 2, "第二 市场情况")
    assert found.language == "zh"


def test_lines_that_read_like_headings_count_where_no_style_marks_any(tmp_path: Path) -> None:
    document = _blank()
    for text in ("第一章 总则", "第二节 适用范围", "本办法适用于全国。", "一、定义"):
        document.add_paragraph(text)
    found = _saved(document, tmp_path)
    assert [(kind, level) for kind, level, _ in _kinds(found)] == [
        ("heading", 1),
        ("heading", 2),
        ("text", 0),
        ("heading", 3),
    ]
    assert found.title == "報告"  # a chapter's heading is no title


def test_short_bold_lines_count_where_no_style_marks_any(tmp_path: Path) -> None:
    document = _blank()
    for text, bold in (
        ("調査の概要", True),
        ("全国の水源を調べた。", False),
        ("強調した一文である。", True),
        ("表2 水源の数", True),
        ("結果", True),
        ("水源は減った。", False),
    ):
        document.add_paragraph().add_run(text).bold = bold
    found = _saved(document, tmp_path)
    headings = [text for kind, _, text in _kinds(found) if kind == "heading"]
    assert headings == ["調査の概要", "結果"]
    assert found.passages[-1].heading_path == ("結果",)
    document.add_heading("章", 1)
    headings = [text for kind, _, text in _kinds(_saved(document, tmp_path)) if kind == "heading"]
    assert headings == ["章"]


def test_tables_keep_merged_cells_caption_unit_and_notes(tmp_path: Path) -> None:
    document = _blank()
    document.add_heading("流域", 1)
    document.add_paragraph("表1 流域別の貯水量", style="Caption")
    document.add_paragraph("（単位：百万m3）")
    table = _filled(
        document.add_table(5, 4),
        [
            ["流域", "水系", "貯水量", ""],
            ["", "", "2019年度", "2020年度"],
            ["北部", "甲川", "1,200", "1,310"],
            ["", "乙川", "90", "95"],
            ["南部", "丙川", "800", "790"],
        ],
    )
    for first, last in (((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3)), ((2, 0), (3, 0))):
        table.cell(*first).merge(table.cell(*last))
    document.add_paragraph("注：数値は概数。")
    document.add_paragraph("本文に戻る。")
    found = _saved(document, tmp_path)
    (table,) = found.pages[0].tables
    assert (table.caption, table.unit) == ("表1 流域別の貯水量", "単位：百万m3")
    assert table.notes == ("注：数値は概数。",)
    assert (table.header_rows, table.header_columns) == (2, 2)
    assert table.column_heads == ("流域", "水系", "貯水量 2019年度", "貯水量 2020年度")
    assert [cell.text for cell in table.rows[3]] == ["", "乙川", "90", "95"]
    assert (table.rows[2][0].row_span, table.rows[0][2].column_span) == (2, 2)
    rows = rows_of(found)
    assert [row.text for row in rows] == [
        "北部 | 甲川 | 1,200 | 1,310",
        "乙川 | 90 | 95",
        "南部 | 丙川 | 800 | 790",
    ]
    assert "北部" in rows[1].context
    assert not any(p.text == "（単位：百万m3）" for p in found.passages)


def test_a_row_that_word_repeats_on_every_page_is_a_header(tmp_path: Path) -> None:
    document = _blank()
    table = _filled(document.add_table(3, 2), [["1", "2"], ["3", "4"], ["5", "6"]])
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    found = _saved(document, tmp_path)
    assert found.pages[0].tables[0].header_rows == 1


def test_a_styled_first_row_is_a_header(tmp_path: Path) -> None:
    document = _blank()
    table = document.add_table(3, 2)
    table.style = "Light Grid Accent 1"
    _filled(table, [["1", "2"], ["3", "4"], ["5", "6"]])
    found = _saved(document, tmp_path)
    assert found.pages[0].tables[0].header_rows == 1


def test_tables_in_cells_and_frames_around_text(tmp_path: Path) -> None:
    document = _blank()
    outer = _filled(document.add_table(2, 2), [["氏名", "経歴"], ["李明", "主な経歴"]])
    _filled(outer.cell(1, 1).add_table(2, 2), [["1979年", "入社"], ["2004年", "取締役"]])
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "枠で囲んだ一文。"
    found = _saved(document, tmp_path)
    first, second = found.pages[0].tables
    assert second.within == first.cell_id(1, 1)
    assert first.rows[1][1].text == "主な経歴\n1979年 | 入社\n2004年 | 取締役"
    assert ("text", 0, "枠で囲んだ一文。") in _kinds(found)


def test_notes_stand_at_the_end_of_their_page_once(tmp_path: Path) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = _blank()
    document.add_heading("水量", 1)
    for text in ("貯水量は年々減った。", "その後は増えた。"):
        paragraph = document.add_paragraph(text)
        _add(paragraph, '<w:r {w}><w:footnoteReference w:id="2"/></w:r>')
    document.add_heading("水質", 1)
    document.add_paragraph("水質は良い。")
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        _FOOTNOTES.format(w=nsdecls("w")).encode(),
        document.part.package,
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    document.part.relate_to(part, kind)
    found = _saved(document, tmp_path)
    assert found.pages[0].text.endswith("その後は増えた。\n水利局の調べによる。")
    assert [p.kind for p in found.passages if "水利局" in p.text] == ["footnote"]


def test_what_is_not_shown_is_not_read(tmp_path: Path) -> None:
    document = _blank()
    paragraph = document.add_paragraph("残る")
    _add(paragraph, "<w:del {w}><w:r><w:delText>消した</w:delText></w:r></w:del>")
    _add(paragraph, "<w:ins {w}><w:r><w:t>加えた</w:t></w:r></w:ins>")
    _add(paragraph, "<w:r {w}><w:rPr><w:vanish/></w:rPr><w:t>隠した</w:t></w:r>")
    _add(paragraph, "<w:moveFrom {w}><w:r><w:t>移した</w:t></w:r></w:moveFrom>")
    _add(
        paragraph,
        "<w:r {w}><w:ruby><w:rt><w:r><w:t>かんけい</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>関渓</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    )
    _add(paragraph, "<w:r {w}><w:tab/><w:t>字</w:t><w:br/><w:t>次の行</w:t></w:r>")
    _add(paragraph, "<w:r {w}><w:instrText>PAGE</w:instrText></w:r>")
    found = _saved(document, tmp_path)
    assert found.pages[0].text == "残る加えた関渓 字\n次の行"


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    document = _blank()
    paragraph = document.add_paragraph("錨のある段落。")
    _add(paragraph, _TEXT_BOX)
    found = _saved(document, tmp_path)
    assert found.pages[0].text == "錨のある段落。\n枠の中の文"


def test_a_chart_is_a_table_below_its_paragraph(tmp_path: Path) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from pptx.chart.data import CategoryChartData
    from pptx.chart.xmlwriter import ChartXmlWriter
    from pptx.enum.chart import XL_CHART_TYPE

    data = CategoryChartData(number_format="#,##0")
    data.categories = ["北部", "南部"]
    data.add_series("貯水量（万m3）", (1200, 800))
    chart = ChartXmlWriter(XL_CHART_TYPE.COLUMN_CLUSTERED, data).xml.encode()
    document = _blank()
    paragraph = document.add_paragraph("次の図に示す。")
    part = Part(
        PackURI("/word/charts/chart1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        chart,
        document.part.package,
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    identity = document.part.relate_to(part, f"{relation}/chart")
    _add(
        paragraph,
        "<w:r {w}><w:drawing><c:chart"
        ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
        f' xmlns:r="{relation}" r:id="{identity}"/></w:drawing></w:r>',
    )
    found = _saved(document, tmp_path)
    assert found.pages[0].text.split("\n")[0] == "次の図に示す。"
    (table,) = found.pages[0].tables
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["", "貯水量（万m3）"],
        ["北部", "1,200"],
        ["南部", "800"],
    ]


def test_the_table_of_contents_is_left_out(tmp_path: Path) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    document = _blank()
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("概要 3", style="toc 1")
    document.add_paragraph("本文である。")
    assert _saved(document, tmp_path).pages[0].text == "本文である。"


def test_an_empty_document_says_so(tmp_path: Path) -> None:
    with pytest.raises(EmptyFileError, match="the document holds no text"):
        _saved(_blank(), tmp_path)


def _numbering(*levels: tuple[str, str], start: str = "1", override: str = "") -> Numbering:
    defined = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    return Numbering(
        parse_xml(
            f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="7">{defined}'
            '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
            f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{override}</w:num></w:numbering>'
        )
    )


@pytest.mark.parametrize(
    ("form", "text", "labels"),
    [
        ("decimal", "第%1条", ["第1条 ", "第2条 ", "第3条 "]),
        ("japaneseCounting", "%1、", ["一、 ", "二、 ", "三、 "]),
        ("decimalFullWidth", "%1．", ["１． ", "２． ", "３． "]),
        ("decimalEnclosedCircle", "%1", ["① ", "② ", "③ "]),
        ("aiueoFullWidth", "%1)", ["ア) ", "イ) ", "ウ) "]),
        ("iroha", "%1", ["イ ", "ロ ", "ハ "]),
        ("ideographTraditional", "%1", ["甲 ", "乙 ", "丙 "]),
        ("upperRoman", "%1.", ["I. ", "II. ", "III. "]),
        ("lowerLetter", "(%1)", ["(a) ", "(b) ", "(c) "]),
        ("decimalZero", "%1", ["01 ", "02 ", "03 "]),
        ("bullet", "", ["", "", ""]),
        ("unheard", "%1", ["1 ", "2 ", "3 "]),
    ],
)
def test_numbers_are_written_as_word_writes_them(form: str, text: str, labels: list[str]) -> None:
    numbering = _numbering((form, text))
    assert [numbering.label("1", 0) for _ in labels] == labels


def test_deeper_levels_begin_anew_under_each_number() -> None:
    numbering = _numbering(("decimal", "%1"), ("decimal", "%1.%2"))
    found = [numbering.label("1", level) for level in (0, 1, 1, 0, 1)]
    assert found == ["1 ", "1.1 ", "1.2 ", "2 ", "2.1 "]
    assert numbering.label("1", 5) == numbering.label("9", 0) == ""


def test_a_list_may_begin_anew_and_large_numbers_are_written() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="123"/></w:lvlOverride>'
    numbering = _numbering(("chineseCounting", "第%1条"), override=override)
    assert numbering.label("1", 0) == "第一条 "
    assert numbering.label("2", 0) == "第百二十三条 "
    assert numbering.label("2", 0) == "第百二十四条 "


_WORDS = st.text("第一章節水資源报告。 \n\t12", max_size=20)
_CONTENT = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["Normal", "Heading 1", "Heading 2", "List Number"]), _WORDS),
        st.lists(st.lists(_WORDS, min_size=2, max_size=2), min_size=1, max_size=3),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(_CONTENT)
def test_whatever_a_document_holds_its_offsets_are_true(
    tmp_path_factory: pytest.TempPathFactory, content: list[Any]
) -> None:
    document = _blank()
    for item in content:
        if isinstance(item, tuple):
            document.add_paragraph(item[1], style=item[0])
        else:
            _filled(document.add_table(len(item), 2), item)
    try:
        found = _saved(document, tmp_path_factory.mktemp("docx"))
    except EmptyFileError:
        return
    shown = "".join(page.text for page in found.pages)
    words = [item[1] for item in content if isinstance(item, tuple)]
    assert all("".join(text.split()) in "".join(shown.split()) for text in words)
