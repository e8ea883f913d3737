"""Proper names by the dictionaries of three languages."""

from __future__ import annotations

import pytest

from ingest.language.names import proper_names


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("広州と福岡が友好都市になったのはいつですか。", "ja", {"広州", "福岡"}),
        ("パナソニックの売上高は？", "ja", {"パナソニック"}),
        ("用于成都机场的日元贷款是多少？", "zh", {"成都"}),
        ("日月潭水庫的設計總容量是多少？", "zh", {"日月潭"}),
        ("How many stations did NTT Docomo run in Japan?", "en", {"NTT", "Docomo"}),
        ("売上高はいくらですか。", "ja", set()),
        ("营业收入是多少？", "zh", set()),
    ],
)
def test_names_of_a_question(text: str, language: str, names: set[str]) -> None:
    assert set(proper_names(text, language)) == names
