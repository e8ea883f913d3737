"""PDF files without their end: what is whole is read, what is not is named."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document
from ingest.errors import DamagedFileError
from ingest.parallel import Limits, read_documents
from ingest.pdf import read_pdf
from ingest.pdf.loose_objects import loose_objects
from ingest.pdf.repair import repaired

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
CORPUS = Path(__file__).parents[2] / "corpus"


def sentence(number: int) -> str:
    return f"The report of chapter {number} was published in April."


def page_and_content(number: int, parent: int, font: int) -> list[bytes]:
    """A page, and its content, which is the object after it; ``number`` is the page's."""
    content = b"BT /F 12 Tf 72 700 Td (%s) Tj ET" % sentence(number).encode()
    return [
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
        b"/Resources << /Font << /F %d 0 R >> >> >>" % (parent, 2 * number + 1, font),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]


def numbered(objects: list[bytes]) -> bytes:
    return b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in enumerate(objects, start=1))


def tree_last(pages: int) -> bytes:
    """Font, pages and contents, then the page tree and the catalogue, and nothing after them."""
    tree = 2 * pages + 2
    objects = [FONT]
    for number in range(1, pages + 1):
        objects += page_and_content(number, tree, 1)
    kids = b" ".join(b"%d 0 R" % (2 * number) for number in range(1, pages + 1))
    objects += [
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        b"<< /Type /Catalog /Pages %d 0 R >>" % tree,
    ]
    return b"%PDF-1.4\n" + numbered(objects)


def read(path: Path, data: bytes) -> Document:
    path.write_bytes(data)
    return read_pdf(path)


def texts(document: Document) -> list[str]:
    return [page.text for page in document.pages]


def test_a_file_without_a_trailer_is_read_whole(tmp_path: Path) -> None:
    document = read(tmp_path / "a.pdf", tree_last(3))
    assert texts(document) == [sentence(n) for n in (1, 2, 3)]
    assert document.warnings == (
        "the file has no end mark and may be truncated",
        "the file is damaged and was put together from what is left of it: pages may be missing "
        "or counted differently; get it again",
    )


def test_of_a_file_that_breaks_off_the_whole_pages_are_read(tmp_path: Path) -> None:
    data = tree_last(5)
    cut = data.index(sentence(4).encode()) + 10
    document = read(tmp_path / "a.pdf", data[:cut])
    assert texts(document) == [sentence(1), sentence(2), sentence(3), ""]
    assert [page.quality.ok for page in document.pages] == [True, True, True, False]
    assert document.warnings[-1] == (
        "page 4: a part of it is no longer in the file (get the file again); never cited"
    )
    assert {passage.page for passage in document.passages} == {1, 2, 3}


def test_a_page_that_is_gone_keeps_its_number(tmp_path: Path) -> None:
    data = re.sub(rb"(?s)4 0 obj\n.*?endobj\n", b"", tree_last(3), count=1)
    document = read(tmp_path / "a.pdf", data)
    assert texts(document) == [sentence(1), "", sentence(3)]


def test_a_page_whose_font_is_gone_is_not_guessed_at(tmp_path: Path) -> None:
    data = tree_last(3).replace(b"/F 1 0 R", b"/F 99 0 R", 1)
    document = read(tmp_path / "a.pdf", data)
    assert texts(document) == ["", sentence(2), sentence(3)]


def test_objects_packed_into_streams_are_unpacked(tmp_path: Path) -> None:
    packed = [
        b"<< /Type /Catalog /Pages 11 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>",
        page_and_content(1, 11, 1)[0],
    ]
    head, places = b"", 0
    for number, body in zip((10, 11, 2), packed, strict=True):
        head += b"%d %d " % (number, places)
        places += len(body) + 1
    stream = zlib.compress(head + b"\n".join(packed))
    data = b"%%PDF-1.5\n1 0 obj\n%s\nendobj\n3 0 obj\n%s\nendobj\n" % (
        FONT,
        page_and_content(1, 11, 1)[1],
    )
    data += (
        b"12 0 obj\n<< /Type /ObjStm /N 3 /First %d /Filter /FlateDecode /Length %d >>\n"
        b"stream\n%s\nendstream\nendobj\n" % (len(head), len(stream), stream)
    )
    assert texts(read(tmp_path / "a.pdf", data)) == [sentence(1)]
    assert loose_objects(data)[11].body == packed[1]


@pytest.mark.parametrize("name", ["securities-report-ja", "taiwan-water-report-zh-hant"])
def test_a_real_report_without_its_trailer_says_the_same(name: str, tmp_path: Path) -> None:
    whole = (CORPUS / f"{name}.pdf").read_bytes()
    broken = tmp_path / f"{name}.pdf"
    broken.write_bytes(whole[: whole.rindex(b"\nxref")])
    [(_, outcome)] = read_documents([broken], 1, Limits(recognise=False))
    assert isinstance(outcome, Document), outcome
    assert texts(outcome) == texts(read_pdf(CORPUS / f"{name}.pdf"))


def test_no_page_of_a_cut_report_says_something_else() -> None:
    whole = (CORPUS / "securities-report-ja.pdf").read_bytes()
    said = _said(whole)
    found = repaired(whole[: int(len(whole) * 0.95)])
    assert found is not None
    assert 0 < len(found.lost) < len(said)
    for place, text in enumerate(_said(found.data)):
        assert place in found.lost or text == said[place]


def _said(data: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in pdf]
    finally:
        pdf.close()


def test_without_a_whole_page_the_file_fails(tmp_path: Path) -> None:
    data = tree_last(2)
    for broken in (data[: data.index(b"4 0 obj") - 30][:150], b"%PDF-1.7\n" + b"x" * 2000):
        with pytest.raises(DamagedFileError, match="cannot be opened") as caught:
            read(tmp_path / "a.pdf", broken)
        assert "get it again" in caught.value.hint


RUBBLE = [
    *[b"1 0 obj", b"2 0 obj", b"endobj", b"<<", b">>", b"\n", b"stream\n", b"endstream"],
    *[b"/Type /Page ", b"/Type /Catalog", b"/Pages 1 0 R", b"/Parent 2 0 R", b" 9 9 R "],
    *[b"/Type /Pages /Kids [1 0 R 2 0 R] /Count 2", b"/Type /ObjStm /First 4 /FlateDecode"],
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(RUBBLE), max_size=40))
def test_rubble_is_repaired_or_refused(pieces: list[bytes]) -> None:
    found = repaired(b"%PDF-1.4\n" + b" ".join(pieces))
    assert found is None or found.data.endswith(b"%%EOF\n")
