"""PowerPoint presentations: reading order, tables, charts, notes, hidden slides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pptx
import pytest
from format_checks import read_checked, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.document import Document
from ingest.errors import EmptyFileError

_TITLE, _BODY, _ONLY_TITLE = 0, 1, 5


def _saved(presentation: Any, tmp_path: Path) -> Document:
    presentation.save(tmp_path / "資料.pptx")
    return read_checked(tmp_path / "資料.pptx")


def _slide(presentation: Any, title: str, layout: int = _ONLY_TITLE) -> Any:
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    slide.shapes.title.text = title
    return slide


def _box(shapes: Any, x: float, y: float, text: str, width: float = 3.5) -> None:
    box = shapes.add_textbox(Inches(x), Inches(y), Inches(width), Inches(0.8))
    box.text_frame.text = text


def _kinds(document: Document, page: int) -> list[tuple[str, str]]:
    text = document.pages[page - 1].text
    return [(b.kind, text[b.char_start : b.char_end]) for b in document.pages[page - 1].blocks]


def test_a_slide_is_a_page_with_title_list_and_notes(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    presentation.core_properties.title = "PowerPoint プレゼンテーション"
    _slide(presentation, "令和3年度 デジタル経済の動向", _TITLE)
    slide = _slide(presentation, "市場規模", _BODY)
    slide.placeholders[1].text_frame.text = "2020年の市場は9.5兆元"
    slide.placeholders[1].text_frame.add_paragraph().text = "前年比15%増"
    slide.notes_slide.notes_text_frame.text = "ここでは為替の影響に触れる。"
    found = _saved(presentation, tmp_path)
    assert (found.format, found.title) == ("pptx", "令和3年度 デジタル経済の動向")
    assert _kinds(found, 2) == [
        ("heading", "市場規模"),
        ("list", "2020年の市場は9.5兆元"),
        ("list", "前年比15%増"),
        ("footnote", "ここでは為替の影響に触れる。"),
    ]
    assert [p.kind for p in found.passages if "為替" in p.text] == ["footnote"]
    assert found.passages[1].heading_path == ("市場規模",)


def test_labels_are_the_numbers_that_slides_show_and_hidden_ones_are_named(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    presentation.part._element.set("firstSlideNum", "5")
    for title in ("概要", "内部検討", "结论"):
        _slide(presentation, title)
    presentation.slides[1]._element.set("show", "0")
    found = _saved(presentation, tmp_path)
    assert [page.label for page in found.pages] == ["5", "6", "7"]
    assert found.warnings == ("hidden in the presentation: slides 6",)


def test_columns_are_read_one_after_the_other_and_groups_are_taken_apart(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = _slide(presentation, "二列の比較")
    group = slide.shapes.add_group_shape()
    _box(group.shapes, 0.5, 4, "左の下、群の中")
    _box(slide.shapes, 5, 2, "右の見出し")
    _box(slide.shapes, 5, 3, "右の本文")
    _box(slide.shapes, 0.5, 3, "左の本文")
    _box(slide.shapes, 0.5, 2, "左の見出し")
    _box(slide.shapes, 0.5, 6, "両列にわたる下の注意書き", width=8)
    # A group that is drawn elsewhere and smaller than its own coordinates say.
    moved = slide.shapes.add_group_shape()
    _box(moved.shapes, 0, 0, "右の下")
    place = moved._element.grpSpPr.xfrm
    place.off.x, place.off.y = Inches(5), Inches(4)
    found = _saved(presentation, tmp_path)
    assert found.pages[0].text.split("\n") == [
        "二列の比較",
        "左の見出し",
        "左の本文",
        "左の下、群の中",
        "右の見出し",
        "右の本文",
        "右の下",
        "両列にわたる下の注意書き",
    ]


def test_tables_and_charts_are_tables(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = _slide(presentation, "地区")
    place = (Inches(1), Inches(2), Inches(6), Inches(1.5))
    table = slide.shapes.add_table(4, 3, *place).table
    rows = [["地区", "营业收入", ""], ["", "2019年", "2020年"], ["国内", "1,200", "1,310"]]
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    data = CategoryChartData(number_format="0.0%")
    data.categories = ["日本", "中国"]
    data.add_series("2019年", (0.12, 0.2))
    data.add_series("2020年", (None, 0.314))
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(4), Inches(5), Inches(3), data
    )
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "电子商务占比"
    frame.chart.value_axis.axis_title.text_frame.text = "（单位：%）"
    found = _saved(presentation, tmp_path)
    first, chart = found.pages[0].tables
    assert first.header_rows == 2
    assert first.column_heads == ("地区", "营业收入 2019年", "营业收入 2020年")
    assert chart.caption == "电子商务占比"
    assert chart.unit == "单位：%"
    assert [[cell.text for cell in row] for row in chart.rows] == [
        ["", "2019年", "2020年"],
        ["日本", "12.0%", ""],
        ["中国", "20.0%", "31.4%"],
    ]
    assert rows_of(found)[-1].text == "中国 | 20.0% | 31.4%"


def test_scatter_charts_and_levels_of_categories(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = _slide(presentation, "図")
    points = XyChartData()
    series = points.add_series("気温")
    for x, y in ((1, 10.5), (2, 12)):
        series.add_data_point(x, y)
    size = (Inches(1), Inches(2), Inches(5), Inches(2))
    slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *size, points)
    levels = CategoryChartData()
    for year in ("2019年", "2020年"):
        category = levels.add_category(year)
        for half in ("上期", "下期"):
            category.add_sub_category(half)
    levels.add_series("台数", (1, 2, 3, 4))
    below = (Inches(1), Inches(5), Inches(5), Inches(2))
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *below, levels)
    scatter, bars = _saved(presentation, tmp_path).pages[0].tables
    assert [[cell.text for cell in row] for row in scatter.rows[1:]] == [["1", "10.5"], ["2", "12"]]
    assert [row[0].text for row in bars.rows[1:]] == [
        "2019年 上期", "2019年 下期", "2020年 上期", "2020年 下期"
    ]  # fmt: skip


def test_footer_date_and_number_stay_out_of_the_text(tmp_path: Path) -> None:
    from copy import deepcopy

    presentation = pptx.Presentation()
    slide = _slide(presentation, "概要")
    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.type.name in ("FOOTER", "SLIDE_NUMBER"):
            copy = deepcopy(shape._element)
            slide.shapes._spTree.append(copy)
    for shape in slide.placeholders:
        if shape.placeholder_format.type.name == "FOOTER":
            shape.text_frame.text = "© 2021 総務部"
    found = _saved(presentation, tmp_path)
    assert found.pages[0].text == "概要"
    removed = {block.kind: block.removed_text for block in found.pages[0].blocks[1:]}
    assert removed["running_head"] == "© 2021 総務部"
    assert set(removed) == {"running_head", "page_number"}


def test_words_of_smart_art_are_read(tmp_path: Path) -> None:
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI
    from pptx.oxml import parse_xml

    diagram = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    point = "<dgm:pt modelId='{}'{}><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt>"
    model = (
        f'<dgm:dataModel xmlns:dgm="{diagram}" xmlns:a="{drawing}"><dgm:ptLst>'
        + point.format(1, " type='doc'", "文書")
        + point.format(2, "", "計画")
        + point.format(3, " type='node'", "実行")
        + "</dgm:ptLst></dgm:dataModel>"
    )
    presentation = pptx.Presentation()
    slide = _slide(presentation, "流れ")
    part = Part(
        PackURI("/ppt/diagrams/data1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        presentation.part.package,
        model.encode(),
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    identity = slide.part.relate_to(part, f"{relation}/diagramData")
    slide.shapes._spTree.append(
        parse_xml(
            '<p:graphicFrame xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
            f' xmlns:a="{drawing}"><p:nvGraphicFramePr><p:cNvPr id="9" name="d"/>'
            "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>"
            '<p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic>'
            f'<a:graphicData uri="{diagram}"><dgm:relIds xmlns:dgm="{diagram}"'
            f' xmlns:r="{relation}" r:dm="{identity}"/></a:graphicData></a:graphic>'
            "</p:graphicFrame>"
        )
    )
    found = _saved(presentation, tmp_path)
    assert found.pages[0].text == "流れ\n計画\n実行"


def test_an_empty_presentation_says_so(tmp_path: Path) -> None:
    with pytest.raises(EmptyFileError, match="the presentation holds no text"):
        _saved(pptx.Presentation(), tmp_path)


_BOXES = st.lists(
    st.tuples(
        st.floats(-1, 9), st.floats(-1, 7), st.text("経済成长。 \n\x0b1%", min_size=1, max_size=15)
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(_BOXES, min_size=1, max_size=3))
def test_whatever_slides_hold_nothing_is_lost_and_offsets_are_true(
    tmp_path_factory: pytest.TempPathFactory, slides: list[list[tuple[float, float, str]]]
) -> None:
    presentation = pptx.Presentation()
    for boxes in slides:
        slide = _slide(presentation, "題")
        for x, y, text in boxes:
            _box(slide.shapes, x, y, text)
    found = _saved(presentation, tmp_path_factory.mktemp("pptx"))
    for page, boxes in zip(found.pages, slides, strict=True):
        given = sorted("".join("題" + "".join(text for _, _, text in boxes)).replace("\x0b", ""))
        assert [c for c in given if not c.isspace()] == sorted("".join(page.text.split()))
