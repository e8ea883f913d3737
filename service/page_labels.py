"""What a page's label is: a number printed on the page, or the name of a sheet."""

from __future__ import annotations

import re

__all__ = ["is_printed_number"]

_NUMBER = re.compile(
    r"(?:[A-Za-z]{1,3}|[IVX]{1,4}|[0-9０-９]{1,3}|付|附|別)?\s*[-－‐–—.．・]?\s*[0-9０-９]{1,5}"
    r"|[ivxlcdmⅰ-ⅻ]+|[IVXLCDMⅠ-Ⅻ]+|[A-Za-z]|[〇一二三四五六七八九十百]{1,6}"
)


def is_printed_number(label: str) -> bool:
    """Whether ``label`` reads like a page number (12, iv, A-3, 二十), unlike a sheet's name."""
    return _NUMBER.fullmatch(label.strip("-－–— ")) is not None
