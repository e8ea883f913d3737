"""Gold questions in the making: evidence is proposed by the program and confirmed by a person."""

from __future__ import annotations

from eval.drafting.confirmed import append_question, confirmed_row, refused_row
from eval.drafting.pending import propose_into
from eval.drafting.proposals import Candidate, Proposal, propose
from eval.drafting.wanted import Wanted, read_wanted

__all__ = [
    "Candidate",
    "Proposal",
    "Wanted",
    "append_question",
    "confirmed_row",
    "propose",
    "propose_into",
    "read_wanted",
    "refused_row",
]
