"""Put the previous question's subject where a follow-up has a pronoun."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Language
from service.answering.follow_up import Cut
from service.answering.typed_terms import Kind, Term

__all__ = ["fill_pronouns", "strip_pronouns", "subject_span"]

# (what it stands for, whether it owns what follows, pattern)
_PRONOUNS: dict[str, tuple[tuple[Kind | None, bool, str], ...]] = {
    "ja": (
        (
            "organisation",
            False,
            r"同社|(?:その|この)(?:会社|企業|団体|組織)|同(?:庁|省|行|団体)(?![一])",
        ),
        ("place", False, r"同国|(?:その|この)(?:国|地域|都市)|同(?:地域|市|県)(?![場])"),
        ("time", False, r"同年度?|(?:その|この)年度?|当時|その(?:とき|時)"),
        (
            None,
            True,
            r"(?:その|この)(?!他|後|うち|内|ため|際|中|まま|もの|一方|結果|場合|ほか|ような|ように|度|上)",
        ),
        (None, False, r"(?:それ|これ)(?!ぞれ|から|で|なら|まで|ら|に対|に加|じゃ|より|以[外上下])"),
        (None, False, r"そこ(?=[には])"),
    ),
    "zh": (
        (
            "organisation",
            False,
            r"(?<![应應])[该該](?:公司|企业|企業|集团|集團|行|厅|廳|机构|機構)|[这這那]家?(?:公司|企业|企業)",
        ),
        (
            "place",
            False,
            r"(?<![应應])[该該](?:国|國|地区|地區|市|省)|[这這那]个?個?(?:国家|國家|地区|地區)",
        ),
        ("time", False, r"(?<![应應])[该該当當同]年|[那这這]一?年"),
        (None, True, r"(?:它|它们|它們|他们|他們)的|其(?=[一-鿿])(?![他它她实實中次余餘间間])"),
        (None, False, r"它们|它們|它"),
    ),
    "en": (
        (
            "organisation",
            True,
            r"\b(?:the|that|this) (?:company|firm|agency|ministry|bank|group)'s",
        ),
        (
            "organisation",
            False,
            r"\b(?:the|that|this) (?:company|firm|agency|ministry|bank|group)\b",
        ),
        ("place", True, r"\b(?:the|that|this) (?:country|region|city)'s"),
        ("place", False, r"\b(?:the|that|this) (?:country|region|city)\b"),
        ("time", False, r"\b(?:that|the same|this) year\b"),
        (None, True, r"\b(?:its|their)\b"),
        (None, False, r"\b(?:it|they|them)\b"),
    ),
}
_NOT_BEFORE = re.compile("[土耳尤极極与與何莫]$")
"""Characters before 其 that make another word of it: 土耳其, 尤其."""
_LINKS = {"ja": r"(?:の|における)", "zh": r"的?", "en": r"(?: of(?: the)? | in(?: the)? |'s | )"}


def fill_pronouns(
    cut: Cut, previous: str, before: Sequence[Term], language: Language
) -> str | None:
    """The follow-up with its pronouns replaced; ``None`` where it has none, where nothing fits,
    or where it is a noun phrase (その成長率は？) that is better put into the previous question.
    """
    if cut.is_fragment:
        return None
    text, changed = cut.body, False
    for kind, owns, pattern in _PRONOUNS.get(language, ()):
        match = _find(pattern, text)
        if match is None or (owns and not re.search(r"\w", text[match.end() :])):
            continue
        name = _referent(kind, previous, before, language)
        if name is None:
            continue
        text = text[: match.start()] + _owned(name, owns, language) + text[match.end() :]
        changed = True
        if kind is None:
            break
    return text[:1].upper() + text[1:] if changed else None


def strip_pronouns(core: str, language: Language) -> str:
    """``core`` without pronouns: その成長率 is 成長率."""
    for _, _, pattern in _PRONOUNS.get(language, ()):
        match = _find(pattern, core)
        if match is not None:
            core = core[: match.start()] + core[match.end() :]
    link = {"ja": "の", "zh": "的"}.get(language, " ")
    return core.strip(f"{link}、，, ")


def subject_span(previous: str, before: Sequence[Term], language: str) -> tuple[int, int] | None:
    """Where the subject of ``previous`` stands: its places, organisations and other names that
    are linked by の, 的 or "of", measures left out. Of several the first that is no mere place.
    """
    chains: list[list[Term]] = []
    for term in before:
        if term.kind in ("time", "measure"):
            continue
        gap = previous[chains[-1][-1].end : term.start] if chains else ""
        if chains and re.fullmatch(_LINKS.get(language, ""), gap):
            chains[-1].append(term)
        else:
            chains.append([term])
    if not chains:
        return None
    best = next((c for c in chains if any(t.kind != "place" for t in c)), chains[0])
    start = best[0].start
    if language == "en" and previous[:start].lower().endswith(("the ", "a ")):
        start = previous.rindex(" ", 0, start - 1) + 1
    return start, best[-1].end


def _find(pattern: str, text: str) -> re.Match[str] | None:
    for match in re.finditer(pattern, text, re.IGNORECASE):
        # IT is no pronoun, and 土耳其 is a country.
        if match[0] == "IT" or (match[0] == "其" and _NOT_BEFORE.search(text[: match.start()])):
            continue
        return match
    return None


def _referent(
    kind: Kind | None, previous: str, before: Sequence[Term], language: Language
) -> str | None:
    if kind in ("time", "place", "organisation"):
        named = [term.text for term in before if term.kind == kind]
        if named:
            return named[-1]
        if kind == "time":
            return None
    span = subject_span(previous, before, language)
    return previous[span[0] : span[1]] if span else None


def _owned(name: str, owns: bool, language: Language) -> str:
    if not owns:
        return name
    if language == "en":
        return name if name.endswith("'s") else f"{name}'s"
    return name + {"ja": "の", "zh": "的"}.get(language, "")
