"""pdfium's functions as a page is read with them, many thousand times.

The same functions as in ``pypdfium2.raw``, with handles and addresses as plain integers and
without giving the interpreter's lock away: a call costs half as much. The names and the meaning
of the arguments are those of pdfium's public headers (fpdf_text.h, fpdf_edit.h, fpdf_doc.h,
fpdfview.h).
One thread at a time may use them, which holding the lock ensures.

What is asked of every character of a page is asked of all in one go: the loop is then one of C,
and the arguments are made ready beforehand, which saves two thirds of the time.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

__all__ = [
    "address",
    "any_unmapped",
    "char_codes",
    "char_objects",
    "char_positions",
    "document_handle",
    "floats",
    "ready",
    "text_of",
]

_POINTER = ctypes.c_void_p
_INT = ctypes.c_int
_UINT = ctypes.c_uint
_FLOAT = ctypes.c_float
_SIZE = ctypes.c_size_t


def _function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    pointer = ctypes.cast(getattr(raw, name), _POINTER).value
    assert pointer is not None
    function: Callable[..., Any] = ctypes.PYFUNCTYPE(result, *arguments)(pointer)
    return function


def ready(address: int) -> Any:
    """An address as an argument that needs no conversion."""
    return _POINTER.from_param(address)


load_page = _function("FPDF_LoadPage", _POINTER, _POINTER, _INT)
close_page = _function("FPDF_ClosePage", None, _POINTER)
page_box = _function("FPDF_GetPageBoundingBox", _INT, _POINTER, _POINTER)
page_rotation = _function("FPDFPage_GetRotation", _INT, _POINTER)
count_objects = _function("FPDFPage_CountObjects", _INT, _POINTER)
get_object = _function("FPDFPage_GetObject", _POINTER, _POINTER, _INT)

load_text = _function("FPDFText_LoadPage", _POINTER, _POINTER)
close_text = _function("FPDFText_ClosePage", None, _POINTER)
count_chars = _function("FPDFText_CountChars", _INT, _POINTER)
char_generated = _function("FPDFText_IsGenerated", _INT, _POINTER, _INT)
char_hyphen = _function("FPDFText_IsHyphen", _INT, _POINTER, _INT)
char_matrix = _function("FPDFText_GetMatrix", _INT, _POINTER, _INT, _POINTER)

# Of these the arguments are made ready by ``ready``, or are plain C ints.
_char_code = _function("FPDFText_GetUnicode", _UINT)
_char_object = _function("FPDFText_GetTextObject", _SIZE)
_char_unmapped = _function("FPDFText_HasUnicodeMapError", _INT)
_char_origin = _function("FPDFText_GetCharOrigin", _INT)
_char_loose_box = _function("FPDFText_GetLooseCharBox", _INT)
text_font = _function("FPDFTextObj_GetFont", _SIZE)
text_size = _function("FPDFTextObj_GetFontSize", _INT)
text_mode = _function("FPDFTextObj_GetTextRenderMode", _INT)
object_marks = _function("FPDFPageObj_CountMarks", _INT)
object_mark = _function("FPDFPageObj_GetMark", _SIZE)

object_type = _function("FPDFPageObj_GetType", _INT, _POINTER)
object_matrix = _function("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)
object_bounds = _function("FPDFPageObj_GetBounds", _INT, *[_POINTER] * 5)
object_clip = _function("FPDFPageObj_GetClipPath", _POINTER, _POINTER)
object_fill = _function("FPDFPageObj_GetFillColor", _INT, *[_POINTER] * 5)
object_stroke = _function("FPDFPageObj_GetStrokeColor", _INT, *[_POINTER] * 5)
object_stroke_width = _function("FPDFPageObj_GetStrokeWidth", _INT, _POINTER, _POINTER)
mark_name = _function("FPDFPageObjMark_GetName", _INT, _POINTER, _POINTER, ctypes.c_ulong, _POINTER)
form_count = _function("FPDFFormObj_CountObjects", _INT, _POINTER)
form_object = _function("FPDFFormObj_GetObject", _POINTER, _POINTER, ctypes.c_ulong)

font_name = _function("FPDFFont_GetBaseFontName", _SIZE, _POINTER, _POINTER, _SIZE)
font_descent = _function("FPDFFont_GetDescent", _INT, _POINTER, _FLOAT, _POINTER)
font_width = _function("FPDFFont_GetGlyphWidth", _INT, _POINTER, _UINT, _FLOAT, _POINTER)

path_count = _function("FPDFPath_CountSegments", _INT, _POINTER)
path_segment = _function("FPDFPath_GetPathSegment", _POINTER, _POINTER, _INT)
path_mode = _function("FPDFPath_GetDrawMode", _INT, _POINTER, _POINTER, _POINTER)
segment_point = _function("FPDFPathSegment_GetPoint", _INT, _POINTER, _POINTER, _POINTER)
segment_type = _function("FPDFPathSegment_GetType", _INT, _POINTER)
segment_closes = _function("FPDFPathSegment_GetClose", _INT, _POINTER)
clip_count = _function("FPDFClipPath_CountPaths", _INT, _POINTER)
clip_segments = _function("FPDFClipPath_CountPathSegments", _INT, _POINTER, _INT)
clip_segment = _function("FPDFClipPath_GetPathSegment", _POINTER, _POINTER, _INT, _INT)

next_link = _function("FPDFLink_Enumerate", _INT, _POINTER, _POINTER, _POINTER)
link_box = _function("FPDFLink_GetAnnotRect", _INT, _POINTER, _POINTER)
link_target = _function("FPDFLink_GetDest", _POINTER, _POINTER, _POINTER)
link_action = _function("FPDFLink_GetAction", _POINTER, _POINTER)
action_type = _function("FPDFAction_GetType", ctypes.c_ulong, _POINTER)
action_uri = _function(
    "FPDFAction_GetURIPath", ctypes.c_ulong, _POINTER, _POINTER, _POINTER, ctypes.c_ulong
)
target_page = _function("FPDFDest_GetDestPageIndex", _INT, _POINTER, _POINTER)


def char_codes(text: int, count: int) -> NDArray[np.int64]:
    """The UTF-16 units of the first ``count`` characters of a text page."""
    units = map(_char_code, repeat(ready(text)), range(count))
    return np.fromiter(units, dtype=np.int64, count=count)


def char_objects(text: int, count: int) -> NDArray[np.int64]:
    """The handle of the text object of each of them, 0 for none."""
    handles = map(_char_object, repeat(ready(text)), range(count))
    return np.fromiter(handles, dtype=np.int64, count=count)


def any_unmapped(text: int, places: Sequence[int]) -> bool:
    """Whether the font of any of the characters at ``places`` does not say what it is."""
    return any(map(_char_unmapped, repeat(ready(text)), places))


def char_positions(
    text: int, places: Sequence[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the characters at ``places`` stand, one row each: the origin (x, y), and the loose
    box (left, top, right, bottom), in drawing space."""
    origins, boxes = np.empty((len(places), 2)), np.empty((len(places), 4))
    handle = repeat(ready(text))
    room = _rooms.pop() if _rooms else _Room()
    for start in range(0, len(places), _ROWS):
        part = places[start : start + _ROWS]
        room.origins[:], room.boxes[:] = 0, 0
        deque(map(_char_origin, handle, part, room.to_x, room.to_y), maxlen=0)
        deque(map(_char_loose_box, handle, part, room.to_box), maxlen=0)
        origins[start : start + _ROWS] = room.origins[: len(part)]
        boxes[start : start + _ROWS] = room.boxes[: len(part)]
    _rooms.append(room)
    return origins, boxes


