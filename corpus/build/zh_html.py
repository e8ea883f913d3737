"""Set a marked-up report as HTML for print, and print it with headless Chromium."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from zh_marks import Block, is_number

_TAGS = {"heading1": "h1", "heading2": "h2", "heading3": "h3", "text": "p", "item": "li"}
_CSS = """
@page { size: A4; margin: 24mm 20mm 20mm; font-family: 'Noto Sans CJK SC';
  @top-left { content: '%(head)s'; font-size: 8pt; color: #444; }
  @top-right { content: '%(head_right)s'; font-size: 8pt; color: #444; }
  @bottom-center { content: counter(page); font-size: 8pt; } }
@page :first { @top-left { content: ''; } @top-right { content: ''; }
  @bottom-center { content: ''; } }
body { font: 10pt/1.7 'Noto Serif CJK SC'; margin: 0; text-align: justify; }
h1, h2, h3, th, .caption { font-family: 'Noto Sans CJK SC'; break-after: avoid; }
h1 { font-size: 16pt; border-bottom: 1.2pt solid #14507a; color: #14507a; margin: 0 0 3mm; }
h1:not(.first) { margin-top: 7mm; }
h2 { font-size: 12pt; margin: 5mm 0 1.5mm; } h3 { font-size: 10.5pt; margin: 3mm 0 1mm; }
p { margin: 0 0 1.5mm; text-indent: 2em; } ul { margin: 0 0 2mm; padding-left: 6mm; }
.caption { text-align: center; font-weight: bold; font-size: 9.5pt; margin: 3mm 0 0;
  text-indent: 0; }
.unit { text-align: right; font-size: 8.5pt; margin: 0 0 .5mm; text-indent: 0; break-after: avoid; }
.note { font-size: 8.5pt; text-indent: 0; color: #333; }
table { border-collapse: collapse; width: 100%%; font-size: 8.8pt; line-height: 1.45;
  margin: 0 0 3mm; }
th, td { border: .5pt solid #777; padding: .8mm 1.6mm; text-align: left; }
th { background: #e6eef4; text-align: center; } td.n { text-align: right; white-space: nowrap; }
tr { break-inside: avoid; } .break { break-before: page; }
.cover { text-align: center; text-indent: 0; font-family: 'Noto Sans CJK SC'; font-size: 13pt;
  margin: 0 0 6mm; }
.cover.title { font-size: 28pt; line-height: 1.4; font-weight: bold; margin-top: 60mm;
  color: #14507a; }
"""


def render_html(blocks: Sequence[Block], *, title: str, head: str, head_right: str) -> str:
    """A complete HTML page for print, with a running head and page numbers."""
    body: list[str] = []
    first_cover = True
    for position, block in enumerate(blocks):
        if block.kind == "break":
            body.append('<div class="break"></div>')
        elif block.kind == "table":
            body.append(_table(block.rows))
        elif block.kind in _TAGS:
            follows_break = position > 0 and blocks[position - 1].kind == "break"
            body.append(_tagged(_TAGS[block.kind], block.text, first=follows_break))
        else:
            name = "cover title" if block.kind == "cover" and first_cover else block.kind
            first_cover = first_cover and block.kind != "cover"
            body.append(f'<p class="{name}">{escape(block.text)}</p>')
    css = _CSS % {"head": head, "head_right": head_right}
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}'
        f"</title><style>{css}</style></head><body>{''.join(body)}</body></html>"
    )


def _tagged(tag: str, text: str, *, first: bool) -> str:
    if tag == "li":
        return f"<ul><li>{escape(text)}</li></ul>"
    name = ' class="first"' if first else ""
    return f"<{tag}{name}>{escape(text)}</{tag}>"


def _table(rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0])
    lines = [f"<thead><tr>{head}</tr></thead>"]
    for row in rows[1:]:
        cells = "".join(
            f'<td class="n">{escape(cell)}</td>' if is_number(cell) else f"<td>{escape(cell)}</td>"
            for cell in row
        )
        lines.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(lines)}</table>"


def print_pdf(html: str, target: Path) -> None:
    """Print HTML to a PDF file; raises CalledProcessError when Chromium fails."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]
        command += ["--no-first-run", "--disable-background-networking", "--disable-sync"]
        command += ["--disable-component-update", f"--user-data-dir={folder}/profile"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={target.resolve()}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
