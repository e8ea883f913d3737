"""What a collection is about: its passages clustered over all languages together, and each
cluster named by the words that set it apart, in every language that it speaks.

Clusters: spherical k-means over the passages' stored vectors, from which the mean of their
language was taken before. A multilingual model keeps a trace of the language in each vector,
and without this the first thing that clusters find is the language (Libovický, Rosa and Fraser,
"On the Language Neutrality of Pre-trained Multilingual Representations", 2020). Half of the mean
of each document is taken too: passages are embedded with their document's title, and with all
of it the clusters are the documents once more, with none of it left they are kinds of layout.

Names: class-based TF-IDF, ``tf(word, topic) * log(1 + A / f(word))`` with ``A`` the mean number
of words of a topic and ``f`` the word's count over all topics (Grootendorst, "BERTopic", 2022),
computed for each language by itself.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.document import Language
from ingest.language import fold, index_terms
from ingest.language.terms import WORD_PREFIX

if TYPE_CHECKING:
    from index import Collection, StoredPassage

__all__ = ["Topic", "TopicDocument", "cluster", "find_topics", "name_topics", "topics_json"]

Vectors = NDArray[np.float32]
Labels = NDArray[np.int64]

_WORDS = 6
"""Words that name a topic in one language."""
_MOST_TOPICS = 12
_FEW_WORDS = 200
"""A topic with at least as many words in a language is not named by one that stands in it once."""
_MOST_READ = 400
"""Passages of a topic whose words are counted; spread evenly over it."""
_LEAST_TO_CENTRE = 10
"""With fewer passages the mean of a group says more of them than of the group."""
_DOCUMENT_SHARE = 0.5
_LEAST_SHARE = 0.05
"""A topic is not named in a language that fewer of its passages have: they may be misread."""
_ROUNDS = 30
_CONTENT = {
    "ja": re.compile("^[\u30a1-\u30fa\u30fc\u3400-\u9fff]{2,}$"),
    "zh": re.compile("^[\u3400-\u9fff]{2,}$"),
    "en": re.compile("^[a-z][a-z-]{3,}$"),
}
# Numbers, counters and measures of place and time say nothing of a subject.
_EMPTY = re.compile(
    "^[〇一二三四五六七八九十百千万亿兆零两数第半约各年月日季期次个家人名元成倍页章节号以之上下左右内外前后中间]+$"
)


@dataclass(frozen=True, slots=True)
class TopicDocument:
    """A document that speaks of a topic: where, and in how many passages."""

    doc_id: str
    title: str
    path: str
    language: Language
    pages: tuple[int, ...]
    passages: int


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic, from 1, the largest first; ``words`` by language, the most telling first."""

    n: int
    words: dict[str, tuple[str, ...]]
    passages: int
    documents: tuple[TopicDocument, ...]


def find_topics(collection: Collection, *, count: int | None = None) -> list[Topic]:
    """The topics of a collection; ``count`` of them, or as many as its size suggests.

    The same collection gives the same topics.
    """
    passages = collection.passages()
    if not passages:
        return []
    vectors = collection.passage_vectors([passage.passage_id for passage in passages])
    labels = cluster(
        vectors,
        [passage.language for passage in passages],
        count or _suggest(len(passages)),
        documents=[passage.doc_id for passage in passages],
    )
    return name_topics(passages, labels)


def topics_json(topics: Sequence[Topic]) -> dict[str, Any]:
    """What ``topics --json`` prints."""
    return {
        "topics": [
            {
                "n": topic.n,
                "words": {language: list(words) for language, words in topic.words.items()},
                "passages": topic.passages,
                "documents": [
                    {
                        "doc_id": each.doc_id,
                        "title": each.title,
                        "path": each.path,
                        "language": each.language,
                        "pages": list(each.pages),
                        "passages": each.passages,
                    }
                    for each in topic.documents
                ],
            }
            for topic in topics
        ]
    }


def cluster(
    vectors: Vectors, languages: Sequence[str], count: int, *, documents: Sequence[str] = ()
) -> Labels:
    """A cluster number for each row; at most ``count`` clusters, none of them empty.

    ``languages`` and ``documents`` say to which each row belongs. Deterministic: the first centre
    is the row nearest to the mean, each further one a row that is far from the centres so far,
    though not the very farthest.
    """
    rows = _unit(_without_mean(vectors, languages, 1.0))
    if documents:
        rows = _unit(_without_mean(rows, documents, _DOCUMENT_SHARE))
    centres = _first_centres(rows, min(count, len(rows)))
    labels = np.zeros(len(rows), dtype=np.int64)
    for turn in range(_ROUNDS):
        similarity = rows @ centres.T
        found = similarity.argmax(axis=1).astype(np.int64)
        if turn and np.array_equal(found, labels):
            break
        labels = found
        for k in range(len(centres)):
            members = rows[labels == k]
            if len(members):
                centres[k] = _unit(members.mean(axis=0, keepdims=True))[0]
    _, compact = np.unique(labels, return_inverse=True)
    return compact.astype(np.int64)


