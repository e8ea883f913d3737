"""Whether an answer is the kind of name that a question asks for: who asks for a person.

哪家公司 is not answered by 公司, nor 社名は by 協働ロボットメーカー: a reader that finds no name
points at the word that stands for it.
"""

from __future__ import annotations

import re

from ingest.document import Language
from ingest.language.names import CHINESE_NAMES, CHINESE_PEOPLE
from ingest.language.terms import chinese_words, japanese_words
from service.answering.question import Question

__all__ = ["asks_name", "name_fit"]

_WHO = re.compile(
    r"誰|だれ|どなた|[人氏]の?名(?:前)?は|氏名|谁|哪位|什[么麼]人|"
    r"\bwho\b|\bwhose\b|\bwhich (?:person|engineer|minister|president|official)\b",
    re.IGNORECASE,
)
_WHICH_NAME = re.compile(
    r"[社校院町行]名は|(?:会社|企業|大学|病院|県|国)(?:の名(?:前|称)|名)は|"
    r"(?:どの|どこの)(?:会社|企業|国|県|都市|大学|病院)|"
    r"哪一?[家所个個座]?(?:日本|中国|美国)?(?:公司|企业|企業|国家|國家|省|县|縣|城市|大学|大學|机构|機構)|哪一?家|"
    r"(?:公司|企业|企業|大学|大學|医院|醫院)的?(?:名称|名稱|名字|全称|全稱)|叫什[么麼]公司|"
    r"\b(?:which|what) (?:[a-z]+ )?(?:company|firm|country|city|university|hospital|bank)\b|"
    r"\bnames? of the (?:[a-z]+ ){0,3}(?:company|companies|firms?|university|hospitals?)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"株式会社|有限公司|合同会社|\b(?:Inc|Ltd|GmbH|Corp)\b|(?<=..)(?:大学|病院|医院|銀行|银行|省|県|县|市)$"
)
_OTHER_SCRIPT = re.compile(r"[A-Z][A-Za-z0-9&.+＋-]+|[\u30a1-\u30fa\u30fc]{4,}")


def asks_name(question: Question) -> bool:
    """Whether ``question`` asks who, or for the name of an organisation or a place."""
    is_open = question.expects == "any"
    return is_open and bool(_WHO.search(question.text) or _WHICH_NAME.search(question.text))


def name_fit(question: Question, answer: str, language: Language) -> float:
    """1 where ``answer``, in ``language``, holds a name of the kind that is asked for, -1 where it
    holds none, 0 where no name is asked for."""
    if question.expects != "any":
        return 0.0
    if _WHO.search(question.text):
        return 1.0 if _has_name(answer, language, people=True) else -1.0
    if not _WHICH_NAME.search(question.text):
        return 0.0
    known = _ORGANISATION.search(answer) or _OTHER_SCRIPT.search(answer)
    return 1.0 if known or _has_name(answer, language, people=False) else -1.0


def _has_name(text: str, language: Language, *, people: bool) -> bool:
    if language == "zh":
        tags = CHINESE_PEOPLE if people else CHINESE_NAMES
        return any(tag in tags and len(word) > 1 for word, tag in chinese_words(text))
    return any(
        feature[1] == "固有名詞" and (feature[2] == "人名" or not people)
        for _, feature in japanese_words(text)
    )
