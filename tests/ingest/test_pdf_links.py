"""Links of PDF pages: read, stored and shown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.codec import page_from_row, page_to_row
from ingest.document import Block, Link, Page
from ingest.pdf import read_pdf

sys.path.append(str(Path(__file__).parent / "hostile"))

from hostile_pdfs import GOOD, pages, stream

ADDRESS = "https://example.org/報告?年=2024"


def annotated(annotations: bytes, page: bytes = b"") -> bytes:
    """A file with two pages, each with the same link annotations; ``page`` goes into each."""
    data = pages([stream(GOOD)] * 2)
    entries = b"/Type /Page /Annots [%s] %s " % (annotations, page)
    return data.replace(b"/Type /Page /Parent", entries + b"/Parent")


def link(rect: bytes, target: bytes) -> bytes:
    return b"<< /Type /Annot /Subtype /Link /Rect [%s] %s >>" % (rect, target)


def links(path: Path, data: bytes) -> tuple[Link, ...]:
    path.write_bytes(data)
    return read_pdf(path).pages[0].links


def test_addresses_and_pages_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(400, 300))
    canvas.drawString(50, 250, "See the annual report on page two.")
    canvas.linkURL(ADDRESS, (50, 245, 150, 262))
    canvas.linkAbsolute("there", "second", (160, 245, 200, 262))
    canvas.showPage()
    canvas.bookmarkPage("second")
    canvas.drawString(50, 250, "The second page.")
    canvas.save()
    first, second = read_pdf(path).pages
    assert first.links == (
        Link((50.0, 38.0, 150.0, 55.0), uri=ADDRESS),
        Link((160.0, 38.0, 200.0, 55.0), page=2),
    )
    assert second.links == ()


def test_scripts_programs_and_broken_links_lead_nowhere(tmp_path: Path) -> None:
    annotations = b" ".join(
        [
            link(b"0 0 9 9", b"/A << /S /JavaScript /JS (app.alert) >>"),
            link(b"0 0 9 9", b"/A << /S /Launch /F (/bin/sh) >>"),
            link(b"0 0 9 9", b"/A << /S /GoToR /F (other.pdf) /D [0 /Fit] >>"),
            link(b"0 0 9 9", b"/Dest (nowhere)"),
            link(b"0 0 9 9", b"/Dest [99 0 R /Fit]"),
            link(b"0 0 9 9", b""),
            link(b"9999 0 9999 9", b"/A << /S /URI /URI (https://off.page/) >>"),
            link(b"5 5 5 5", b"/A << /S /URI /URI (https://without.size/) >>"),
            link(b"72 690 99 9999", b"/A << /S /URI /URI (https://half.on/) >>"),
        ]
    )
    found = links(tmp_path / "a.pdf", annotated(annotations))
    assert found == (Link((72.0, 0.0, 99.0, 152.0), uri="https://half.on/"),)


@pytest.mark.parametrize(
    ("page", "rect"),
    [
        (b"", (100.0, 42.0, 200.0, 142.0)),
        (b"/CropBox [50 0 595 800]", (50.0, 0.0, 150.0, 100.0)),
        (b"/Rotate 90", (700.0, 100.0, 800.0, 200.0)),
        (b"/Rotate 180", (395.0, 700.0, 495.0, 800.0)),
    ],
)
def test_the_rectangle_is_where_the_page_shows_it(
    page: bytes, rect: tuple[float, float, float, float], tmp_path: Path
) -> None:
    annotations = link(b"100 700 200 800", b"/A << /S /URI /URI (https://example.org/) >>")
    assert links(tmp_path / "a.pdf", annotated(annotations, page))[0].rect == rect


def test_more_links_than_anyone_follows_are_bounded(tmp_path: Path) -> None:
    one = link(b"100 700 200 800", b"/A << /S /URI /URI (https://example.org/) >>")
    assert len(links(tmp_path / "a.pdf", annotated(one * 5_000))) == 2_000


def test_links_are_stored() -> None:
    blocks = (Block("text", 0, 2, (1.0, 2.0, 3.0, 4.0)),)
    stored = (Link((1.0, 2.0, 3.5, 4.0), uri=ADDRESS), Link((0.0, 0.0, 1.0, 1.0), page=7))
    page = Page(1, "1", "本文", blocks=blocks, links=stored)
    row = page_to_row("id", page)[1:]
    assert page_from_row(row).links == stored
    assert page_from_row(row).blocks == blocks
    without = page_from_row(page_to_row("id", Page(1, "1", "本文", blocks=blocks))[1:])
    assert without.links == ()
    assert without.blocks == blocks
