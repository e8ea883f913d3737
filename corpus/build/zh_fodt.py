"""Set a marked-up report as a flat OpenDocument text, and convert it with LibreOffice."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from zh_marks import Block, is_number

_FONTS = {
    "zh-Hans": ("Noto Serif CJK SC", "Noto Sans CJK SC", "zh", "CN"),
    "zh-Hant": ("Noto Serif CJK TC", "Noto Sans CJK TC", "zh", "TW"),
    "ja": ("Noto Serif CJK JP", "Noto Sans CJK JP", "ja", "JP"),
}
# kind: (size in pt, bold, sans, paragraph attributes)
_STYLES = {
    "heading1": (16, True, True, 'fo:margin-top="7mm" fo:margin-bottom="3mm"'),
    "heading2": (12.5, True, True, 'fo:margin-top="4.5mm" fo:margin-bottom="1.5mm"'),
    "heading3": (10.5, True, True, 'fo:margin-top="3mm" fo:margin-bottom="1mm"'),
    "text": (10, False, False, 'fo:text-indent="7mm" fo:margin-bottom="1.2mm"'),
    "item": (10, False, False, 'fo:margin-left="7mm" fo:text-indent="-4mm"'),
    "caption": (9.5, True, True, 'fo:text-align="center" fo:margin-top="3mm"'),
    "unit": (8.5, False, False, 'fo:text-align="end"'),
    "note": (8.5, False, False, 'fo:margin-top="1mm" fo:margin-bottom="2.5mm"'),
    "cover": (13, False, True, 'fo:text-align="center" fo:margin-bottom="6mm"'),
    "title": (26, True, True, 'fo:text-align="center" fo:margin-top="60mm"'),
    "cell": (8.8, False, False, 'fo:line-height="125%"'),
    "number": (8.8, False, False, 'fo:text-align="end" fo:line-height="125%"'),
    "th": (8.8, True, True, 'fo:text-align="center" fo:line-height="125%"'),
    "foot": (8.5, False, True, 'fo:text-align="center"'),
    "head": (8, False, True, 'fo:text-align="end"'),
}
_KEEP = {"heading1", "heading2", "heading3", "caption", "unit", "th"}
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
        ("meta", "meta"),
    )
)


def render_fodt(blocks: Sequence[Block], *, title: str, head: str) -> str:
    """A flat OpenDocument text; the cover has no number, the body counts from 1."""
    languages = dict.fromkeys(block.language for block in blocks)
    fonts = {name for language in languages for name in _FONTS[language][:2]}
    faces = "".join(
        f'<style:font-face style:name="{f}" svg:font-family="\'{f}\'"/>' for f in sorted(fonts)
    )
    styles = "".join(_style(kind, language) for language in languages for kind in _STYLES)
    main = next(iter(languages))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMESPACES} '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:meta><dc:title>{escape(title)}</dc:title></office:meta>"
        f"<office:font-face-decls>{faces}</office:font-face-decls>"
        f"<office:styles>{styles}</office:styles>{_page_styles(main, head)}"
        f"<office:body><office:text>{_body(blocks)}</office:text></office:body></office:document>"
    )


def _style(kind: str, language: str, name: str = "", extra: str = "", paragraph: str = "") -> str:
    size, bold, sans, own_paragraph = _STYLES[kind]
    paragraph = f"{own_paragraph} {paragraph}"
    serif_font, sans_font, code, country = _FONTS[language]
    font = sans_font if sans else serif_font
    weight = "bold" if bold else "normal"
    keep = ' fo:keep-with-next="always"' if kind in _KEEP else ""
    height = "" if "line-height" in paragraph else ' fo:line-height="155%"'
    colour = "#1d4f72" if kind in ("heading1", "title") else "#000000"
    text = "".join(
        f' style:font-name{suffix}="{font}" {prefix}:font-size{suffix}="{size}pt"'
        f' {prefix}:font-weight{suffix}="{weight}" {prefix}:language{suffix}="{code}"'
        f' {prefix}:country{suffix}="{country}"'
        for prefix, suffix in (("fo", ""), ("style", "-asian"))
    )
    return (
        f'<style:style style:name="{name or f"{kind}-{language}"}" style:family="paragraph"{extra}>'
        f'<style:paragraph-properties {paragraph}{height}{keep} fo:orphans="2" fo:widows="2"/>'
        f'<style:text-properties{text} fo:color="{colour}"/></style:style>'
    )


def _page_styles(language: str, head: str) -> str:
    # LibreOffice puts an empty page before an odd number on an even page, so the front matter
    # is a cover and one page of summary.
    breaks = "".join(
        _style("heading1", code, f"first-{code}", paragraph='fo:break-before="page"')
        for code in _FONTS
    )
    breaks += _style(
        "heading1",
        language,
        "start",
        ' style:master-page-name="Body"',
        'style:page-number="1"',
    )
    columns = (
        '<style:style style:name="grid" style:family="table-cell"><style:table-cell-properties'
    )
    layout = '<style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm"'
    return (
        f"<office:automatic-styles>{breaks}{columns}"
        ' fo:border="0.5pt solid #777777" fo:padding="0.8mm"/></style:style>'
        '<style:style style:name="wide" style:family="table"><style:table-properties'
        ' style:width="170mm" table:align="margins" fo:margin-bottom="2mm"/></style:style>'
        '<style:style style:name="row" style:family="table-row"><style:table-row-properties'
        ' fo:keep-together="always"/></style:style>'
        f'<style:page-layout style:name="A">{layout}'
        ' fo:margin-top="16mm" fo:margin-bottom="14mm" fo:margin-left="20mm" fo:margin-right="20mm"'
        "/><style:header-style><style:header-footer-properties"
        ' fo:min-height="6mm" fo:margin-bottom="4mm"/></style:header-style><style:footer-style>'
        '<style:header-footer-properties fo:min-height="6mm" fo:margin-top="4mm"/>'
        f'</style:footer-style></style:page-layout><style:page-layout style:name="C">{layout}'
        ' fo:margin-top="20mm" fo:margin-bottom="20mm" fo:margin-left="20mm"'
        ' fo:margin-right="20mm"/></style:page-layout></office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="Standard"'
        ' style:page-layout-name="C"/><style:master-page style:name="Body"'
        f' style:page-layout-name="A"><style:header><text:p text:style-name="head-{language}">'
        f'{escape(head)}</text:p></style:header><style:footer><text:p text:style-name="foot-'
        f'{language}">– <text:page-number text:select-page="current"/> –</text:p></style:footer>'
        "</style:master-page></office:master-styles>"
    )


def _body(blocks: Sequence[Block]) -> str:
    parts: list[str] = []
    covers = 0
    breaks = 0
    after_break = False
    for block in blocks:
        if block.kind == "break":
            after_break = True
            breaks += 1
            continue
        if block.kind == "table":
            parts.append(_table(block))
            continue
        style = f"{block.kind}-{block.language}"
        if block.kind == "cover" and covers == 0:
            style = f"title-{block.language}"
        if block.kind == "heading1" and after_break:
            style = "start" if breaks == 2 else f"first-{block.language}"
        covers += block.kind == "cover"
        after_break = False
        text = escape(f"・{block.text}" if block.kind == "item" else block.text)
        tag, level = ("h", f' text:outline-level="{block.kind[-1]}"')
        if not block.kind.startswith("heading"):
            tag, level = "p", ""
        parts.append(f'<text:{tag} text:style-name="{style}"{level}>{text}</text:{tag}>')
    return "".join(parts)


def _table(block: Block) -> str:
    def row(cells: Sequence[str], header: bool) -> str:
        inside = "".join(
            '<table:table-cell table:style-name="grid" office:value-type="string"><text:p'
            f' text:style-name="{_cell_style(cell, header)}-{block.language}">{escape(cell)}'
            "</text:p></table:table-cell>"
            for cell in cells
        )
        return f'<table:table-row table:style-name="row">{inside}</table:table-row>'

    columns = f'<table:table-column table:number-columns-repeated="{len(block.rows[0])}"/>'
    head = f"<table:table-header-rows>{row(block.rows[0], True)}</table:table-header-rows>"
    rest = "".join(row(cells, False) for cells in block.rows[1:])
    return f'<table:table table:style-name="wide">{columns}{head}{rest}</table:table>'


def _cell_style(cell: str, header: bool) -> str:
    if header:
        return "th"
    return "number" if is_number(cell) else "cell"


def convert_to_pdf(fodt: str, target: Path) -> None:
    """Convert a flat OpenDocument text to a PDF file; raises CalledProcessError on failure."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{target.stem}.fodt"
        source.write_text(fodt, encoding="utf-8")
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(target.parent.resolve()), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
