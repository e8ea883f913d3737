"""What the readers of text formats share: the file's bytes, and its characters."""

from __future__ import annotations

import codecs
from pathlib import Path

from ingest.errors import EmptyFileError, UnsupportedFormatError, VanishedFileError

__all__ = ["decode", "read_bytes"]

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EAST_ASIAN = ("cp932", "euc_jp", "gb18030", "big5hkscs")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises ``VanishedFileError``, or ``EmptyFileError`` for none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise VanishedFileError(
            f"the file cannot be opened: {error.strerror or error}",
            hint="check that it is there and may be read",
            path=str(path),
        ) from error
    if not data:
        raise EmptyFileError("the file has no bytes", hint="get it again", path=str(path))
    return data


def decode(data: bytes, path: Path, declared: str = "") -> str:
    """The text in ``data``: by its byte-order mark, as UTF-8, as it declares itself, else by
    what reads best as Japanese or Chinese (Shift_JIS, EUC-JP, GB18030, Big5), else by
    charset-normalizer. Line ends become ``\\n``.

    Raises ``UnsupportedFormatError`` when it is no text.
    """
    text = _decoded(data, declared)
    if text is None or _looks_binary(text):
        raise UnsupportedFormatError(
            "the file is of no format that is read, nor text in a known encoding",
            hint="save it as PDF, Word, PowerPoint, Excel or HTML, or as text in UTF-8",
            path=str(path),
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, declared: str) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _try(data, encoding)
    text = _try(data, "utf-8")
    if text is None and declared:
        text = _try(data, declared)
    if text is None and b"\x00" not in data:
        readings = [reading for name in _EAST_ASIAN if (reading := _try(data, name)) is not None]
        best = max(readings, key=_naturalness, default=None)
        text = best if best is not None and _naturalness(best) > 0.6 else _by_statistics(data)
    return text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _naturalness(text: str) -> float:
    """The share of non-ASCII characters that running Japanese or Chinese is made of; common
    function characters count once more, rare ideographs and half-width kana hardly at all."""
    other = [c for c in text[:20_000] if ord(c) > 0x7F]
    if not other:
        return 1.0
    return sum(_weight(c) for c in other) / len(other)


def _weight(char: str) -> float:
    if char in "的一是不了在有人这中大和国上年为個国這會為與の、。，，：（）":
        return 2.0
    if "\u3040" <= char <= "\u30ff" or "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff5e":
        return 1.0
    if "\u4e00" <= char <= "\u9fff":
        return 0.8 if _everyday(char) else 0.2
    return 0.0


def _everyday(char: str) -> bool:
    """In the first level of the national sets, where the ordinary characters stand."""
    for encoding, last in (("gb2312", 0xD7), ("shift_jis", 0x98)):
        try:
            if char.encode(encoding)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def _by_statistics(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    return _try(data, best.encoding) if best is not None else None


def _looks_binary(text: str) -> bool:
    sample = text[:20_000]
    odd = sum(c < " " and c not in "\t\n\r\f\x1b" for c in sample)
    return odd > 0.01 * len(sample)
