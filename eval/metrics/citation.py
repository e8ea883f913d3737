"""Whether the cited pages are the pages that prove the answer."""

from __future__ import annotations

from collections.abc import Hashable, Set

__all__ = ["page_precision", "page_recall"]


def page_precision(cited: Set[Hashable], evidence: Set[Hashable]) -> float | None:
    """``|cited ∩ evidence| / |cited|``; ``None`` when nothing is cited or no evidence is known.

    Source: citation precision of Gao et al., "Enabling Large Language Models to Generate Text
    with Citations" (2023), with gold pages in the place of an entailment model.
    """
    if not cited or not evidence:
        return None
    return len(cited & evidence) / len(cited)


def page_recall(
    cited: Set[Hashable], evidence: Set[Hashable], *, all_needed: bool = True
) -> float | None:
    """``|cited ∩ evidence| / |evidence|``; where any page will do, 1 as soon as one is cited.

    ``None`` when no evidence is known. Source as for ``page_precision``.
    """
    if not evidence:
        return None
    found = len(cited & evidence)
    return found / len(evidence) if all_needed else float(found > 0)
