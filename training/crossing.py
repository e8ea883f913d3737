"""The same question or passage in the other script, so that 経済, 經濟 and 经济 read alike."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from training.examples import Example

__all__ = ["Script", "cross_question", "cross_text", "in_script"]

Script = Literal["s2t", "t2s", "jp2t", "t2jp"]


def cross_question(example: Example, script: Script) -> Example | None:
    """``example`` with its question in another script; nothing if that changes nothing."""
    question = in_script(example.question, script)
    if question == example.question:
        return None
    return Example(question, example.context, example.text, example.start, example.end, "crossed")


def cross_text(example: Example, script: Script) -> Example | None:
    """``example`` with its passage in another script; nothing if that changes nothing or moves
    the answer.
    """
    convert = _converter(script).convert
    before, answer = example.text[: max(example.start, 0)], example.answer
    text = convert(example.text)
    start = len(convert(before)) if example.answerable else -1
    end = start + len(convert(answer)) if example.answerable else -1
    if text == example.text or (example.answerable and text[start:end] != convert(answer)):
        return None
    return Example(example.question, convert(example.context), text, start, end, "crossed")


def in_script(text: str, script: Script) -> str:
    """``text`` in another script."""
    return str(_converter(script).convert(text))


@cache
def _converter(script: Script) -> Any:
    from opencc import OpenCC

    return OpenCC(script)