def name_topics(passages: Sequence[StoredPassage], labels: Labels) -> list[Topic]:
    """Topics with their words and documents, the one with the most passages first."""
    members: dict[int, list[StoredPassage]] = defaultdict(list)
    for passage, label in zip(passages, labels.tolist(), strict=True):
        members[label].append(passage)
    words = _telling_words({label: _spread(here) for label, here in members.items()})
    order = sorted(members, key=lambda label: (-len(members[label]), label))
    return [
        Topic(n, words[label], len(members[label]), _documents(members[label]))
        for n, label in enumerate(order, start=1)
    ]


def _spread(passages: list[StoredPassage]) -> list[StoredPassage]:
    return passages[:: math.ceil(len(passages) / _MOST_READ)]


def _suggest(passages: int) -> int:
    """Grows with the square root, so that both ten pages and ten thousand give a short list."""
    return max(1, min(_MOST_TOPICS, round(math.sqrt(passages / 4))))


def _without_mean(vectors: Vectors, groups: Sequence[str], share: float) -> Vectors:
    """``vectors`` less ``share`` of the mean of their group, where the group is large enough."""
    rows = vectors.astype(np.float32, copy=True)
    names, group_of = np.unique(np.array(groups), return_inverse=True)
    for number in range(len(names)):
        here = group_of == number
        if here.sum() >= _LEAST_TO_CENTRE:
            rows[here] -= share * rows[here].mean(axis=0)
    return rows


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit


def _first_centres(rows: Vectors, count: int) -> Vectors:
    chosen = [int((rows @ rows.mean(axis=0)).argmax())]
    nearest = rows @ rows[chosen[0]]
    # The very farthest rows are odd ones out; nine tenths on the way there is a cluster's heart.
    while len(chosen) < count:
        order = np.argsort(nearest, kind="stable")
        pick = int(order[len(order) // 10])
        if pick in chosen:
            pick = next(int(row) for row in order if int(row) not in chosen)
        chosen.append(pick)
        nearest = np.maximum(nearest, rows @ rows[pick])
    return rows[chosen].copy()


def _telling_words(
    members: dict[int, list[StoredPassage]],
) -> dict[int, dict[str, tuple[str, ...]]]:
    counts = {label: _count_words(passages) for label, passages in members.items()}
    languages = sorted({language for each in counts.values() for language in each})
    named: dict[int, dict[str, tuple[str, ...]]] = {label: {} for label in members}
    for language in languages:
        total: Counter[str] = sum((each[language] for each in counts.values()), Counter())
        average = total.total() / len(members)
        for label, each in counts.items():
            texts = [p.text for p in members[label] if p.language == language]
            if not each[language] or len(texts) < _LEAST_SHARE * len(members[label]):
                continue
            size = each[language].total()
            weights = {
                word: count / size * math.log(1 + average / total[word])
                for word, count in each[language].items()
                if count > 1 or size < _FEW_WORDS
            }
            ranked = sorted(weights, key=lambda word: (-weights[word], word))
            named[label][language] = _as_written(ranked, texts)
    return named


def _count_words(passages: Sequence[StoredPassage]) -> dict[str, Counter[str]]:
    """Content words by language, folded, each once a passage so that no passage dominates."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in passages:
        if passage.language in _CONTENT:
            counts[passage.language].update(_content_words(passage.text, passage.language))
    return counts


def _content_words(text: str, language: Language) -> set[str]:
    terms = index_terms(text, language)
    if language != "en":
        terms = [t.removeprefix(WORD_PREFIX) for t in terms if t.startswith(WORD_PREFIX)]
    shape = _CONTENT[language]
    return {term for term in terms if shape.match(term) and not _EMPTY.match(term)}


def _as_written(ranked: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
    """The first words as the documents write them: folding made 経済 and 經濟 the same."""
    folded = [fold(text) for text in texts]
    words: list[str] = []
    for word in ranked:
        if len(words) == _WORDS:
            break
        if any(word in other.casefold() or other.casefold() in word for other in words):
            continue
        forms: Counter[str] = Counter()
        for text, each in zip(texts, folded, strict=True):
            at = each.text.find(word)
            if at >= 0:
                start, end = each.span(at, at + len(word))
                forms[text[start:end]] += 1
        if forms:
            words.append(min(forms, key=lambda form: (-forms[form], form)))
    return tuple(words)


def _documents(passages: Sequence[StoredPassage]) -> tuple[TopicDocument, ...]:
    by_document: dict[str, list[StoredPassage]] = defaultdict(list)
    for passage in passages:
        by_document[passage.doc_id].append(passage)
    rows = []
    for doc_id, here in by_document.items():
        languages = Counter(passage.language for passage in here)
        rows.append(
            TopicDocument(
                doc_id=doc_id,
                title=here[0].title,
                path=here[0].path,
                language=languages.most_common(1)[0][0],
                pages=tuple(sorted({passage.page for passage in here})),
                passages=len(here),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.passages, row.path)))
