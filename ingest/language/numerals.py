"""The value of a written number: Arabic, kanji, or both with 万 and 億 between."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["DIGITS", "KANJI_DIGITS", "MULTIPLIERS", "parse_amount", "parse_integer"]

KANJI_DIGITS = "〇零一二两三四五六七八九壹贰叁肆伍陆柒捌玖○◯"
"""As they stand in folded text; the last two are circles typed for 〇."""

_KANJI_VALUES = dict(zip(KANJI_DIGITS, map(int, "001223456789123456789"), strict=False))
_KANJI_VALUES |= {"○": 0, "◯": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12, "京": 10**16}
MULTIPLIERS = "".join((*_SMALL, *_LARGE))

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
"""Regular expression of an Arabic number; commas only between groups of three."""

_TOKEN = re.compile(f"{DIGITS}|[{KANJI_DIGITS}]+(?:点[{KANJI_DIGITS}]+)?|[{MULTIPLIERS}]")


def parse_amount(text: str) -> Decimal:
    """The value of folded ``text``: ``9.5兆``, ``9兆5000亿``, ``三千五百``, ``1,234百万`` …

    A multiplier of 10,000 or more that follows another at once multiplies it: 万亿 is 10^12.
    Text that holds no number gives 0.
    """
    total = Decimal(0)
    group = Decimal(0)  # what the last large multiplier made, for 万亿
    section = Decimal(0)  # below 10,000: 三千五百
    pending: Decimal | None = None  # digits that wait for their multiplier
    for token in _TOKEN.findall(text):
        if token in _SMALL:
            section += (Decimal(1) if pending is None else pending) * _SMALL[token]
            pending = None
        elif token in _LARGE:
            mantissa = section + (pending or 0)
            if mantissa or pending is not None or not group:
                if group < _LARGE[token] and pending is not None:
                    mantissa += group  # 3万3165亿 counts hundreds of millions
                else:
                    total += group
                group = mantissa if section or pending is not None else Decimal(1)
            group *= _LARGE[token]
            section, pending = Decimal(0), None
        else:
            pending = _digits(token)
    return total + group + section + (pending or 0)


def parse_integer(text: str) -> int:
    """The value of a whole number in folded ``text``; ``元`` is 1, as in 令和元年."""
    return 1 if text == "元" else int(parse_amount(text))


def _digits(token: str) -> Decimal:
    """The value of digits, Arabic or kanji by place: ``1,234``, ``二〇二一``, ``三点五``."""
    plain = "".join(str(_KANJI_VALUES.get(c, c)) for c in token)
    return Decimal(plain.replace(",", "").replace("点", "."))
