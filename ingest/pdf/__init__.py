"""The PDF reader, a pipeline of small steps:

characters → lines → tables → (all pages known) running heads off → reading order → blocks →
page text → passages. ``each_page`` does the part that needs one page only, so that a large
file can be shared out over processes; ``assemble_file`` does the rest.
"""

from __future__ import annotations

from ingest.pdf.reader import assemble_file, each_page, page_count, read_pages, read_pdf

__all__ = ["assemble_file", "each_page", "page_count", "read_pages", "read_pdf"]
