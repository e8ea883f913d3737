"""The names of table rows without what only annotates them, to tell whether two are one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from service.answering.overlap import bare

__all__ = ["close_up", "ends_a_name", "follows", "plain_name", "same_name"]

_ANNOTATION = re.compile(
    r"又は[^、，()（）]*損失|[（(]\s*△[^（）()]*[)）]|[（(]注?\s*[0-9０-９]*[)）]|※\s*[0-9０-９]*"
    r"|[（(][^（）()]{0,6}(?:円|株|株式|元|[%％]|人|名|個|倍|t|純額|净额)[)）]"
    r"|^\s*(?:[（(]?[0-9０-９]{1,2}[)）.．]|[①-⑳]|[一二三四五六七八九十]、)\s*"
)
_JOINED = re.compile(r"(?:[和与及・]|及び|および|並び|并び|ならび)に?$")
_SUM = re.compile(r"(?:合計|合计|总计|総計|総額|总额|額|额|高)$")
_SHORTEST = 2
_SPREAD = re.compile(
    r"(?<!\S)(?:[\u3041-\u30ff\u3400-\u9fff][ \u3000]+){2,}[\u3041-\u30ff\u3400-\u9fff](?!\S)"
)


def close_up(name: str) -> str:
    """``name`` without the blanks that spread its characters over a column: 社　外　監　査　役."""
    return _SPREAD.sub(lambda match: "".join(match[0].split()), name)


@lru_cache(maxsize=8_192)
def plain_name(name: str) -> str:
    """``name`` folded, without its number, marks of notes, units in brackets, the loss that an
    income may be (又は当期純損失（△）), and what only says that it is a sum (合計, 額)."""
    plain = bare(_ANNOTATION.sub("", close_up(name)))
    short = _SUM.sub("", plain)
    return short if len(short) >= _SHORTEST else plain


def same_name(one: str, other: str) -> bool:
    """Whether both name the same item: 純資産額 and 純資産合計, and not 未払金 and 工事未払金."""
    plain = plain_name(one)
    return bool(plain) and plain == plain_name(other)


def ends_a_name(before: str) -> bool:
    """Whether a name behind the (folded) words ``before`` may be the end of a longer one, as in
    软件和信息技术服务业."""
    return bool(_JOINED.search(before))


def follows(before: str, names: Iterable[str]) -> bool:
    """Whether one of ``names`` and a word for *and* end ``before``: a name behind it is another."""
    first = _JOINED.sub("", before)
    return any(len(name) > 1 and first.endswith(name) for name in map(plain_name, names))
