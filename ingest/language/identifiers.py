"""Names of XBRL elements, such as TreasuryStockMember, read as the words they are made of.

Data sets and tools name the parts of accounts by such identifiers, and people copy them into
questions; no report writes them in its text.
"""

from __future__ import annotations

import re

__all__ = ["spaced_identifiers"]

_HUMP = r"(?:[A-Z][a-z]+|[A-Z]{2,}(?![a-z]))"
_IDENTIFIER = re.compile(rf"(?<![A-Za-z0-9])({_HUMP}+)(?:Member|Axis|Domain)(?![A-Za-z0-9])")
"""By its ending: PayPay and YouTube stay as they are."""
_WORD = re.compile(_HUMP)
_STANDARDS = frozenset(("IFRS", "USGAAP", "JMIS"))
"""By which accounts are kept; nothing of the subject."""


def spaced_identifiers(text: str) -> str:
    """``text`` with each identifier as lower-case words: ``treasury stock``."""
    return _IDENTIFIER.sub(lambda match: _words(match[1]), text)


def _words(identifier: str) -> str:
    words = [word for word in _WORD.findall(identifier) if word not in _STANDARDS]
    return " ".join(words).lower() or identifier
