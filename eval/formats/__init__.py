"""Public question sets in formats of their own, as gold questions and documents."""

from __future__ import annotations

from eval.formats.squad import SquadSet, read_squad

__all__ = ["SquadSet", "read_squad"]
