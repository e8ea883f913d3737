"""Take a follow-up question apart: what opens it, what it names, and what it asks with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Language
from service.answering.typed_terms import Term

__all__ = ["Cut", "asked_kind", "cut_follow_up", "is_complete", "split_frame"]

_OPENERS = {
    "ja": re.compile(
        r"(?:それでは|それなら|それじゃあ?|じゃあ|じゃ(?=[、,，])|では|ならば|で(?=[、,，])|なお|"
        r"(?:また|次に|一方で?|ちなみに|逆に)(?=[、,，]))[、,，\s]*"
    ),
    "zh": re.compile(
        r"(?:那么|那麼|那末|那(?![个個些家里裡边邊年时時次位种種样樣座条條项項一天么麼])|"
        r"(?:另外|还有|還有|然后|然後|而|再)(?=[，,、\s]|[^，。]{1,12}呢))[，,、\s]*"
    ),
    "en": re.compile(
        r"(?:(?:and|but|so|then|ok|okay|now|also)\b(?:[,\s]+|(?=[?？.]*$)))?"
        r"(?:(?:(?:what|how) about|what of)\b\s*)?",
        re.IGNORECASE,
    ),
}
# What ends a noun phrase that is a whole question.
_TAILS = {
    "ja": re.compile(
        r"(?:(?:に(?:ついて|関して)|の(?:場合|とき|ほう|方))?(?:では|には|(?<!と)は|だと|なら|だったら)|の場合)"
        r"(?:どう(?:です|でした|でしょう|なります|なりました|なっています|だった|なの)?(?:か|の)?|"
        r"いかがです?か?)?[？?。]*$"
    ),
    "zh": re.compile(
        r"(?:的(?:情况|情況|话|話))?(?:又?(?:呢|怎么样|怎麼樣|怎样|怎樣|如何)(?:呢)?[？?。]*|[？?]+)$"
    ),
    "en": re.compile(r"(?:,? then)?\s*[?？.]*$", re.IGNORECASE),
}
_FRAMES = {
    "ja": re.compile(
        r"(?:とは|に?は|が|も)[^はが]*?(?:何|なに|なん|いくら|いくつ|いつ|誰|だれ|どこ|どれ|どの|どんな|どう|なぜ|ですか|ますか)"
        r".*$|とは[？?]*$"
    ),
    "zh": re.compile(
        r"(?:又)?(?:分别|分別)?(?:是|有|为|為|在|占|达到|達到|达|了)*(?:多少|什么|什麼|何|谁|誰|哪|几(?!乎)|幾(?!乎)|"
        r"为什么|為什麼|怎么|怎麼|多[大高长長久]|吗|嗎).*$"
    ),
}
_ASKED = (
    (
        "when",
        r"いつ|何年|何月|什么时候|什麼時候|何时|何時|哪一?年|哪一?天|\bwhen\b|what year|which year",
    ),
    ("who", r"誰|だれ|谁|\bwho(?:m|se)?\b"),
    ("where", r"どこ|哪里|哪裡|哪儿|何处|\bwhere\b"),
    ("why", r"なぜ|どうして|为什么|為什麼|为何|\bwhy\b"),
    (
        "amount",
        r"いくら|いくつ|どのくらい|どれ(?:くらい|だけ|ほど)|何[人件社台本名倍円兆億万か%％割パ]|多少|几[个家人]|幾[個家人]|"
        r"多[大高长長]|百分之几|\bhow (?:much|many|large|big|high|long|old|tall)\b",
    ),
)
_DEFINITION = re.compile(r"とは[？?。]*$")
# Asks for an amount without saying of what.
_GENERAL = re.compile(r"は?いくら(?:です|でした|でしょう)?か?[？?。]*|又?[是有]?多少[？?。]*")
_VERB_EN = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|will|can|could|should|who|whom|whose|when|"
    r"where|why|which|how|what)\b",
    re.IGNORECASE,
)
_LONGEST_FRAGMENT = 40
"""Characters; a longer noun phrase is a heading or a keyword search, not a follow-up."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A question taken apart. ``core`` is what is left without opener, frame and tail;
    ``frame`` the words that ask (はいくらですか, 是多少？), empty for a bare noun phrase.
    """

    body: str
    """The question without its opener."""
    core: str
    frame: str
    opened: bool
    """Whether it began with では, 那么, "and" or the like."""
    is_fragment: bool
    """Whether it is only a noun phrase."""


def cut_follow_up(question: str, language: Language) -> Cut:
    """``question`` taken apart by the words of its language; Japanese where that is unknown."""
    key = language if language in _OPENERS else "ja"
    opener = _OPENERS[key].match(question)
    opened = bool(opener and opener.group().strip())
    body = question[opener.end() :].strip() if opener and opened else question.strip()
    if not body:
        return Cut(question, question, "", False, False)
    if key == "en":
        return _cut_english(body, opened)
    tail = _TAILS[key].search(body)
    core = body[: tail.start()] if tail else body
    if split_frame(core, key)[1] or _DEFINITION.search(body):
        core, frame = split_frame(body, key)
        return Cut(body, core, frame, opened, False)
    # Without any mark of a question only an opener makes a noun phrase a follow-up.
    fragment = bool(core) and (bool(tail) or opened) and len(core) <= _LONGEST_FRAGMENT
    return Cut(body, core, "", opened, fragment)


def split_frame(text: str, language: str) -> tuple[str, str]:
    """What a Japanese or Chinese question is about, and the words that ask, if there are any."""
    pattern = _FRAMES.get(language)
    match = pattern.search(text) if pattern else None
    return (text[: match.start()], match.group()) if match else (text, "")


def asked_kind(question: str) -> str:
    """``when``, ``who``, ``where``, ``why``, ``amount``, or empty where none is asked."""
    for kind, pattern in _ASKED:
        if re.search(pattern, question, re.IGNORECASE):
            return kind
    return ""


def is_complete(cut: Cut, terms: Sequence[Term]) -> bool:
    """Whether the question names its subject and what is asked of it."""
    subjects = [term for term in terms if term.kind in ("place", "organisation", "entity")]
    if not subjects:
        return False
    if not cut.is_fragment and not _GENERAL.fullmatch(cut.frame):
        return True
    return len(terms) - sum(term.kind == "time" for term in terms) > 1


def _cut_english(body: str, opened: bool) -> Cut:
    if _VERB_EN.search(body):
        return Cut(body, body.rstrip("?？. "), "?", opened, False)
    tail = _TAILS["en"].search(body)
    core = body[: tail.start()] if tail else body
    asked = opened or body.endswith(("?", "？"))
    return Cut(body, core, "", opened, asked and len(core) <= _LONGEST_FRAGMENT)
