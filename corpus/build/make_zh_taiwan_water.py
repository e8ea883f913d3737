"""The report in Traditional Chinese on water and chips in Taiwan, set with LibreOffice."""

from __future__ import annotations

from pathlib import Path

from zh_fodt import convert_to_pdf, render_fodt
from zh_marks import read_marks

OUTPUTS: tuple[str, ...] = ("taiwan-water-report-zh-hant.pdf",)
_SOURCE = Path(__file__).parent.parent / "sources" / "zh_taiwan_water.marks"


def build(out_dir: Path) -> None:
    """Write the report to out_dir; raises CalledProcessError when the conversion fails."""
    head = "水與晶片：臺灣水資源與半導體產業報告"
    convert_to_pdf(render_fodt(read_marks(_SOURCE), title=head, head=head), out_dir / OUTPUTS[0])
