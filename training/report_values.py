"""What stands in the places of made-up reports: owners, amounts with their units, things."""

from __future__ import annotations

import random
from collections.abc import Sequence

from ingest.document import Language
from training.report_words import (
    BUSINESSES,
    COMPANIES,
    INDUSTRIES,
    PERSONS,
    PLACES,
    PRODUCTS,
    REASONS,
    Said,
    said,
)

__all__ = [
    "ASKED_IN",
    "COUNTERS",
    "MONEY",
    "TOLD_IN",
    "amount",
    "bare_value",
    "other_than",
    "owner_beside",
    "owner_of",
    "thing_of",
]

TOLD_IN: tuple[Language, ...] = ("ja", "zh")
ASKED_IN: dict[Language, tuple[Language, ...]] = {
    "ja": ("ja", "ja", "zh", "zh", "en", "en"),
    "zh": ("zh", "zh", "ja", "ja", "en", "en"),
}
"""In which languages a passage of each is asked for, a third of the time in its own."""
MONEY: dict[Language, tuple[str, ...]] = {
    "ja": ("百万円", "億円", "兆円", "万元", "億元", "億ドル"),
    "zh": ("百万日元", "亿日元", "万亿日元", "万元", "亿元", "亿美元"),
}
COUNTERS: dict[str, Said] = {
    "persons": {"ja": "人", "zh": "人"},
    "share": {"ja": "％", "zh": "%"},
    "tonnes": {"ja": "トン", "zh": "吨"},
    "number": {"ja": "", "zh": ""},
}


def owner_of(chance: random.Random, is_company: bool | None = None) -> tuple[Said, bool]:
    """A company or a place, and whether it is a company."""
    if is_company is None:
        is_company = chance.random() < 0.6
    if not is_company:
        return chance.choice(PLACES), False
    stem, industry = chance.choice(COMPANIES), chance.choice(INDUSTRIES)
    both = {language: stem[language] + industry[language] for language in TOLD_IN}
    return said(both["ja"], both["zh"], f"{stem['en']} {industry['en']}"), True


def owner_beside(owner: Said, chance: random.Random, is_company: bool | None = None) -> Said:
    """Another company or place than ``owner``."""
    while (other := owner_of(chance, is_company)[0]) == owner:
        pass
    return other


def amount(draw: float, kind: str, size: float, factor: float, unit: int) -> Said:
    """A value with its unit, written as reports write it."""
    if kind == "share":
        value = f"{min(99.4, (2 + 19 * size) * factor):.1f}"
        return {language: value + COUNTERS[kind][language] for language in TOLD_IN}
    number = 10.0**size * factor
    written = f"{number:,.1f}" if draw < 0.3 and kind in ("money", "tonnes") else f"{int(number):,}"
    if draw > 0.8 and kind in ("persons", "tonnes", "number") and number >= 1e4:
        written = f"{number / 1e4:.1f}"
        return {
            "ja": f"約{written}万{COUNTERS[kind]['ja']}",
            "zh": f"约{written}万{COUNTERS[kind]['zh']}",
        }
    ends = (
        {language: MONEY[language][unit] for language in TOLD_IN}
        if kind == "money"
        else COUNTERS[kind]
    )
    return {language: written + ends[language] for language in TOLD_IN}


def thing_of(chance: random.Random, kind: str, year: int) -> Said:
    """What answers a question that does not ask for an amount."""
    if kind == "date":
        month, day = chance.randint(1, 12), chance.randint(1, 28)
        date = f"{year}年{month}月" + chance.choice((f"{day}日", f"{day}日", ""))
        return {"ja": date, "zh": date}
    if kind == "list":
        items = chance.sample(BUSINESSES, 3)
        return {language: "、".join(i[language] for i in items) for language in TOLD_IN}
    listed = {"person": PERSONS, "place": PLACES, "product": PRODUCTS, "reason": REASONS}
    return chance.choice(listed[kind])


def bare_value(chance: random.Random, kind: str, size: float) -> str:
    """A value of a table's cell, without a unit."""
    if kind == "share":
        return f"{chance.uniform(0.5, 95):.1f}" + chance.choice(("", "", "%"))
    number = 10.0 ** (size + chance.uniform(-0.2, 0.2))
    sign = chance.choice(("", "", "", "", "△", "-")) if kind == "money" else ""
    return sign + (f"{number:,.2f}" if chance.random() < 0.2 else f"{int(number):,}")


def other_than(taken: Sequence[Said], thing: Said, listed: Sequence[Said]) -> Said:
    """``thing`` of ``listed``, or the next one that is not ``taken``; no draw is spent on it."""
    at = listed.index(thing)
    return next(other for other in (*listed[at:], *listed[:at]) if other not in taken)
