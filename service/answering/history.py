"""Read the turns of a conversation as programs send them."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.errors import QuestionError, UsageError
from service.answering.conversation import Turn
from service.answering.question import clean_question

__all__ = ["MOST_TURNS", "parse_history"]

MOST_TURNS = 100
_HINT = 'a list of {"question": "…", "answer": "…"}, the oldest first'


def parse_history(value: object, limit: int) -> tuple[Turn, ...]:
    """The turns in ``value``, a list of ``{"question", "answer"?}``; ``None`` is none.

    Raises:
        UsageError: it is no such list, or has more than ``MOST_TURNS`` turns.
        QuestionError: a question in it is empty, not text, or longer than ``limit`` characters.
    """
    if value is None:
        return ()
    if not isinstance(value, list):
        raise UsageError("'history' must be a list", hint=_HINT)
    if len(value) > MOST_TURNS:
        raise UsageError(
            f"'history' has {len(value)} turns; the limit is {MOST_TURNS}",
            hint="send only the last ones",
        )
    return tuple(_turn(turn, f"history[{i}]", limit) for i, turn in enumerate(value))


def _turn(turn: object, where: str, limit: int) -> Turn:
    if not isinstance(turn, Mapping):
        raise UsageError(f"{where} must be an object", hint=_HINT)
    unknown = sorted(map(str, set(turn) - {"question", "answer"}))
    if unknown:
        raise UsageError(f"{where} has the unknown key {unknown[0]!r}", hint=_HINT)
    question, answer = turn.get("question"), turn.get("answer")
    if not isinstance(question, str):
        raise UsageError(f"{where}.question must be a string", hint=_HINT)
    if not isinstance(answer, str | None):
        raise UsageError(f"{where}.answer must be a string or null", hint=_HINT)
    try:
        return Turn(clean_question(question, limit), answer)
    except QuestionError as error:
        raise QuestionError(f"{where}: {error.what}", hint=error.hint) from None
