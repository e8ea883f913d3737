"""What a cited passage says, in the form in which sentences are checked against it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from index import StoredPassage
from ingest.language import Number, find_numbers, fold_text, read_unit_line
from service.answering.typed_terms import known_names

__all__ = ["Evidence", "compact"]

_UNIT_LINE = re.compile(r"(?:単位|单位|單位)[ 　]*[:：]?[ 　]*([^\n)）]+)")
_BRACKETED = re.compile(r"[（(\[]([^（()）\[\]]{1,12})[)）\]]")
_CELL = " | "


def compact(text: str) -> str:
    """``text`` folded and without white space and middle dots, for comparing names."""
    return re.sub(r"[\s・·‧]+", "", fold_text(text))


@dataclass(frozen=True)
class Evidence:
    """The passages that one sentence names; headings, column heads and unit lines count as well,
    because a reader of the page sees them with the passage.
    """

    passages: tuple[StoredPassage, ...]

    @cached_property
    def text(self) -> str:
        """The passages and what is seen with them."""
        parts = [f"{p.context}\n{' '.join(p.heading_path)}\n{p.text}" for p in self.passages]
        return "\n".join(parts)

    @cached_property
    def compact(self) -> str:
        """The same for comparing names."""
        return compact(self.text)

    @cached_property
    def numbers(self) -> list[Number]:
        """All numbers, years and dates in it."""
        return find_numbers(self.text)

    @cached_property
    def known(self) -> set[str]:
        """The places and companies named in it, by one name in every language. A row that names
        its own is about those and not about what stands above it.
        """
        own = known_names(" ".join(p.text for p in self.passages)) if self.is_table else set()
        return own or known_names(self.text)

    @cached_property
    def languages(self) -> set[str]:
        """The languages of the passages."""
        return {passage.language for passage in self.passages}

    @cached_property
    def is_table(self) -> bool:
        """Whether it is rows of tables only, whose cells leave units and words to their heads."""
        return all(passage.kind == "table_row" for passage in self.passages)

    @cached_property
    def factors(self) -> set[Decimal]:
        """What unit lines and heads multiply bare numbers by: a million for 単位：百万円."""
        found = {Decimal(1)}
        for written in (*_UNIT_LINE.findall(self.text), *_BRACKETED.findall(self.text)):
            for piece in re.split("[、,，/／]", written):
                unit = read_unit_line(piece.strip())
                if unit is not None:
                    found.add(unit[0])
        return found

    def columns(self) -> Sequence[tuple[list[str], list[str]]]:
        """For each table row its column heads and its cells, where they are as many."""
        found = []
        for passage in self.passages:
            if passage.kind != "table_row":
                continue
            cells = passage.text.split(_CELL)
            for line in passage.context.splitlines():
                heads = line.split(_CELL)
                if len(heads) == len(cells) > 1:
                    found.append((heads, cells))
        return found
