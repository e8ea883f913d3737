"""What a question's words tell, weighed by how often their spellings stand in the collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.proximity import pair_terms
from ingest.language import canonical, fold_text
from ingest.language.glossary import spellings
from service.answering.overlap import QuestionTerms, canonical_weights, terms_of

RARE = 9.0


def weights_of(known: Mapping[str, float]) -> Mapping[str, float]:
    """As a collection has them: what it does not hold is rare."""

    class Weights(dict[str, float]):
        def __missing__(self, term: str) -> float:
            return RARE

    return Weights(known)


def weighed(terms: Sequence[str], **known: float) -> dict[str, float]:
    frequent = weights_of({fold_text(term): weight for term, weight in known.items()})
    return canonical_weights(terms, lambda asked: {term: frequent[term] for term in asked})


def test_a_word_that_stands_for_another_weighs_what_that_weighs_in_the_collection() -> None:
    """Japanese documents may have 株価収益率 on every page and never 市盈率, which stands for it"""
    assert terms_of("株価収益率") == {"市盈", "盈率"}
    frequent = {"株価": 0.5, "価収": 1.0, "収益": 0.2, "益率": 0.2}
    assert weighed(["市盈", "盈率"], **frequent) == {"市盈": 1.0, "盈率": 1.0}


def test_a_spelling_is_as_frequent_as_its_rarest_term() -> None:
    assert weighed(["市盈"], 株価=0.5, 価収=0.5, 収益=0.5)["市盈"] == RARE
    assert weighed(["市盈"], price=0.5)["市盈"] == RARE


def test_the_words_own_frequency_counts_too() -> None:
    frequent = {"株価": 3.0, "価収": 3.0, "収益": 3.0, "益率": 3.0}
    assert weighed(["市盈"], 市盈=2.0, **frequent)["市盈"] == 2.0


def test_other_terms_keep_their_weights() -> None:
    assert weighed(["量子", "ab", "営業"], 量子=4.0) == {"量子": 4.0, "ab": RARE, "営業": RARE}
    assert weighed([]) == {}


@given(st.sampled_from(sorted(spellings())), st.floats(0.1, 8.0))
def test_each_concept_is_as_frequent_as_any_of_its_spellings(concept: str, weight: float) -> None:
    for word in spellings()[concept]:
        assert canonical(word) == concept or canonical(word) != word
        known = weights_of(dict.fromkeys(pair_terms(word), weight))
        found = canonical_weights(
            sorted(pair_terms(concept)), lambda asked, known=known: {t: known[t] for t in asked}
        )
        assert set(found) == pair_terms(concept)
        assert max(found.values()) <= weight


def test_a_questions_recall_is_of_the_weights_of_the_collection() -> None:
    """A passage that lacks only the word that stands everywhere holds most of the question."""
    known = weights_of(dict.fromkeys(pair_terms("売上高"), 0.1))
    question = QuestionTerms("量子計算の売上高", lambda asked: {t: known[t] for t in asked})
    assert question.recall(terms_of("量子計算の研究")) == pytest.approx(4 / 5, abs=0.15)
    assert question.weight(terms_of("売上高")) == pytest.approx(0.3)
