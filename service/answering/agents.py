"""Who does it, in a Chinese sentence that tells it behind 由: 鼎崴建設 of 由鼎崴建設得標.

Chinese parts no words, and a reading model that points at the agent often takes 由 with it or
loses the last word of a company's name.
"""

from __future__ import annotations

import re

from service.answering.name_kind import asks_name
from service.answering.question import Question

__all__ = ["whole_agent"]

_DOES = (
    "得标|得標|中标|中標|承办|承辦|主办|主辦|负责|負責|主持|取得|获得|獲得|承建|承造|施工|监造|監造|设计|設計|"
    "开发|開發|研发|研發|建造|兴建|興建|修建|制造|製造|生产|生產|提供|供应|供應|运营|營運|经营|經營|管理|出资|出資|"
    "投资|投資|发起|發起|设立|設立|创办|創辦|创立|創立|创建|創建|担任|擔任|出任|接任|兼任|执行|執行|承担|承擔|完成|"
    "接手|接管|收购|收購|组成|組成|撰写|撰寫|编写|編寫|编制|編製|发布|發布|发行|發行|率领|率領|领导|領導|领衔|領銜|"
    "捐赠|捐贈|捐建|委托|委託|审理|審理|审计|審計|评选|評選"
)
_WITH = "(?:独家|獨家|联合|聯合|共同|分别|分別|一手|亲自|親自)?"
_AGENT = re.compile(
    rf"[由被](?P<agent>[^由被，,。；;、：:（）()\s]{{2,24}}?)(?={_WITH}(?:{_DOES}))"
)
_BETWEEN = re.compile(r"[于於以在向从從的及和与與全历歷凭憑牵牽长長任\W\d]")
"""What begins another part of the sentence behind the agent."""
_WHOLE = re.compile("(?:公司|集团|集團|大学|大學|银行|銀行|[院局部所会會])$")
_LONGEST = 6


def whole_agent(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]`` grown to the end of the agent behind 由 or 被 that it is a part of, and
    without 由, where ``question`` asks for a name. What stands before a name, an office say, is
    not taken in."""
    if not asks_name(question):
        return start, end
    for match in _AGENT.finditer(text, max(0, start - 30), min(len(text), end + 30)):
        first, last = match.span("agent")
        if first < end and start < last and first - 1 <= start and end <= last:
            added = text[end:last]
            is_whole = _WHOLE.search(text[start:end])
            grows = not is_whole and len(added) <= _LONGEST and not _BETWEEN.search(added)
            return max(start, first), last if grows else end
    return start, end
