"""Whether a question asks which of all is the greatest or least, or which rose or fell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from service.answering.alternatives import asks_less
from service.answering.counted_list import asked_count
from service.answering.periods import period_of
from service.answering.question import Question

__all__ = ["Among", "RankingWish", "Span", "kind_ranked", "ranking_wish", "subject_ranked"]

Among = Literal["things", "years", "quarters"]
Span = tuple[int, int]

_MOST = re.compile(
    r"最も|もっとも|最[大多高長长小少低短快慢]|一番(?!目)|いちばん|筆頭|第一大|第1大|トップ(?:は|の)|"
    r"\b(?:largest|highest|most|biggest|greatest|longest|fastest|smallest|lowest|fewest|least|"
    r"shortest|slowest)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"最高(?:负责|負責|責任|经营|経営|執行|行政|法院|裁判|人民|顧問|财务|財務|技術|技术|级|級|限度)|"
    r"最大(?:でも|限)|最低(?:でも|限)|最[大高低]で|\bmost (?:of|recent|likely|important)\b|"
    r"\bat (?:most|least)\b",
    re.IGNORECASE,
)
"""Superlatives that rank nothing: 最高責任者, 最大で."""
_IN_TIME = re.compile(
    r"(?:最も|もっとも|一番|いちばん|最)(?:早|遅|遲|迟|晚|古|新|初|後|后|近)"
    r"|\b(?:most recent|earliest|latest|newest|oldest)\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"哪一?[家个個座国國省市项項款种種类類门門条條]|谁|誰|は(?:何|なに)(?:です|でしょう)?か?[。？?]*$|どの(?!くらい|程度)|どこ|どれ(?!だけ|くらい|ほど|程)|何という|のは何?[?？]?$"
    r"|\bwhich\b|\bwho\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"いくら|何[%％パ割倍億万]|多少|几[个個]百分|\bhow (?:much|many)\b", re.IGNORECASE
)
_YEARS = re.compile(
    r"何年(?!間)|何期|哪一?(?:个|個)?(?:年|期)|どの(?:年|期|会計年度)|什么年份|のはいつ|[年期]度?は[?？]?$|"
    r"\b(?:which|what) (?:fiscal |financial |business )?(?:year|period|term)\b|"
    r"\byears?\b.{0,80}\bin which one\b|\bperiods?\b.{0,80}\bin which one\b",
    re.IGNORECASE,
)
_QUARTERS = re.compile(
    r"(?:哪一?(?:个|個)?|第几|第幾)季度?|(?:どの|第何)四半期|"
    r"\b(?:which|what) (?:fiscal )?quarter\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"増加|増減|伸び|成長率|减少|下滑|上升|上昇|増え|減っ|減少|増[加长長](?:率|速)|增[长長加速]|增幅|降幅|跌幅|下降|"
    r"\b(?:growth|grew|grow|growing|increase[ds]?|rose|risen|rise|decline[ds]?|decrease[ds]?|fell"
    r"|fallen|drop(?:ped)?)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"前の?年度?(?:と比べ|に比べ|より|から|を下回|を上回|割れ|比で)|前期(?:と比べ|に比べ|より|から|を下回"
    r"|を上回|比で)|[減増][益収](?:に|と|だ|し)|(?:比|较|較)(?:上|前)一?[年期]|(?:比|较|較)去年|同比|前回(?:の調査)?(?:と比べ|に比べ|より|から|を下回|を上回)|(?:比|较|較)上次"
    r"|\b(?:than|from|over|compared (?:with|to)|below|above) (?:in |that of )?"
    r"(?:the (?:(?:previous|prior|preceding) (?:fiscal )?(?:year|period)|year before)"
    r"|a year earlier)"
    r"|\byear[- ](?:on|over)[- ]year\b",
    re.IGNORECASE,
)
_FELL = re.compile(
    r"減[っり少益収]|减少|减|下降|下滑|下跌|降[低幅]|跌|落ち|下が[っり]|下回|割れ|少なか|低[かくい]|[低少]于|"
    r"\b(?:fall|fell|fallen|drop|dropped|decline|declined|decrease|decreased|lower|less|fewer"
    r"|down|shr[iau]nk|smaller|below)\b",
    re.IGNORECASE,
)
_ROSE = re.compile(
    r"増[えし加益収]|增[长長加]|上昇|上升|伸び|上が[っり]|上回|多か|高か|[高多]于|"
    r"\b(?:rise|rose|risen|grow|grew|grown|increase|increased|higher|more|up|larger|above)\b",
    re.IGNORECASE,
)
_LOSS = re.compile(r"亏损|虧損|赤字|損失|\bloss(?:es)?\b", re.IGNORECASE)
_SLOW = re.compile(r"最慢|\bslowest\b", re.IGNORECASE)
_RANGE = re.compile(r"から|[到至~～〜–—-]|まで|\b(?:between|from|to|through|and)\b", re.IGNORECASE)
_ORDINALS = re.compile(
    r"第\s*([0-9０-９]{1,4})\s*[期回届]?|\b([0-9]{1,3})(?:st|nd|rd|th)\b", re.IGNORECASE
)


_FRAME = re.compile(
    r"[最一]番?[大多高長长小少低短快慢]い?|最も|もっとも|いちばん.?|[ぁ-ん]+|[0-9０-９]+(?:年度?|期)?|"
    r"哪一?[家个個座国國种種类類门門条條项項]|[的在是了到里面中得有？?]|其中|之中|"
    r"(?:増加|増減|伸び|成長|増長|增长|增減|增减|下降|減少)率?|"
    r"\b(?:most|largest|highest|lowest|biggest|smallest|fastest|least|fewest|year|has|had|have|been|"
    r"between|so|far|it|its|into|put|one|than|before|that|this|with|s)\b",
    re.IGNORECASE,
)


_KIND = re.compile(
    r"哪一?[个個种種类類项項门門条條家]?((?:(?!得)[\u3400-\u9fff]){2,4}?)(?=[的最是在有，？?]|$)|"
    r"どの([\u30a1-\u30ff\u3400-\u9fff]{2,6})|"
    r"([\u30a1-\u30ff\u3400-\u9fff]{2,6})は、?(?:どこ|どれ|誰|何)|"
    r"\bwhich (?:of the )?([a-z]+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RankingWish:
    """What is ranked and how.

    ``least`` is whether the smallest is meant, ``change`` whether what ranks is the change rather
    than the amount, ``against`` whether all that fell (-1) or rose (1) from the period before are
    asked for instead of one extreme (0), ``loss`` whether profits below nothing are meant.
    ``years`` and ``ordinals`` are the first and the last period that the question limits itself to.
    """

    among: Among
    least: bool
    change: bool
    against: int
    loss: bool = False
    years: Span | None = None
    ordinals: Span | None = None


def ranking_wish(question: Question) -> RankingWish | None:
    """What ``question`` wants ranked; ``None`` where it wants another kind of answer."""
    text = question.text
    if question.expects == "reason" or asked_count(question):
        return None
    among: Among = (
        "quarters" if _QUARTERS.search(text) else "years" if _YEARS.search(text) else "things"
    )
    years, ordinals = _limits(text) if among == "years" else (None, None)
    fell = bool(_FELL.search(text))
    if _MOST.search(_TITLE.sub(" ", text)):
        if _IN_TIME.search(text) or (among == "things" and not _asks_thing(question)):
            return None
        change = bool(_CHANGE.search(text))
        falls = change and fell and not _ROSE.search(text)
        least = falls or asks_less(text)
        loss = bool(_LOSS.search(text))
        least = least != loss or bool(_SLOW.search(text))
        return RankingWish(among, least, change, 0, loss, years, ordinals)
    if among != "things" and _BEFORE.search(text) and fell != bool(_ROSE.search(text)):
        return RankingWish(among, fell, True, -1 if fell else 1, False, years, ordinals)
    return None


def subject_ranked(question: Question) -> str:
    """The words of ``question`` without those that only say how to rank, among what and when."""
    return _FRAME.sub("\n", question.subject)


def kind_ranked(question: Question) -> str:
    """What kind of thing ``question`` looks for (哪个地区, どの事業); empty where it
    does not say."""
    found = _KIND.search(question.text)
    return next((kind for kind in found.groups() if kind), "") if found else ""


def _asks_thing(question: Question) -> bool:
    """Whether the thing itself is asked for, and not only how large it is."""
    text = question.text
    return bool(_WHO.search(text)) or (question.expects == "any" and not _HOW_MUCH.search(text))


def _limits(text: str) -> tuple[Span | None, Span | None]:
    """The years, and the numbers of fiscal periods, between which the question looks."""
    if not _RANGE.search(text):
        return None, None
    years = period_of(text).years
    numbers = [int(one or other) for one, other in _ORDINALS.findall(text)]
    return _span(years), _span(numbers)


def _span(numbers: tuple[int, ...] | list[int]) -> Span | None:
    return (min(numbers), max(numbers)) if len(numbers) == 2 and len(set(numbers)) == 2 else None
