"""Reading gold sets: every fault is reported, at once and with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eval_helpers import GOLD, gold_bytes, gold_row
from hypothesis import given
from hypothesis import strategies as st

from eval.gold import parse_gold, read_gold
from eval.questions import Evidence
from ingest.errors import GoldSetError


def faults(data: bytes) -> str:
    with pytest.raises(GoldSetError) as caught:
        parse_gold(data)
    return caught.value.what


def test_a_valid_line_becomes_a_question() -> None:
    (question,) = parse_gold(gold_bytes(gold_row(all_evidence=True)))
    assert question.id == "q1"
    assert question.answers == ("9.5兆円", "9兆5000億円")
    assert question.evidence == (Evidence("chips.pdf", 1, "9.5兆円に達した"),)
    assert question.all_evidence
    assert (question.type, question.topic, question.line) == ("numeric", "半導体", 1)


def test_reads_a_file_with_a_byte_order_mark_blank_lines_and_windows_ends(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + gold_bytes(*GOLD).replace(b"\n", b"\r\n\r\n"))
    assert [q.line for q in read_gold(path)] == [1, 3, 5, 7]


def test_a_language_tag_may_name_a_script() -> None:
    (question,) = parse_gold(gold_bytes(gold_row(language="zh-Hant")))
    assert question.language == "zh"


def test_fields_of_ones_own_are_allowed_but_misspelt_ones_are_not() -> None:
    assert parse_gold(gold_bytes(gold_row(note="checked by hand", source="x")))
    assert "did you mean 'all_evidence'?" in faults(gold_bytes(gold_row(all_evidnce=True)))


def test_all_faults_of_all_lines_are_reported_at_once() -> None:
    data = b"\n".join(
        [
            json.dumps(gold_row()).encode(),
            b"{not json",
            b'"text"',
            b'{"id": "\xff"}',
            json.dumps(gold_row()).encode(),
            json.dumps(gold_row(id="q6", type="riddle", language="fr", question=" ")).encode(),
            json.dumps({"id": "q7"}).encode(),
            json.dumps(gold_row(id="q8", answers=[" "], evidence=[])).encode(),
            json.dumps(gold_row(id="q9", answerable=False)).encode(),
            json.dumps(gold_row(id="q10", evidence=[{"page": 0, "quote": 3}, 4])).encode(),
        ]
    )
    what = faults(data)
    for expected in (
        "line 2: not JSON at column 2",
        "line 3: not a JSON object",
        "line 4: byte 9 is not UTF-8",
        "line 5: the id 'q1' is already on line 1",
        "line 6: 'language' must be one of ja, zh, en, not \"fr\"",
        "line 6: 'question' must be text that is not empty",
        "line 6: 'type' must be one of factoid,",
        "line 7: the field 'language' is missing",
        "line 7: the field 'answerable' is missing",
        "line 8: an answerable question needs at least one of 'answers'",
        "line 8: an answerable question needs 'evidence'",
        "line 9: an unanswerable question cannot have 'answers'",
        "line 9: an unanswerable question cannot have 'evidence'",
        "line 10: evidence 1 needs 'doc'",
        "line 10: evidence 1 needs 'page', a whole number from 1",
        "line 10: the 'quote' of evidence 1 must be text",
        "line 10: evidence 2 must be an object, not 4",
    ):
        assert expected in what
    assert "line 1:" not in what.replace("line 10:", "")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"answerable": "yes"}, "'answerable' must be true or false"),
        ({"answers": "9.5"}, "'answers' must be a list of texts"),
        ({"answers": [9.5]}, "'answers' must be a list of texts"),
        ({"evidence": {"doc": "a"}}, "'evidence' must be a list"),
        ({"topic": 3}, "'topic' must be text"),
        ({"all_evidence": 1}, "'all_evidence' must be true or false"),
        ({"id": 7}, "'id' must be text"),
        ({"type": ["numeric"]}, "'type' must be one of"),
        ({"type": "unanswerable"}, "cannot be of the type 'unanswerable'"),
        ({"answers": None}, "needs at least one of 'answers'"),
        ({"evidence": None}, "needs 'evidence'"),
        ({"evidence": [{"doc": "a", "page": True}]}, "needs 'page'"),
    ],
)
def test_a_faulty_field_is_named(change: dict[str, Any], expected: str) -> None:
    assert expected in faults(gold_bytes(gold_row(**change)))


def test_an_empty_file_and_a_missing_file_are_faults(tmp_path: Path) -> None:
    assert "holds no questions" in faults(b"\n \n")
    with pytest.raises(GoldSetError, match="cannot be read"):
        read_gold(tmp_path)


def test_a_file_of_another_format_does_not_flood_the_message() -> None:
    what = faults(b"a,b,c\n" * 5000)
    assert what.count("line ") == 50
    assert "and 4,950 more" in what


def test_deep_nesting_is_a_fault_like_any_other() -> None:
    assert "line 1: " in faults(b"[" * 100_000)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(gold_row())), _JSON))
def test_no_value_of_any_field_escapes_the_check(changes: dict[str, Any]) -> None:
    row = {**gold_row(), **changes}
    try:
        questions = parse_gold(json.dumps(row).encode())
    except GoldSetError:
        return
    assert [q.id for q in questions] == [row["id"]]


@given(st.binary(max_size=60))
def test_any_bytes_give_questions_or_a_gold_set_error(data: bytes) -> None:
    with pytest.raises(GoldSetError):
        parse_gold(data)
