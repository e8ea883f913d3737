"""Radicals become the ideographs that Unicode's own names say they are."""

from __future__ import annotations

import unicodedata

import pytest

from ingest.pdf.characters import clean

_SUPPLEMENT = [chr(code) for code in range(0x2E81, 0x2EF4) if code != 0x2E9A]
_BY_NAME = {
    "MESH": "网", "NET TWO": "罒", "SHEEP": "羊", "MOTHER": "母", "CIVILIAN": "民", "JADE": "王",
    "LONG ONE": "長", "C-SIMPLIFIED LONG": "长", "C-SIMPLIFIED GATE": "门", "BLUE": "青",
    "EAT ONE": "食", "WEST TWO": "西", "TIGER": "虎", "BONE": "骨", "GHOST": "鬼",
    "SIMPLIFIED WHEAT": "麦", "SIMPLIFIED YELLOW": "黄", "J-SIMPLIFIED EVEN": "斉",
    "C-SIMPLIFIED EVEN": "齐", "J-SIMPLIFIED TOOTH": "歯", "C-SIMPLIFIED TOOTH": "齿",
    "J-SIMPLIFIED DRAGON": "竜", "C-SIMPLIFIED DRAGON": "龙", "J-SIMPLIFIED TURTLE": "亀",
    "C-SIMPLIFIED TURTLE": "龟", "C-SIMPLIFIED HORSE": "马", "C-SIMPLIFIED BIRD": "鸟",
    "C-SIMPLIFIED FISH": "鱼", "C-SIMPLIFIED CART": "车", "C-SIMPLIFIED SHELL": "贝",
    "C-SIMPLIFIED SEE": "见", "C-SIMPLIFIED LEAF": "页", "C-SIMPLIFIED WIND": "风",
    "C-SIMPLIFIED FLY": "飞", "C-SIMPLIFIED SALT": "卤", "C-SIMPLIFIED FROG": "黾",
    "SUN": "日", "MOON": "月", "EYE": "目", "COW": "牛", "RAIN": "雨", "HEAD": "首", "FOOT": "足",
    "HORN": "角", "SPIRIT ONE": "示", "MEAT": "肉", "HAND": "扌", "PERSON": "亻", "FIRE": "灬",
}  # fmt: skip


@pytest.mark.parametrize(("name", "ideograph"), _BY_NAME.items())
def test_radicals_are_what_their_names_say(name: str, ideograph: str) -> None:
    assert clean(unicodedata.lookup(f"CJK RADICAL {name}")) == ideograph


def test_every_radical_becomes_one_unified_ideograph() -> None:
    kangxi = [chr(code) for code in range(0x2F00, 0x2FD6)]
    for radical in [*_SUPPLEMENT, *kangxi]:
        name = unicodedata.name(clean(radical))
        assert name.startswith("CJK UNIFIED IDEOGRAPH"), unicodedata.name(radical)


def test_radicals_of_one_name_are_related_to_the_kangxi_radical() -> None:
    # Where both blocks have a name, the fuller form of the supplement is the Kangxi radical.
    for name in ("SHEEP", "MOON", "SUN", "EYE", "COW", "RAIN", "HEAD", "MEAT", "BONE", "GHOST"):
        supplement = clean(unicodedata.lookup(f"CJK RADICAL {name}"))
        assert supplement == clean(unicodedata.lookup(f"KANGXI RADICAL {name}"))