_ROWS = 2048


class _Room:
    """Rows to be filled, and their addresses made ready."""

    def __init__(self) -> None:
        self.origins = np.zeros((_ROWS, 2))
        self.boxes = np.zeros((_ROWS, 4), dtype=np.float32)
        origin, box = self.origins.ctypes.data, self.boxes.ctypes.data
        self.to_x = [ready(origin + 16 * i) for i in range(_ROWS)]
        self.to_y = [ready(origin + 16 * i + 8) for i in range(_ROWS)]
        self.to_box = [ready(box + 16 * i) for i in range(_ROWS)]


_rooms: list[_Room] = []
"""Those that no thread is using."""


def document_handle(pdf: Any) -> int:
    """The handle of an open ``pypdfium2.PdfDocument``, valid as long as it is open."""
    handle = ctypes.cast(pdf.raw, _POINTER).value
    assert handle is not None
    return handle


def floats(count: int) -> tuple[Any, int]:
    """An array of ``count`` C floats to be filled, and its address."""
    array = (_FLOAT * count)()
    return array, ctypes.addressof(array)


def address(value: Any) -> int:
    """The address of a ctypes value that a function fills."""
    return ctypes.addressof(value)


def text_of(read: Callable[[int, int], int], encoding: str, most: int = 512) -> str:
    """A name that ``read(address, size)`` writes, without its end mark; what cannot be decoded
    is replaced."""
    buffer = ctypes.create_string_buffer(most)
    at = ctypes.addressof(buffer)
    count = max(0, min(read(at, most), most))
    return ctypes.string_at(at, count).decode(encoding, "replace").rstrip("\x00")
