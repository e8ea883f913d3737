"""The annual report of a company that does not exist, printed with Chromium."""

from __future__ import annotations

from pathlib import Path

from zh_html import print_pdf, render_html
from zh_marks import read_marks

OUTPUTS: tuple[str, ...] = ("annual-report-zh.pdf",)
_SOURCE = Path(__file__).parent.parent / "sources" / "zh_annual_report.marks"


def build(out_dir: Path) -> None:
    """Write the report to out_dir; raises CalledProcessError when printing fails."""
    html = render_html(
        read_marks(_SOURCE),
        title="青岚精密传动股份有限公司2024年年度报告",
        head="青岚精密传动股份有限公司",
        head_right="2024年年度报告",
    )
    print_pdf(html, out_dir / OUTPUTS[0])
