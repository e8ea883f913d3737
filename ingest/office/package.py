"""The ZIP package that an Office file is: what kind it is, and whether it is safe to read.

Nothing in a package is trusted: its parts are counted and measured before any is unpacked, XML
with a document type (entities) is refused, and what is no XML (pictures, macros, embedded files)
is never unpacked. Links to outside are never followed.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from ingest.errors import DamagedFileError, EncryptedFileError, IngestError, UnsupportedFormatError

__all__ = ["OfficeKind", "checked_parts", "damage_named", "office_kind", "safe_copy"]

OfficeKind = Literal["docx", "pptx", "xlsx"]

OFFICE_SUFFIXES: dict[OfficeKind, tuple[str, ...]] = {
    "docx": (".docx", ".docm", ".dotx", ".dotm"),
    "pptx": (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"),
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
}
NAMES: dict[OfficeKind, str] = {"docx": "Word", "pptx": "PowerPoint", "xlsx": "Excel"}

_TYPES = "[Content_Types].xml"
_MAIN_TYPES: tuple[tuple[re.Pattern[bytes], OfficeKind, bytes], ...] = (
    (
        re.compile(
            rb"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml|ms-word)"
            rb"\.(?:document|template)(?:\.macroEnabled(?:Template)?)?\.main\+xml"
        ),
        "docx",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    (
        re.compile(
            rb"application/vnd\.(?:openxmlformats-officedocument\.presentationml|ms-powerpoint)"
            rb"\.(?:presentation|slideshow|template)(?:\.macroEnabled)?\.main\+xml"
        ),
        "pptx",
        b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
    (
        re.compile(
            rb"application/vnd\.(?:openxmlformats-officedocument\.spreadsheetml|ms-excel)"
            rb"\.(?:sheet|template)(?:\.macroEnabled)?\.main\+xml"
        ),
        "xlsx",
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ),
)
_OTHER_TYPES: tuple[tuple[bytes, str, str], ...] = (
    (b"ms-excel.sheet.binary", "a binary Excel workbook (.xlsb)", "save it as .xlsx"),
    (b"ms-package.xps", "an XPS file", "print it to PDF"),
)
_OTHER_ARCHIVES: tuple[tuple[str, str, str], ...] = (
    ("opendocument.text", "an OpenDocument text", "save it as .docx or PDF"),
    ("opendocument.spreadsheet", "an OpenDocument spreadsheet", "save it as .xlsx"),
    ("opendocument.presentation", "an OpenDocument presentation", "save it as .pptx or PDF"),
    ("epub", "an e-book (EPUB)", "save its chapters as HTML"),
)
_STRICT = b"http://purl.oclc.org/ooxml/"

_MOST_PARTS = 20_000
_MOST_BYTES = {"docx": 128 << 20, "pptx": 256 << 20, "xlsx": 1 << 30}
"""All XML parts together; a sheet of Excel is read piece by piece, the others as a whole."""
_MOST_STRINGS = 128 << 20
"""One XML part of Excel that is not a sheet."""
_PROLOG = 4096
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def office_kind(path: Path) -> OfficeKind:
    """What kind of Office file the ZIP archive at ``path`` is.

    Raises ``UnsupportedFormatError`` for any other archive, ``EncryptedFileError``, and
    ``DamagedFileError`` where the name says that it should be an Office file.
    """
    name = str(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _kind(archive, name)
    except (zipfile.BadZipFile, OSError, zlib.error, ValueError, NotImplementedError) as error:
        suffix = path.suffix.lower()
        kind = next((k for k, suffixes in OFFICE_SUFFIXES.items() if suffix in suffixes), None)
        if kind is None:
            raise _unsupported(
                "a ZIP archive", "unpack it, and add what is inside", name
            ) from error
        raise _damaged(f"the {NAMES[kind]} file is cut off or broken: {error}", name) from error


def safe_copy(data: bytes, kind: OfficeKind, name: str) -> io.BytesIO:
    """The package with its XML parts only: all others are there but empty, and a macro-enabled
    document or a template has become a plain one. Relations to parts that are not there (some
    programs leave them behind) are left out. ``name`` is the path that errors show."""
    copy = io.BytesIO()
    with checked_parts(data, kind, name) as archive, zipfile.ZipFile(copy, "w") as target:
        names = {info.filename.lower() for info in archive.infolist()}
        written = set()
        for info in archive.infolist():
            if info.is_dir() or info.filename in written:
                continue
            written.add(info.filename)
            part = archive.read(info) if _is_xml(info.filename) else b""
            if info.filename.endswith(".rels"):
                part = _without_loose_ends(part, info.filename, names)
            if info.filename == _TYPES:
                pattern, plain = next((p, t) for p, k, t in _MAIN_TYPES if k == kind)
                part = pattern.sub(plain, part)
            target.writestr(info.filename, part)
    copy.seek(0)
    return copy


@contextmanager
def checked_parts(data: bytes, kind: OfficeKind, name: str) -> Iterator[zipfile.ZipFile]:
    """The archive in ``data``, once its parts have been found to be of a size and a form that can
    be read: ``DamagedFileError`` or ``UnsupportedFormatError`` else."""
    with damage_named(kind, name), zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check_sizes(archive, kind, name)
        for info in archive.infolist():
            if _is_xml(info.filename):
                _check_prolog(archive, info, name)
        yield archive


@contextmanager
def damage_named(kind: OfficeKind, name: str) -> Iterator[None]:
    """Whatever a library stumbles over in a broken file becomes a ``DamagedFileError``."""
    try:
        yield
    except (IngestError, MemoryError):
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:120] or type(error).__name__
        raise _damaged(f"the {NAMES[kind]} file is broken: {said}", name) from error


def _without_loose_ends(relations: bytes, part: str, names: set[str]) -> bytes:
    """A relations part without those that lead to no part of the package."""
    from lxml import etree

    root = etree.fromstring(relations, etree.XMLParser(resolve_entities=False))
    folder = posixpath.dirname(posixpath.dirname(part))
    for relation in list(root):
        target = relation.get("Target", "")
        place = target[1:] if target[:1] == "/" else posixpath.normpath(f"{folder}/{target}")
        inside = relation.get("TargetMode") != "External"
        if inside and place.lstrip("/").lower() not in names:
            root.remove(relation)
    return bytes(etree.tostring(root))


def _kind(archive: zipfile.ZipFile, name: str) -> OfficeKind:
    names = set(archive.namelist())
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        mime = archive.read("mimetype").decode("ascii", "replace")
        for sign, what, hint in _OTHER_ARCHIVES:
            if sign in mime:
                raise _unsupported(what, hint, name)
    if _TYPES not in names:
        raise _plain_archive(name)
    info = archive.getinfo(_TYPES)
    if info.flag_bits & 1:
        raise EncryptedFileError(
            "the file is locked with a password", hint="save it without one", path=name
        )
    types = archive.read(_TYPES) if info.file_size < 8 << 20 else b""
    if "_rels/.rels" in names and _STRICT in archive.open("_rels/.rels").read(1 << 20):
        raise _unsupported(
            "an Office file in the strict form of Open XML",
            "save it as an ordinary Word, Excel or PowerPoint file",
            name,
        )
    for pattern, kind, _ in _MAIN_TYPES:
        if pattern.search(types):
            return kind
    for other, what, hint in _OTHER_TYPES:
        if other in types:
            raise _unsupported(what, hint, name)
    raise _unsupported("an Office file of an unknown kind", "save it as PDF", name)


def _check_sizes(archive: zipfile.ZipFile, kind: OfficeKind, name: str) -> None:
    """A package says how large its parts are, and never gives more bytes than it says."""
    parts = archive.infolist()
    xml = [info for info in parts if _is_xml(info.filename)]
    total = sum(info.file_size for info in xml)
    strings = max((i.file_size for i in xml if "worksheets/" not in i.filename), default=0)
    if len(parts) > _MOST_PARTS or total > _MOST_BYTES[kind]:
        what = f"the file unpacks to {total >> 20:,} MiB of text in {len(parts):,} parts"
    elif kind == "xlsx" and strings > _MOST_STRINGS:
        what = f"one part of the workbook unpacks to {strings >> 20:,} MiB"
    else:
        return
    raise UnsupportedFormatError(
        f"{what}, more than is read", hint="divide it into smaller files", path=name
    )


def _check_prolog(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> None:
    """Open XML allows no document type, which is where entity bombs are declared."""
    with archive.open(info) as part:
        head = b""
        while block := part.read(_PROLOG):
            head += block.replace(b"\x00", b"")  # as it looks in UTF-16
            # The prolog ends where the first element begins.
            if re.search(rb"<[A-Za-z_]", head) or len(head) > 1 << 20:
                break
    if _DOCTYPE.search(head):
        raise DamagedFileError(
            f"the part {info.filename} declares XML entities, which no Office program writes",
            hint="open it in an Office program and save it anew",
            path=name,
        )


def _is_xml(part: str) -> bool:
    return part.lower().endswith(_XML_SUFFIXES)


def _plain_archive(name: str) -> UnsupportedFormatError:
    return _unsupported("a ZIP archive", "unpack it, and add what is inside", name)


def _unsupported(what: str, hint: str, name: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(f"the file is {what}", hint=hint, path=name)


def _damaged(what: str, name: str) -> DamagedFileError:
    return DamagedFileError(
        what, hint="get it again, or open it in an Office program and save it anew", path=name
    )
