"""Who does it, in Chinese sentences of the passive."""

from __future__ import annotations

import pytest

from service.answering.agents import whole_agent
from service.answering.question import parse_question

BID = "民國104年首度招商由鼎崴建設得標，因財務問題107年解約。"


@pytest.mark.parametrize(
    ("question", "text", "pointed", "whole"),
    [
        ("Who won the first tender?", BID, "由鼎崴", "鼎崴建設"),
        ("首度招商的得标者是谁？", BID, "鼎崴", "鼎崴建設"),
        ("哪家公司负责设计？", "设计由南州院负责，施工另招标。", "由南州院", "南州院"),
        ("哪一年得标？", BID, "104年", "104年"),
        ("谁主持？", "后者由岭陶大学教授荀以安主持。", "荀以安主持", "荀以安主持"),
        ("谁主持？", "后者由岭陶大学教授荀以安主持。", "荀以安", "荀以安"),
        ("谁得标？", BID, "首度", "首度"),
        ("哪家公司收购？", "被南州公司以12亿元收购。", "南州公司", "南州公司"),
        ("谁牵头？", "由王明教授牵头完成。", "王明", "王明"),
        ("谁主持？", "由王明的父亲创办。", "王明", "王明"),
    ],
)
def test_agents_are_whole(question: str, text: str, pointed: str, whole: str) -> None:
    start = text.index(pointed)
    first, last = whole_agent(parse_question(question), text, start, start + len(pointed))
    assert text[first:last] == whole
