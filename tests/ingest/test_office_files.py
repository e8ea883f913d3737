"""Formats are told by content; broken, hostile and old Office files say what to do."""

from __future__ import annotations

import io
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from format_checks import read_checked
from reportlab.pdfgen.canvas import Canvas

from ingest import read_document, supported_suffixes
from ingest.errors import (
    DamagedFileError,
    EncryptedFileError,
    IngestError,
    UnsupportedFormatError,
)

_MAIN = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}
_TYPES = "[Content_Types].xml"


def _word() -> bytes:
    document = docx.Document()
    document.add_heading("年次報告", 1)
    document.add_paragraph("売上高は前年を上回った。")
    return _bytes(document.save)


def _slides() -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "年次報告"
    return _bytes(presentation.save)


def _workbook() -> bytes:
    workbook = openpyxl.Workbook()
    for row in (["年度", "売上"], ["2020年", 10]):
        workbook.active.append(row)
    return _bytes(workbook.save)


def _bytes(save: Callable[[io.BytesIO], object]) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()


_MADE = {"docx": _word, "pptx": _slides, "xlsx": _workbook}


def _changed(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The package after ``change`` has altered its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
@pytest.mark.parametrize("name", ["報告.pdf", "報告", "報告.txt", "報告.md"])
def test_an_office_file_is_read_whatever_it_is_named(kind: str, name: str, tmp_path: Path) -> None:
    document = read_checked(_write(tmp_path / name, _MADE[kind]()))
    assert document.format == kind
    warned = "." in name
    assert any(w.startswith("the file is named") for w in document.warnings) == warned


def test_pdf_html_and_text_are_read_whatever_they_are_named(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "plan"))
    canvas.drawString(72, 700, "A plan of the year without a suffix.")
    canvas.save()
    page = "<!DOCTYPE html><html><body><h1>報告</h1><p>本文の文。</p></body></html>"
    (tmp_path / "page.pdf").write_text(page, encoding="utf-8")
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    (tmp_path / "table.xls").write_text(page, encoding="utf-8")
    (tmp_path / "words.docx").write_text("ただの文章である。", encoding="utf-8")
    expected = {
        "plan": ("pdf", ()),
        "page.pdf": ("html", ("the file is named .pdf but is a web page, and was read as that",)),
        "page.txt": ("html", ("the file is named .txt but is a web page, and was read as that",)),
        "table.xls": ("html", ("the file is named .xls but is a web page, and was read as that",)),
        "words.docx": (
            "text",
            ("the file is named .docx but is plain text, and was read as that",),
        ),
    }
    for name, (found, warnings) in expected.items():
        document = read_document(tmp_path / name)
        assert (document.format, document.warnings) == (found, warnings), name


@pytest.mark.parametrize(
    ("kind", "suffix", "plain", "special"),
    [
        ("docx", ".docm", b"openxmlformats-officedocument.wordprocessingml.document.main",
         b"ms-word.document.macroEnabled.main"),
        ("docx", ".dotx", b"wordprocessingml.document.main", b"wordprocessingml.template.main"),
        ("pptx", ".pptm", b"openxmlformats-officedocument.presentationml.presentation.main",
         b"ms-powerpoint.presentation.macroEnabled.main"),
        ("pptx", ".ppsx", b"presentationml.presentation.main", b"presentationml.slideshow.main"),
        ("xlsx", ".xlsm", b"openxmlformats-officedocument.spreadsheetml.sheet.main",
         b"ms-excel.sheet.macroEnabled.main"),
        ("xlsx", ".xltx", b"spreadsheetml.sheet.main", b"spreadsheetml.template.main"),
    ],
)  # fmt: skip
def test_macros_are_ignored_and_templates_read(
    kind: str, suffix: str, plain: bytes, special: bytes, tmp_path: Path
) -> None:
    def change(parts: dict[str, bytes]) -> None:
        assert plain in parts[_TYPES]
        parts[_TYPES] = parts[_TYPES].replace(plain, special)
        parts[f"{_MAIN[kind].split('/')[0]}/vbaProject.bin"] = b"macro" * 1000

    document = read_checked(_write(tmp_path / f"a{suffix}", _changed(_MADE[kind](), change)))
    assert (document.format, document.warnings) == (kind, ())
    assert suffix in supported_suffixes()


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
def test_broken_packages_are_damaged_files(kind: str, tmp_path: Path) -> None:
    whole = _MADE[kind]()
    broken = {
        "cut": whole[: len(whole) // 2],
        "noise": b"PK\x03\x04" + bytes(range(256)) * 8,
        "missing": _changed(whole, lambda parts: parts.pop(_MAIN[kind])),
        "torn": _changed(whole, lambda parts: parts.update({_MAIN[kind]: b"<a><b></a>"})),
        "empty": _changed(whole, lambda parts: parts.update({_MAIN[kind]: b""})),
    }
    for name, data in broken.items():
        path = _write(tmp_path / f"{name}.{kind}", data)
        with pytest.raises(DamagedFileError) as caught:
            read_document(path)
        assert caught.value.path == str(path)
        assert "save it anew" in caught.value.hint, name


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_bombs_are_refused_before_they_are_parsed(
    kind: str, encoding: str, tmp_path: Path
) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    data = _changed(_MADE[kind](), lambda parts: parts.update({_MAIN[kind]: bomb.encode(encoding)}))
    with pytest.raises(DamagedFileError, match="declares XML entities"):
        read_document(_write(tmp_path / f"a.{kind}", data))


@pytest.mark.parametrize("kind", ["docx", "pptx"])
def test_relations_to_parts_that_are_not_there_do_no_harm(kind: str, tmp_path: Path) -> None:
    folder, _, main = _MAIN[kind].partition("/")
    relations = f"{folder}/_rels/{main}.rels"
    loose = b'<Relationship Id="rX" Type="http://a/image" Target="../NULL"/></Relationships>'

    def change(parts: dict[str, bytes]) -> None:
        parts[relations] = parts[relations].replace(b"</Relationships>", loose)

    document = read_checked(_write(tmp_path / f"a.{kind}", _changed(_MADE[kind](), change)))
    assert "年次報告" in document.pages[0].text


def _saying(data: bytes, part: str, size: int) -> bytes:
    """The package whose directory gives another size for one of its parts."""
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(part.encode()))
    return data[: entry + 24] + size.to_bytes(4, "little") + data[entry + 28 :]


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
def test_zip_bombs_are_refused_before_they_are_unpacked(kind: str, tmp_path: Path) -> None:
    data = _saying(_MADE[kind](), _MAIN[kind], 3 << 30)
    with pytest.raises(UnsupportedFormatError, match=r"unpacks to 3,\d\d\d MiB"):
        read_document(_write(tmp_path / f"a.{kind}", data))
    many = _changed(_MADE[kind](), lambda p: p.update({f"{n}.bin": b"" for n in range(20_000)}))
    with pytest.raises(UnsupportedFormatError, match=r"in 20,\d\d\d parts"):
        read_document(_write(tmp_path / f"b.{kind}", many))


