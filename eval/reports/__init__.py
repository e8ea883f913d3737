"""Reports of a run: a page that needs nothing else, and Markdown for a pull request."""

from __future__ import annotations

from pathlib import Path

from eval.reports.markdown import run_markdown
from eval.reports.page import run_page
from eval.saved import read_run, replace_file, require_fields

__all__ = ["HTML_FILE", "MARKDOWN_FILE", "write_reports"]

HTML_FILE = "report.html"
MARKDOWN_FILE = "report.md"


def write_reports(folder: Path) -> list[Path]:
    """Write ``report.html`` and ``report.md`` beside the run that ``folder`` holds.

    Raises:
        UsageError: there is no finished run in it, or one of another version.
    """
    run = read_run(folder)
    require_fields(run, "right", "cause", "expected", "hits", "answered_by")
    written = []
    for name, text in ((HTML_FILE, run_page(run)), (MARKDOWN_FILE, run_markdown(run))):
        replace_file(folder / name, text)
        written.append(folder / name)
    return written
