"""JSQuAD's and CMRC's scorers, lists, support, risk-coverage, calibration, MAP; parity."""

from __future__ import annotations

import random

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import AP, R, Success, nDCG

from eval.metrics import (
    aurc,
    average_precision,
    calibration_bins,
    cmrc_exact_match,
    cmrc_f1,
    expected_calibration_error,
    hit_at_k,
    jsquad_exact_match,
    jsquad_f1,
    list_precision,
    list_recall,
    ndcg_at_k,
    recall_at_k,
    risk_coverage,
    support_precision,
    support_recall,
)
from eval.metrics.list_overlap import list_items
from eval.metrics.support import overlap_entails


def test_parity_with_ir_measures_on_graded_random_runs() -> None:
    draw = random.Random(7)
    run: dict[str, dict[str, float]] = {}
    judged: dict[str, dict[str, int]] = {}
    for q in range(60):
        names = draw.sample([f"d{i}" for i in range(40)], draw.randint(1, 30))
        run[f"q{q}"] = {name: 1000.0 - i for i, name in enumerate(names)}
        judged[f"q{q}"] = {f"d{i}": draw.randint(0, 3) for i in range(40) if draw.random() < 0.4}
        judged[f"q{q}"]["d0"] = 1
    wanted = [m @ k for m in (R, nDCG, Success, AP) for k in (1, 3, 10, 20)]
    for found in ir_measures.pytrec_eval.iter_calc(wanted, judged, run):
        grades = judged[found.query_id]
        relevant = {d for d, g in grades.items() if g > 0}
        ranking, k = list(run[found.query_id]), found.measure.params["cutoff"]
        ours = {
            "R": recall_at_k(ranking, relevant, k),
            "nDCG": ndcg_at_k(ranking, grades, k),
            "Success": hit_at_k(ranking, relevant, k),
            "AP": average_precision(ranking, relevant, k),
        }[found.measure.NAME]
        assert ours == pytest.approx(found.value, abs=1e-9), found


def test_average_precision_counts_a_repeated_item_once() -> None:
    assert average_precision(["a", "x", "a", "b"], {"a", "b"}, 10) == (1 / 1 + 2 / 4) / 2
    assert average_precision(["x", "a", "b"], {"a", "b"}, 10, all_needed=False) == 1 / 2
    assert average_precision(["x"], set(), 10) is None
    assert hit_at_k(["x"], set(), 10) is None


def test_jsquad_keeps_japanese_marks_and_drops_ascii_ones() -> None:
    assert jsquad_exact_match("東京。", ["東京"]) == 0.0
    assert jsquad_exact_match("東京.", ["大阪", "東京"]) == 1.0
    assert jsquad_exact_match("The  Tokyo", ["tokyo"]) == 1.0
    assert jsquad_f1("東京都", ["東京"]) == 2 * (2 / 3) * (2 / 2) / (2 / 3 + 2 / 2)
    assert jsquad_f1("", [""]) == 1.0
    assert jsquad_f1("", ["東京"]) == 0.0
    assert jsquad_exact_match("x", []) is None
    assert jsquad_f1("x", []) is None


def test_cmrc_takes_its_marks_out_and_counts_the_longest_run() -> None:
    assert cmrc_exact_match("《红楼梦》", ["红楼梦"]) == 1.0
    assert cmrc_exact_match("红楼梦!", ["红楼梦"]) == 0.0
    # 北京 is the longest run of 北京市 and 在北京: P = 2/3, R = 2/3
    assert cmrc_f1("北京市", ["在北京"]) == pytest.approx(2 / 3)
    # characters in another order share a run of one
    assert cmrc_f1("京北", ["北京"]) == 1 / 2
    # Latin words and numbers are tokens: abc, 2, 年
    assert cmrc_f1("ABC 12年", ["abc 12年"]) == 1.0
    assert cmrc_f1("甲", ["乙"]) == 0.0
    assert cmrc_exact_match("x", []) is None
    assert cmrc_f1("x", []) is None