def test_a_part_gives_no_more_than_the_package_says(tmp_path: Path) -> None:
    bomb = b"<a>" + b" " * (64 << 20) + b"</a>"
    data = _changed(_word(), lambda parts: parts.update({_MAIN["docx"]: bomb}))
    path = _write(tmp_path / "a.docx", _saying(data, _MAIN["docx"], 100))
    tracemalloc.start()
    with pytest.raises(DamagedFileError):
        read_document(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 << 20


def test_large_strings_of_a_workbook_are_refused(tmp_path: Path) -> None:
    data = _saying(_workbook(), "xl/styles.xml", 200 << 20)
    with pytest.raises(UnsupportedFormatError, match="one part of the workbook unpacks to 200 MiB"):
        read_document(_write(tmp_path / "a.xlsx", data))


def test_pictures_are_never_unpacked(tmp_path: Path) -> None:
    for kind, made in _MADE.items():
        data = _changed(made(), lambda parts: parts.update({"media/a.png": b"\0" * (64 << 20)}))
        path = _write(tmp_path / f"a.{kind}", data)
        tracemalloc.start()
        read_document(path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 48 << 20, kind


def _compound(*streams: str) -> bytes:
    """An OLE compound file's header and directory with these streams."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (3).to_bytes(4, "little")
    directory = b"".join(
        (name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams)
    )
    return bytes(header) + b"\0" * 512 * 3 + directory


@pytest.mark.parametrize(
    ("data", "kind", "what", "hint"),
    [
        (_compound("WordDocument"), UnsupportedFormatError, "an old Word document", ".docx"),
        (_compound("Workbook"), UnsupportedFormatError, "an old Excel workbook", ".xlsx"),
        (_compound("Book"), UnsupportedFormatError, "an old Excel workbook", ".xlsx"),
        (_compound("PowerPoint Document"), UnsupportedFormatError, "an old PowerPoint", ".pptx"),
        (_compound("Contents"), UnsupportedFormatError, "an old Office file", ".docx"),
        (_compound()[:8] + b"\xff" * 600, UnsupportedFormatError, "an old Office file", ".docx"),
        (_compound("EncryptionInfo", "EncryptedPackage"), EncryptedFileError, "locked", "password"),
        (b"{\\rtf1 a}", UnsupportedFormatError, "a rich-text file", ".docx"),
        (b"PK\x05\x06" + bytes(18), UnsupportedFormatError, "an empty ZIP archive", "get it again"),
        (b"\x1f\x8b\x08", UnsupportedFormatError, "a gzip file", "unpack it"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", UnsupportedFormatError,
         "a web archive", ".docx"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
         UnsupportedFormatError, "an Excel 2003 XML table", ".xlsx"),
    ],
)  # fmt: skip
def test_other_formats_say_what_to_save_them_as(
    data: bytes, kind: type[IngestError], what: str, hint: str, tmp_path: Path
) -> None:
    with pytest.raises(kind) as caught:
        read_document(_write(tmp_path / "a.doc", data))
    assert what in caught.value.what
    assert hint in caught.value.hint


def _archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(_TYPES if name == "types" else name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (_archive(readme=b"a"), "a ZIP archive"),
        (_archive(mimetype=b"application/epub+zip"), "an e-book"),
        (_archive(mimetype=b"application/vnd.oasis.opendocument.text"), "an OpenDocument text"),
        (_archive(types=b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"), ".xlsb"),
        (_archive(types=b"application/vnd.ms-visio.drawing.main+xml"), "of an unknown kind"),
        (
            _changed(
                _word(),
                lambda parts: parts.update(
                    {"_rels/.rels": b"http://purl.oclc.org/ooxml/officeDocument"}
                ),
            ),
            "the strict form of Open XML",
        ),
    ],
)
def test_other_archives_are_named(data: bytes, what: str, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormatError) as caught:
        read_document(_write(tmp_path / "a.zip", data))
    assert what in caught.value.what
    assert caught.value.hint


def test_importing_the_room_loads_no_reader() -> None:
    code = (
        "import sys, ingest; ingest.supported_suffixes();"
        "print([m for m in ('docx', 'pptx', 'openpyxl', 'markdown_it', 'bs4', 'pdfplumber', 'lxml')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
