"""Topics: languages together, the same every time, named with words that are in the documents."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_fakes import FakeCollection, page_of, stored

from index import StoredPassage
from service.topics import cluster, find_topics, name_topics, topics_json


def passages(texts: list[tuple[str, str]]) -> list[StoredPassage]:
    made = []
    for n, (language, text) in enumerate(texts):
        page = stored(f"{n:016x}", f"t{n}", f"{n}.pdf", language, page_of(text, geometry=False))
        made.append(page.passages[0])
    return made


def test_clusters_join_two_languages_that_speak_of_one_thing() -> None:
    rng = np.random.default_rng(0)
    subject = np.repeat([0, 1], 40)
    language = np.tile([0, 1], 40)
    # The language is a stronger trace in these vectors than the subject is.
    vectors = rng.normal(0, 0.05, (80, 16)).astype(np.float32)
    vectors[np.arange(80), subject] += 1
    vectors[np.arange(80), 4 + language] += 3
    labels = cluster(vectors, ["ja" if each == 0 else "zh" for each in language], 2)
    for each in (0, 1):
        assert len(set(labels[subject == each].tolist())) == 1
    assert len(set(labels.tolist())) == 2


@given(st.integers(1, 30), st.integers(1, 12), st.integers(0, 99))
def test_clusters_are_few_enough_never_empty_and_repeatable(n: int, k: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(n, 5)).astype(np.float32)
    labels = cluster(vectors, ["ja"] * n, k)
    assert sorted(set(labels.tolist())) == list(range(labels.max() + 1))
    assert labels.max() < min(n, k)
    assert np.array_equal(labels, cluster(vectors, ["ja"] * n, k))


def test_equal_vectors_make_one_cluster() -> None:
    assert cluster(np.ones((5, 3), np.float32), ["ja"] * 5, 3).tolist() == [0] * 5


def test_topics_are_named_with_words_as_written() -> None:
    texts = [
        ("ja", "半導体の需要が伸びた。半導体の工場を建てる。"),
        ("zh", "芯片需求增长。芯片工厂投产。"),
        ("ja", "介護の人材が足りない。介護施設を増やす。"),
        ("zh", "養老機構不足，養老服務擴大。"),
    ]
    topics = name_topics(passages(texts), np.array([0, 0, 1, 1]))
    assert [topic.n for topic in topics] == [1, 2]
    written = "".join(text for _, text in texts)
    for topic in topics:
        assert set(topic.words) == {"ja", "zh"}
        for words in topic.words.values():
            assert words
            assert all(word in written for word in words)
    assert topics[0].passages == 2
    body = topics_json(topics)["topics"][0]
    assert list(body) == ["n", "words", "passages", "documents"]
    assert body["documents"][0]["pages"] == [1]


def test_a_large_topic_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.topics._MOST_READ", 2)
    many = passages([("en", f"semiconductor factory number {n}") for n in range(9)])
    (topic,) = name_topics(many, np.zeros(9, dtype=np.int64))
    assert topic.passages == 9
    assert "semiconductor" in topic.words["en"]


def test_passages_without_a_language_are_counted_and_not_named() -> None:
    one = replace(passages([("ja", "12,345")])[0], language="und")
    (topic,) = name_topics([one], np.zeros(1, dtype=np.int64))
    assert (topic.words, topic.passages) == ({}, 1)


def test_an_empty_collection_has_no_topics() -> None:
    assert find_topics(FakeCollection([], None)) == []  # type: ignore[arg-type]
