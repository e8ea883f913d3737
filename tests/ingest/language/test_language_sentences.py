"""Sentence boundaries; the examples write | where one is expected."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language import split_sentences

EXAMPLES = [
    "売上は増えた。|利益は減った。",
    "どう思う？|本当！？|そうです。",
    "彼は「行く。」と言った。|「はい。」|彼女は立った。",
    "売上は前年比（注：概算。）で増加。|以上。",
    "増加した。|（注1）次に述べる。",
    "他说：“我去。”|然后走了。",
    "今年增长8.1%。|其中，出口增长3.5倍！|为什么？",
    "GDP rose 3.5 percent. |It fell later.",
    "See Fig. 3 for more. |The end.",
    "The U.S. GDP rose, i.e. it grew. |Mr. J. Smith left.",
    "Sony Corp. said so. |Profits (approx. 5 million) rose!",
    "Is it? |Yes! |See http://a.b/?x=1&y=2 now.",
    "Version 1.2.3 is out. ok then",
    "Wait... |What?",
    "1.2 概要",
    "1. 背景と目的",
    "１．概要 本書は計画である．|次に述べる．",
    "値は３．５である．|図.2を見よ．",
    "(1) 目的。|(2) 方法。",
    "概要\n|1. 背景\n|2. 目的",
    "・売上\n|・利益\n|",
    "• foo bar |• baz qux",
    "一行目\r\n|二行目\u2028|三行目",
    "（参考)です。|次。",
    "終わり。）|次。",
    "1.1 はじめに . . . . . 3",
    "",
    "  \n \t ",
]


@pytest.mark.parametrize("marked", EXAMPLES)
def test_examples(marked: str) -> None:
    text = marked.replace("|", "")
    expected = [piece.strip() for piece in marked.split("|") if piece.strip()]
    assert [text[a:b] for a, b in split_sentences(text)] == expected


def test_a_long_aside_is_split_inside() -> None:
    text = "「" + "長い文である。" * 20 + "」"
    assert len(split_sentences(text)) == 20


def test_nested_quotations_stay_together() -> None:
    text = "彼は「父は『来い。』と言った。」と話した。終わり。"
    assert [text[a:b] for a, b in split_sentences(text)] == [
        "彼は「父は『来い。』と言った。」と話した。",
        "終わり。",
    ]


_PIECES = st.sampled_from([*"。！？.!?「」『』（）()“” \n・•a1あ国，、．と", "Fig.", "U.S.", "3.5"])


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=25).map("".join)))
def test_sentences_partition_what_is_not_white_space(text: str) -> None:
    spans = split_sentences(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)
    assert not any("\n" in text[a:b] for a, b in spans)
