"""Files of other programs: what they are, and what a person can do with them."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import EncryptedFileError, GiveUpError, UnsupportedFormatError

__all__ = ["refusal_of_binary", "refusal_of_markup"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIRECTORY = 64 << 10
_READABLE = "save it as PDF, Word, PowerPoint, Excel, HTML, Markdown or text first"
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "a PNG image", _READABLE),
    (b"\xff\xd8\xff", "a JPEG image", _READABLE),
    (b"GIF8", "a GIF image", _READABLE),
    (b"II*\x00", "a TIFF image", _READABLE),
    (b"MM\x00*", "a TIFF image", _READABLE),
    (b"\x1f\x8b", "a gzip file", "unpack it, and add what is inside"),
    (b"Rar!", "a RAR archive", "unpack it, and add what is inside"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it, and add what is inside"),
    (b"PK\x05\x06", "an empty ZIP archive", "get it again"),
    (b"{\\rtf", "a rich-text file (RTF)", "open it in Word or LibreOffice and save it as .docx"),
    (b"\x7fELF", "a program", _READABLE),
)
# The names of the streams that each program writes, as the directory of the file holds them.
_STREAMS: tuple[tuple[str, str, str], ...] = (
    ("WordDocument", "an old Word document (.doc)", ".docx"),
    ("PowerPoint Document", "an old PowerPoint presentation (.ppt)", ".pptx"),
    ("Workbook", "an old Excel workbook (.xls)", ".xlsx"),
    ("Book", "an old Excel workbook (.xls)", ".xlsx"),
)
_MARKUP: tuple[tuple[bytes, str, str], ...] = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "an Excel 2003 XML table", ".xlsx"),
    (b"schemas.microsoft.com/office/word/2003/wordml", "a Word 2003 XML document", ".docx"),
    (b"schemas.microsoft.com/office/2006/xmlpackage", "an Office file as flat XML", ".docx"),
    (b"urn:oasis:names:tc:opendocument", "an OpenDocument file as flat XML", ".docx"),
)


def refusal_of_binary(path: Path, head: bytes) -> GiveUpError | None:
    """The error for a file of a known other format; ``None`` where its first bytes say nothing."""
    name = str(path)
    if head.startswith(_OLE):
        return _old_office(path, name)
    for magic, what, hint in _OTHERS:
        if head.startswith(magic):
            return UnsupportedFormatError(f"the file is {what}", hint=hint, path=name)
    return None


def refusal_of_markup(head: bytes, name: str) -> GiveUpError | None:
    """The same for formats that are text: web archives, and Office files as one XML file."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:13].lower() == b"mime-version:" and b"multipart/related" in start.lower():
        return UnsupportedFormatError(
            "the file is a web archive (MHTML)",
            hint="open it in Word or a browser and save it as .docx, PDF or HTML",
            path=name,
        )
    if start.startswith(b"<?xml"):
        for sign, what, suffix in _MARKUP:
            if sign in start:
                return UnsupportedFormatError(
                    f"the file is {what}",
                    hint=f"open it in its program and save it as {suffix} or PDF",
                    path=name,
                )
    return None


def _old_office(path: Path, name: str) -> GiveUpError:
    """An old Office file, or a new one that is locked: both are OLE compound files."""
    with path.open("rb") as file:
        header = file.read(512)
        size = 1 << min(int.from_bytes(header[30:32], "little"), 16)
        place = (int.from_bytes(header[48:52], "little") + 1) * size
        directory = b""
        if place < path.stat().st_size:  # a broken header may say anything
            file.seek(place)
            directory = file.read(_DIRECTORY)

    def holds(stream: str) -> bool:
        return (stream + "\0").encode("utf-16-le") in directory

    if holds("EncryptedPackage"):
        return EncryptedFileError(
            "the Office file is locked with a password",
            hint="open it in its program, remove the password and save it",
            path=name,
        )
    for stream, what, suffix in _STREAMS:
        if holds(stream):
            return UnsupportedFormatError(
                f"the file is {what}",
                hint=f"open it in its program or in LibreOffice and save it as {suffix} or PDF",
                path=name,
            )
    return UnsupportedFormatError(
        "the file is an old Office file",
        hint="open it in its program and save it as .docx, .pptx, .xlsx or PDF",
        path=name,
    )
