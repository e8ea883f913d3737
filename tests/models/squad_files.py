"""Question sets in the form of SQuAD, made by hand."""

from __future__ import annotations

from typing import Any

__all__ = ["squad"]


def squad(articles: list[list[tuple[str, list[tuple[str, str, int]]]]]) -> dict[str, Any]:
    """A SQuAD file; questions are (text, answer, told offset)."""
    counter = iter(range(10_000))
    return {
        "data": [
            {
                "title": f"題{n}",
                "paragraphs": [
                    {
                        "context": context,
                        "qas": [
                            {
                                "id": f"q{next(counter)}",
                                "question": question,
                                "answers": [{"text": answer, "answer_start": at}],
                            }
                            for question, answer, at in asked
                        ],
                    }
                    for context, asked in paragraphs
                ],
            }
            for n, paragraphs in enumerate(articles)
        ]
    }
