"""Exact match and F1 as the scorer of CMRC 2018 has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["cmrc_exact_match", "cmrc_f1"]

_IGNORED = re.compile(r"……|[-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』]")
"""The punctuation that the scorer takes out. It tests one character at a time against its list, so
that its entry …… takes effect only where whole texts are compared."""
_TOKEN = re.compile(r"[\u4e00-\u9fa5]|[^\W\u4e00-\u9fa5]+(?:\.[^\W\u4e00-\u9fa5]+)*|[^\w\s]")


def cmrc_exact_match(answer: str, expected: Sequence[str]) -> float | None:
    """1 when ``answer`` equals one of ``expected`` in lower case without the punctuation of
    CMRC's list, else 0. ``None`` when nothing is expected.

    Source: Cui et al., "A Span-Extraction Dataset for Chinese Machine Reading Comprehension"
    (EMNLP 2019).
    """
    if not expected:
        return None
    bare = _bare(answer)
    return float(any(bare == _bare(e) for e in expected))


def cmrc_f1(answer: str, expected: Sequence[str]) -> float | None:
    """The best ``2PR / (P + R)`` over ``expected``, with ``P = l / |answer|``,
    ``R = l / |expected|`` and ``l`` the length of the longest run of tokens in both.

    A Chinese character is a token; what stands between Chinese characters is cut into words,
    numbers and marks (CMRC's scorer uses NLTK's English tokenizer there, which differs on
    abbreviations and contractions only). Without a common token 0. ``None`` when nothing is
    expected. Source as for ``cmrc_exact_match``.
    """
    if not expected:
        return None
    tokens = _tokens(answer)
    return max(_f1(tokens, _tokens(e)) for e in expected)


def _bare(text: str) -> str:
    return _IGNORED.sub("", text.lower().strip())


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_bare(text))


def _f1(one: Sequence[str], other: Sequence[str]) -> float:
    longest = _longest_common_run(one, other)
    return 2 * longest / (len(one) + len(other)) if longest else 0.0


def _longest_common_run(one: Sequence[str], other: Sequence[str]) -> int:
    longest = 0
    ends = [0] * (len(other) + 1)  # length of the common run that ends at each place of other
    for token in one:
        previous = 0
        for j, candidate in enumerate(other, start=1):
            previous, ends[j] = ends[j], previous + 1 if token == candidate else 0
            longest = max(longest, ends[j])
    return longest
