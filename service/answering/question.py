"""Understand a question without a model: is it usable, in which language, what does it ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.document import Language
from ingest.errors import QuestionError
from ingest.language import detect_language, find_numbers, spaced_identifiers
from service.answering.asked_unit import asked_units

__all__ = [
    "Expectation",
    "Question",
    "asks_why",
    "clean_question",
    "has_value",
    "is_value",
    "parse_question",
]

Expectation = Literal["number", "percent", "date", "reason", "any"]

_DATE = re.compile(
    r"いつ|何年(?!間)|何月|何日(?!間)|何世紀|年はいつ|哪[一两兩]?[年天]|几月|何时|什么时候|什麼時候|幾月|"
    r"哪[几幾]?[個个]月|\bwhen\b|what (?:year|date|month)|which year",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"何[%％]|何パーセント|何割|割合|比率|シェア|百分之几|百分之幾|百分之多少|比例|占比|比重|份额|"
    r"市占率|占有率|普及率|增长率|成長率|"
    r"(?<![功効效倍汇匯轉転转折能])(?<!出生)(?<!生育)率"
    r"(?:は?[？?]?$|(?:は|是|为|為)?(?:いくら|いくつ|どのくらい|多少|何[%％パ割]))|伸び率|增速|増減率|増加率|前年比|前期比|同比|增长多少|增长了多少|毛利率|"
    r"\bpercent|percentage|\bshare of\b|\brate\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"なぜ|どうして|何故|理由|原因|何のため|(?:目的|狙い|ねらい)は何|目的是什[么麼]|为了什么|为什么|為什麼|"
    r"为何|為何|因为什么|因為什麼|\bwhy\b|\breason\b|\bwhat (?:made|caused|led)\b",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"ため|ので|から[、である]|によ[りって]|理由|原因|目的|狙い|ねらい|因为|因為|由于|由於|所以|因此|故|为了|為了|"
    r"\bbecause\b|\bdue to\b|\bin order to\b",
    re.IGNORECASE,
)
_SHARE_TOO = re.compile(
    r"(?:いくら|何.{0,2}|どれ.{0,4})で、.*(?:何[%％]|割合|何割)|多少.*[，,].*(?:占|比例|百分之)|GDP比は"
)
_DAY = re.compile(r"何日|哪一?天|哪一日|哪日|几号|幾號|\bwhat date\b|\bwhich day\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"いくら|いくつ|何[人件社名台基個本回倍円元トン戸校店棟隻頭羽匹枚冊床席便両箇世種項]|"
    r"何(?:万|億|兆|キロ|[かカヶ]所)|どのくらい|どれくらい|どれだけ|多少|"
    r"(?<![第茶期拜周])[几幾](?!何|乎|内亚|內亞|经|經|世|度|代|[个個]?[年月日天时時号號点點]|[位名]?谁)"
    r"(?=[\u3400-\u9fff])|多[大长高少長]|金额|金額|"
    r"(?<!大)[規规]模|"
    r"^(?!.*(?:谁|誰|哪|どの|どこ|主な|主要))(?:.*)(?:人口|[人件個台戸店校頭枚社]の?数|金額|金额|数量|數量|費用|费用|料金|利用料|運賃|単価|单价|價格|价格|値段|"
    r"予算|预算|預算|売上高?|营业收入|営業利益|净利润|純利益|資産|资产|面積|面积|高さ|長さ|深さ|距離|距离|"
    r"的[钱錢])(?:は|とは)?[？?]?$|"
    r"\bhow (?:many|much|large|long|high|big)\b",
    re.IGNORECASE,
)
# The words that make a sentence a question say nothing about its subject; they would otherwise
# count as rare, and therefore weighty, terms that no report contains.
_FRAME = re.compile(
    r"(?:は|とは|が|を|に|で)?(?:何|なに|なん|どこ|どれ|どの|どちら|どのよう|いつ|いくら|いくつ|誰|だれ|なぜ)"
    r"(?:年|月|日|人|件|社|%|%|パーセント|割|ですか|でしょうか|でしたか)?(?:から|まで)?|"
    r"(?:です|ます|でしょう|ました|でした|ません)か|ください|教えて|について|"
    r"请问|什么|什麼|哪些|哪个|哪個|哪里|哪裡|哪一?年|哪家|谁|誰|多少|几[个家次]?|幾[個家次]?|何时|"
    r"怎么样|怎样|如何|为什么|为何|是吗|吗|呢|"
    r"\b(?:what|which|who|when|where|why|how|many|much|is|are|was|were|do|does|did|the|a|an|of|in|"
    r"on|to|by|for|and|at|from)\b|[??]",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"誰|だれ|どこ|どの(?:会社|企業|国|県|都市|大学)|何という|名称は|名前は|[社校学]名は|大学名|氏名|"
    r"谁|誰|哪(?:家|个|個|一?所|些)?(?:公司|企业|企業|国家|國家|省|县|縣|城市|大学|大學|机构|機構)|哪里|哪裡|"
    r"全称|名称是|叫什么|叫什麼|\bwho\b|\bwhere\b|\bwhich (?:company|country|city|person)\b|"
    r"\bname of\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"いくら|何[%％人件億万]|多少|几[个個人]|\bhow (?:much|many)\b", re.IGNORECASE
)
_WHICH_OF_TWO = re.compile(
    r"(?:どちら|どっち)(?:の|が|か|の方|のほう)|哪一?[个個座家国國种種条條项項](?:.{0,8})?(?:更|较|較|大|多|高|早)|"
    r"\bor\b.{0,60}\b(?:larger|higher|greater|more|bigger|smaller|lower|fewer|less|earlier|later|first)\b",
    re.IGNORECASE,
)
_WHICH_ONES = re.compile(r"哪些|哪[几幾](?![年月天日]|[个個]月)")
"""Things are asked for, though what they are counted in stands with them."""
_NOT_VALUE = re.compile(r"[^\W\d_]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Question:
    """``subject`` is the question without the words that only make it a question."""

    text: str
    language: Language
    subject: str
    expects: Expectation

    @property
    def asks_several(self) -> bool:
        """Whether an amount and a share are asked for at once."""
        return bool(_NUMBER.search(self.text) and _SHARE_TOO.search(self.text))

    @property
    def asks_day(self) -> bool:
        """Whether a date is asked for to the day."""
        return bool(_DAY.search(self.text))


def clean_question(text: str, limit: int) -> str:
    """``text`` with outer white space removed.

    Raises:
        QuestionError: it is empty, has more than ``limit`` characters, or is not valid text
            (NUL characters, unpaired surrogates).
    """
    if "\0" in text:
        raise QuestionError("the question holds a NUL character", hint="send plain text")
    if _SURROGATE.search(text):
        raise QuestionError(
            "the question holds half of a surrogate pair", hint="send it as valid UTF-8"
        )
    cleaned = text.strip()
    if not cleaned:
        raise QuestionError("the question is empty", hint="ask in Japanese, Chinese or English")
    if len(cleaned) > limit:
        raise QuestionError(
            f"the question has {len(cleaned):,} characters; the limit is {limit:,}",
            hint="shorten it, or raise max_question_chars",
        )
    return cleaned


def parse_question(text: str) -> Question:
    """What ``text`` (already cleaned) asks about and what kind of thing would answer it."""
    subject = _FRAME.sub(" ", spaced_identifiers(text)).strip()
    return Question(text, detect_language(text), subject or text, expectation(text))


def expectation(text: str) -> Expectation:
    """The kind of value that the question asks for."""
    if _REASON.search(text):
        return "reason"
    if _WHICH_OF_TWO.search(text) and not _HOW_MUCH.search(text):
        return "any"
    if _DATE.search(text):
        return "date"
    if _WHICH_ONES.search(text) and not _HOW_MUCH.search(text):
        return "any"
    if _PERCENT.search(text):
        return "percent"
    if _NUMBER.search(text) or asked_units(text):
        return "number"
    return "any"


def asks_why(question: Question) -> bool:
    """Whether a reason is asked for and no number: 原因別の件数は何件 is no such question."""
    text = question.text
    return question.expects == "reason" and not (_HOW_MUCH.search(text) or asked_units(text))


def has_value(question: Question, text: str) -> bool:
    """Whether ``text`` holds a value of the kind that ``question`` asks for."""
    if question.expects == "any":
        names = _NAME.search(question.text) or _WHICH_OF_TWO.search(question.text)
        return not (names and is_value(text))
    if question.expects == "reason":
        return bool(_BECAUSE.search(text))
    numbers = find_numbers(text)
    kinds = {n.kind for n in numbers}
    if question.expects == "date" and question.asks_day:
        return any(n.kind == "date" and "日" in n.unit for n in numbers)
    if question.expects == "date":
        return bool(kinds & {"year", "date"})
    if question.expects == "percent":
        return "percent" in kinds
    return bool(kinds & {"number", "percent"})


def is_value(text: str) -> bool:
    """Whether ``text`` is numbers or dates and nothing else."""
    numbers = find_numbers(text)
    rest, at = "", 0
    for number in sorted(numbers, key=lambda n: n.start):
        rest += text[at : number.start]
        at = max(at, number.end)
    return bool(numbers) and not _NOT_VALUE.search(rest + text[at:])
