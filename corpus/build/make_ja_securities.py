"""The securities report of a Japanese company that does not exist, set with reportlab."""

from __future__ import annotations

from pathlib import Path

from ja_platypus import write_report
from zh_marks import read_marks

OUTPUTS: tuple[str, ...] = ("securities-report-ja.pdf",)
_SOURCE = Path(__file__).parent.parent / "sources" / "ja_securities_report.marks"


def build(out_dir: Path) -> None:
    """Write the report to out_dir; raises ValueError for a table with uneven rows."""
    write_report(
        read_marks(_SOURCE),
        out_dir / OUTPUTS[0],
        title="青嶺計測工業株式会社 第62期 有価証券報告書（架空の見本）",
        head="青嶺計測工業株式会社（架空）　有価証券報告書　第62期",
    )
