"""Whether a country or place that a question names stands with an answer.

The revenue of a company is not its revenue in the United States, however well the rest fits; in a
table the place may name the row, the column or the table, in a text the sentence or the chapter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Language
from ingest.language.glossary import named_countries, named_places
from service.answering.alternatives import asks_of_several
from service.answering.question import Question

__all__ = ["HOME", "unplaced"]

HOME: dict[Language, str] = {"ja": "日本", "zh": "中国"}
"""The country that a report rarely names, because it is written there."""
_ELSEWHERE = 0.5
_NOTE = re.compile(
    r"^\s*(?:[（(［\[]?(?:注|註|備考|備註|备注|出所|出典|資料(?:來源)?|(?:资料|数据|數據)?[来來]源|Notes?|Source)"
    r"\s*[0-9０-９]*\s*(?:[)）\]］:：]|$)|[※*])[^\n]*",
    re.MULTILINE,
)
"""What a note names, the text beside it need not be about."""


def unplaced(question: Question, around: Sequence[str], passage: str, language: Language) -> float:
    """How far a place of ``question`` is from an answer: 0 where ``around``, the words with it and
    what heads them, names each, 0.5 where one stands only elsewhere in ``passage``, 1 where one
    stands nowhere. 0 where the question names none but the country that reports in ``language``
    leave out; of several that are compared one is enough.
    """
    asked = _named(question.text) - {HOME.get(language, "")}
    if not asked:
        return 0.0
    far = asked.difference(*map(_named, around))
    if not far or (len(far) < len(asked) and asks_of_several(question.text)):
        return 0.0
    return _ELSEWHERE if far <= _named(_NOTE.sub("", passage)) else 1.0


def _named(text: str) -> frozenset[str]:
    return named_countries(text) | named_places(text)
