"""Whether a question and a table speak of the group's figures or of the company's alone.

Securities reports give most figures twice: consolidated (連結, 合并) and for the reporting company
(個別, 提出会社, 母公司). A reader who asks without saying which means the group.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

__all__ = ["is_statement", "scope_fit", "scope_of"]

Scope = Literal["group", "company", ""]

_NOT_GROUP = re.compile(r"非連結|連結子会社|连结|連結納税")
_GROUP = re.compile(r"連結|合并|合併(?:報表|資產|損益|現金)|\bconsolidated\b", re.IGNORECASE)
_NOT_COMPANY = re.compile(r"【提出会社の[^【】]*】|連結財務諸表提出会社")
"""Chapters that every report has; what stands in them may be of either."""
_COMPANY = re.compile(
    r"個別|単体|単独決算|提出会社|母公司|事業年度|【財務諸表等?】|【貸借対照表】|【損益計算書】|"
    r"【株主資本等変動計算書】|\bnon-consolidated\b|\bparent company\b",
    re.IGNORECASE,
)
_UNSAID = 0.6
"""How much the group is preferred where the question does not say."""

_STATEMENT = re.compile(
    r"(?:貸借対照表|損益計算書|包括利益計算書|(?:純損益|損益)及び[^】]*計算書|変動計算書"
    r"|キャッシュ・?フロー計算書|財政状態計算書"
    r"|资产负债表|資產負債表|利润表|損益表|综合收益表|現金流量表|现金流量表|变动表|變動表"
    r"|\b(?:balance sheets?|income statements?|statements? of (?:income|financial position"
    r"|cash flows?|changes in equity|comprehensive income)))[】\s]*$",
    re.IGNORECASE,
)


def is_statement(headings: Sequence[str]) -> bool:
    """Whether what stands under ``headings`` is a primary statement of accounts, and no note."""
    return bool(headings) and bool(_STATEMENT.search(headings[-1]))


@lru_cache(maxsize=4_096)
def scope_of(text: str) -> Scope:
    """What ``text`` speaks of; empty where it says nothing, or both."""
    plain = _NOT_COMPANY.sub(" ", _NOT_GROUP.sub(" ", text))
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