def test_lists_are_compared_item_by_item() -> None:
    assert list_items("東京、大阪および京都") == ["東京", "大阪", "京都"]
    assert list_items("1,234人、5人") == ["1234人", "5人"]
    assert list_precision("東京、福岡", ["東京、大阪、京都"]) == 1 / 2
    assert list_recall("東京、福岡", ["東京、大阪、京都"]) == 1 / 3
    assert list_recall("北京和上海", ["北京、上海"]) == 1.0
    assert list_precision("北京", ["北京"]) is None
    assert list_recall("北京", ["北京"]) is None
    assert list_precision("", ["北京、上海"]) is None
    assert list_recall("", ["北京、上海"]) == 0.0


def test_support_follows_alce() -> None:
    quote, other = "市場の規模は9.5兆円に達した", "天気は晴れ"
    sentences = [("市場の規模は9.5兆円。", [quote, other]), ("工場は熊本にある。", [other])]
    assert support_recall(sentences) == 1 / 2
    # of three quotations only the first proves its sentence, and alone
    assert support_precision(sentences) == 1 / 3
    assert support_recall([("x", [])]) == 0.0
    assert support_recall([]) is None
    assert support_precision([("x", [])]) is None


def test_two_quotations_may_be_needed_together() -> None:
    def both(premise: str, claim: str) -> bool:
        return "a" in premise and "b" in premise

    assert support_precision([("ab", ["a", "b"])], both) == 1.0
    assert support_precision([("ab", ["a", "b", "c"])], both) == 2 / 3


@pytest.mark.parametrize(
    ("premise", "claim", "holds"),
    [
        ("经济增长了三成", "經濟增長了三成", True),
        ("売上は1,234億円だった", "売上は1,235億円だった", False),
        ("契約は更新される", "契約は更新されない", False),
        ("契約は更新されない。", "契約は更新されない", True),
        ("契約は更新される", "。", False),
        ("昨年の工場の従業員は1,700人である", "工場の従業員は、1700人である", True),
    ],
)
def test_the_stand_in_for_entailment(premise: str, claim: str, holds: bool) -> None:
    assert overlap_entails(premise, claim) is holds


def test_risk_coverage_keeps_ties_together() -> None:
    points = risk_coverage([0.9, 0.5, 0.5, 0.1], [True, False, True, False])
    assert points == [(1 / 4, 0 / 1), (3 / 4, 1 / 3), (4 / 4, 2 / 4)]
    area = 0 * 1 / 4 + 1 / 3 * 2 / 4 + 2 / 4 * 1 / 4
    assert aurc([0.9, 0.5, 0.5, 0.1], [True, False, True, False]) == pytest.approx(area)
    assert aurc([], []) is None


def test_calibration_bins_and_their_error() -> None:
    confidences, correct = [0.95, 1.0, 0.15], [True, False, False]
    low, high = calibration_bins(confidences, correct)
    assert (low.low, low.high, low.n, low.accuracy) == (0.1, 0.2, 1, 0.0)
    assert (high.n, high.accuracy, high.confidence) == (2, 1 / 2, 1.95 / 2)
    expected = 2 / 3 * abs(1 / 2 - 1.95 / 2) + 1 / 3 * abs(0 - 0.15)
    assert expected_calibration_error(confidences, correct) == pytest.approx(expected)
    assert expected_calibration_error([], []) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_risk_and_calibration_stay_in_bounds(answers: list[tuple[float, bool]]) -> None:
    confidences, correct = [c for c, _ in answers], [r for _, r in answers]
    assert 0.0 <= (aurc(confidences, correct) or 0.0) <= 1.0 + 1e-9
    assert 0.0 <= (expected_calibration_error(confidences, correct) or 0.0) <= 1.0 + 1e-9
    assert risk_coverage(confidences, correct)[-1] == (1.0, correct.count(False) / len(correct))
