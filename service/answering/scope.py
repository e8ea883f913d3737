"""Whether a question and a table speak of the group's figures or of the company's alone.

Securities reports give most figures twice: consolidated (連結, 合并) and for the reporting company
(個別, 提出会社, 母公司). A reader who asks without saying which means the group.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

__all__ = ["scope_fit", "scope_of"]

Scope = Literal["group", "company", ""]

_NOT_GROUP = re.compile(r"非連結|連結子会社|连结|連結納税")
_GROUP = re.compile(r"連結|合并|合併(?:報表|資產|損益|現金)|\bconsolidated\b", re.IGNORECASE)
_COMPANY = re.compile(
    r"個別|単体|単独決算|提出会社|母公司|事業年度|【貸借対照表】|【損益計算書】|"
    r"【株主資本等変動計算書】|\bnon-consolidated\b|\bparent company\b",
    re.IGNORECASE,
)
_UNSAID = 0.3
"""How much the group is preferred where the question does not say."""


@lru_cache(maxsize=4_096)
def scope_of(text: str) -> Scope:
    """What ``text`` speaks of; empty where it says nothing, or both."""
    plain = _NOT_GROUP.sub(" ", text)
    company, group = _COMPANY.search(plain), _GROUP.search(plain)
    if bool(company) == bool(group):
        return ""
    return "group" if group else "company"


def scope_fit(question: str, table: str) -> float:
    """1 where both speak of the same, -1 where not, 0 where one does not say; between them for a
    question that does not say.
    """
    asked, said = scope_of(question), scope_of(table)
    if not said:
        return 0.0
    if not asked:
        return _UNSAID if said == "group" else -_UNSAID
    return 1.0 if asked == said else -1.0
