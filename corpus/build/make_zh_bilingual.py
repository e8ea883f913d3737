"""The cooperation report that is half Japanese and half Chinese, set with LibreOffice."""

from __future__ import annotations

from pathlib import Path

from zh_fodt import convert_to_pdf, render_fodt
from zh_marks import read_marks

OUTPUTS: tuple[str, ...] = ("bilingual-cooperation-report.pdf",)
_SOURCE = Path(__file__).parent.parent / "sources" / "zh_bilingual_cooperation.marks"


def build(out_dir: Path) -> None:
    """Write the report to out_dir; raises CalledProcessError when the conversion fails."""
    head = "日中協力報告書　中日合作报告"
    convert_to_pdf(render_fodt(read_marks(_SOURCE), title=head, head=head), out_dir / OUTPUTS[0])
