"""The essay on the calendar and the railway, in vertical lines, printed with Chromium."""

from __future__ import annotations

import re
import subprocess
import tempfile
from html import escape
from pathlib import Path

OUTPUTS: tuple[str, ...] = ("vertical-essay-ja.pdf",)
_SOURCE = Path(__file__).parent.parent / "sources" / "ja_vertical_essay.txt"
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)
_CSS = """
@page { size: A5; margin: 20mm 17mm 19mm 17mm;
  font: 8pt 'Noto Serif CJK JP'; color: #333;
  @top-center { writing-mode: horizontal-tb; content: '時を刻む国'; }
  @bottom-center { writing-mode: horizontal-tb; content: counter(page); } }
html { writing-mode: vertical-rl; }
body { margin: 0; font: 10.6pt/1.82 'Noto Serif CJK JP'; text-align: justify;
  line-break: strict; }
p { margin: 0; text-indent: 1em; }
h1 { font-size: 24pt; line-height: 1.4; margin: 0 0 0 3mm; }
h2 { font-size: 13.5pt; line-height: 1.6; margin: 0 7mm 0 4mm; break-after: avoid; }
.cover { text-indent: 5em; color: #333; }
.note { font-size: 8.6pt; line-height: 1.7; text-indent: 0; margin-right: 6mm; }
"""
# Chromium stamps the clock into the file; this is the time every build carries instead.
_STAMP = rb"(D:20260115000000+00'00')"


def build(out_dir: Path) -> None:
    """Write the essay to out_dir; raises CalledProcessError when Chromium fails."""
    target = out_dir / OUTPUTS[0]
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "essay.html"
        page.write_text(_html(_SOURCE.read_text(encoding="utf-8")), encoding="utf-8")
        command = ["chromium", *_FLAGS, f"--user-data-dir={folder}/profile"]
        command += [f"--print-to-pdf={target.resolve()}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    # The replacement is as long as what it replaces, so the cross-reference table holds.
    content = re.sub(rb"\(D:\d{14}\+00'00'\)", _STAMP, target.read_bytes())
    target.write_bytes(content)


def _html(source: str) -> str:
    """The essay as a page for print: # title, ## heading, % cover line, > note."""
    body: list[str] = []
    for line in filter(None, (line.strip() for line in source.splitlines())):
        mark, _, text = line.partition(" ")
        tag = {"#": "h1", "##": "h2", "%": 'p class="cover"', ">": 'p class="note"'}.get(mark)
        content = escape(text if tag else line)
        opening = tag or "p"
        body.append(f"<{opening}>{content}</{opening.split()[0]}>")
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>時を刻む国</title>'
        f"<style>{_CSS}</style></head><body>{''.join(body)}</body></html>"
    )
