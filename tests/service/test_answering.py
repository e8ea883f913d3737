"""The answer engine on a small made-up collection: cited, verified, or silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import Collection, Hit, SearchResult, StoredDocument, StoredPage, StoredPassage
from ingest.document import Page, Quality
from ingest.errors import QuestionError
from ingest.language import index_terms
from service.answering import AnswerOptions, answer, answer_from_passages, clean_question
from service.answering.candidates import Candidate, candidates
from service.answering.extractive_reader import ExtractiveReader, Features, confidence
from service.answering.question import expectation, parse_question
from service.answering.reading import Reading
from service.answering.verify import verified

TEXT = (
    "デジタル庁は2021年9月1日に設置された。初代の大臣は平井卓也である。\n"
    "中国のデジタル経済の規模は2021年に45.5兆元に達した。"
)
_DIM = 64


def _embed(texts: list[str]) -> NDArray[np.float32]:
    """Unit vectors of hashed terms: texts that share characters are near each other."""
    rows = np.zeros((len(texts), _DIM), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for term in index_terms(text, "ja"):
            row[sum(map(ord, term)) % _DIM] += 1.0
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-6), dtype=np.float32)


def _boxes(text: str) -> NDArray[np.float32]:
    rows = np.full((len(text), 4), np.nan, dtype=np.float32)
    column, line = 0, 0
    for i, c in enumerate(text):
        if c == "\n":
            column, line = 0, line + 1
            continue
        rows[i] = (72 + 10 * column, 72 + 20 * line, 82 + 10 * column, 84 + 20 * line)
        column += 1
    return rows


class OnePage:
    """What the engine uses of a collection, over one page with one passage a line."""

    def __init__(self, page: Page, kind: str = "text") -> None:
        self.stored = page
        self.passages = []
        start = 0
        for n, line in enumerate(page.text.split("\n")):
            self.passages.append(self._passage(n, start, line, kind))
            start += len(line) + 1

    def _passage(self, n: int, start: int, line: str, kind: str) -> StoredPassage:
        return StoredPassage(
            passage_id=f"d-{n}",
            doc_id="d",
            title="報告書",
            path="report.pdf",
            page=1,
            page_label="i",
            kind=cast(Any, kind),
            char_start=start,
            char_end=start + len(line),
            text=line,
            language="ja",
            heading_path=("デジタル政策",),
            context="報告書 > デジタル政策",
            rects=self.stored.rects(start, start + len(line)),
            page_size=self.stored.size,
        )

    def embed_queries(self, texts: list[str]) -> NDArray[np.float32]:
        return _embed(texts)

    def embed_passages(self, texts: list[str]) -> NDArray[np.float32]:
        return _embed(texts)

    def term_weights(self, terms: Sequence[str]) -> Mapping[str, float]:
        return {t: float(len(t)) for t in terms}

    def hits(self, query: str) -> tuple[Hit, ...]:
        vector = _embed([query])[0]
        scored = sorted(
            ((float(_embed([p.text])[0] @ vector), p) for p in self.passages),
            key=lambda pair: -pair[0],
        )
        return tuple(
            Hit(rank, min(1.0, score), p, score, score, ("lexical", "dense"))
            for rank, (score, p) in enumerate(scored, start=1)
        )

    def search(self, query: str, *, top_k: int, doc_id: str | None = None) -> SearchResult:
        return SearchResult(query, "ja", self.hits(query)[:top_k])

    def page(self, doc_id: str, number: int) -> StoredPage:
        document = StoredDocument(doc_id, "報告書", "report.pdf", "ja", 1, 2, "0" * 64, "pdf")
        return StoredPage(document, self.stored, self.passages)


def _page(**changes: Any) -> Page:
    page = Page(1, "i", TEXT, (595.0, 842.0), _boxes(TEXT), (), (), Quality(characters=len(TEXT)))
    return replace(page, **changes)


def _collection(page: Page | None = None, kind: str = "text") -> Collection:
    return cast(Collection, OnePage(page or _page(), kind))


def test_answer_quotes_the_sentence_and_its_place() -> None:
    given_answer = answer(
        _collection(),
        "デジタル庁はいつ設置されましたか",
        AnswerOptions(threshold=0.0, reader="words"),
    )
    assert given_answer.answerable
    assert given_answer.answer == "デジタル庁は2021年9月1日に設置された。"
    citation = given_answer.citations[0]
    assert citation.quote == TEXT[citation.char_start : citation.char_end]
    assert (citation.page, citation.page_label, citation.verified) == (1, "i", True)
    assert citation.rects == ((72.0, 72.0, 72.0 + 10 * len(citation.quote), 84.0),)
    assert set(given_answer.timings_ms) == {"retrieve", "answer"}


def test_a_page_is_read_once_for_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search looks at covers for a Latin name, the reader at covers and tables, the proof at
    the quoted page."""
    reads, page = list[tuple[str, int]](), OnePage.page

    def counted(self: OnePage, doc_id: str, number: int) -> StoredPage:
        reads.append((doc_id, number))
        return page(self, doc_id, number)

    monkeypatch.setattr(OnePage, "page", counted)
    given_answer = answer(
        _collection(),
        "When did the Digital Agency (デジタル庁) open?",
        AnswerOptions(threshold=0.0, reader="words"),
    )
    assert given_answer.citations
    assert reads == [("d", 1)]


def test_every_sentence_names_a_citation_that_exists() -> None:
    given_answer = answer(
        _collection(), "デジタル経済の規模", AnswerOptions(threshold=0.0, reader="words")
    )
    numbers = {c.n for c in given_answer.citations}
    assert numbers == set(range(1, len(given_answer.citations) + 1))
    assert all(set(s.citations) <= numbers and s.citations for s in given_answer.sentences)


def test_below_the_threshold_the_nearest_passages_are_shown() -> None:
    refusal = answer(
        _collection(), "火星の人口はいくらですか", AnswerOptions(threshold=1.0, reader="words")
    )
    assert not refusal.answerable
    assert refusal.answer is None
    assert refusal.sentences == ()
    assert [c.quote for c in refusal.citations] == [
        TEXT[c.char_start : c.char_end] for c in refusal.citations
    ]


def test_without_hits_there_is_no_answer() -> None:
    refusal = answer_from_passages("何ですか", [], _collection())
    assert (refusal.answerable, refusal.citations, refusal.confidence) == (False, (), 0.0)


def test_a_sentence_that_is_not_on_the_stored_page_is_dropped() -> None:
    whole = _collection()
    hits = cast(OnePage, whole).hits("デジタル庁の設置")
    changed = _collection(_page(text="別の文章" * 20, boxes=None))
    result = answer_from_passages(
        "デジタル庁の設置", hits, changed, AnswerOptions(threshold=0.0, reader="words")
    )
    assert (result.answerable, result.citations) == (False, ())


def test_an_unreadable_page_is_never_cited() -> None:
    unreadable = _collection(_page(quality=Quality(ok=False, source="none")))
    result = answer(unreadable, "デジタル庁の設置", AnswerOptions(threshold=0.0, reader="words"))
    assert (result.answerable, result.citations) == (False, ())


def test_offsets_outside_the_page_do_not_verify() -> None:
    collection = OnePage(_page())
    hit = collection.hits("デジタル")[0]
    page = collection.page("d", 1)
    assert not verified(Candidate(hit, -1, 3, TEXT[:3]), page)
    assert not verified(Candidate(hit, 0, len(TEXT) + 1, TEXT), page)
    assert not verified(Candidate(hit, 3, 3, ""), page)


def test_a_table_row_is_one_candidate_and_headings_are_none() -> None:
    rows = OnePage(_page(), kind="table_row")
    assert [c.text for c in candidates(rows.hits("平井"))] != []
    assert {c.text for c in candidates(rows.hits("平井"))} == set(TEXT.split("\n"))
    assert candidates(OnePage(_page(), kind="heading").hits("平井")) == []


def test_a_reader_can_be_put_in_place_of_the_extractive_one() -> None:
    class Last:
        def read(self, question: Any, hits: Sequence[Hit]) -> list[Reading]:
            return [Reading(candidates(hits)[-1], 0.9, "デジタル庁")]

    hits = cast(OnePage, _collection()).hits("デジタル")
    result = answer_from_passages("デジタル", hits, _collection(), reader=Last())
    assert result.answer == "デジタル庁"
    assert result.sentences[0].text == candidates(hits)[-1].text
    assert result.confidence == 0.9


def _counting_reader(found: OnePage, embedded: list[str]) -> ExtractiveReader:
    def embed(texts: list[str]) -> NDArray[np.float32]:
        embedded.extend(texts)
        return _embed(texts)

    return ExtractiveReader(_embed, embed, found.term_weights)


def test_the_reader_embeds_only_the_most_promising() -> None:
    text = "\n".join(
        f"第{i}章では政策の{i}番目の目標を述べる。その{i}年後に見直した。" for i in range(40)
    )
    many = OnePage(Page(1, "1", text, (595.0, 842.0), _boxes(text)))
    embedded: list[str] = []
    reader = _counting_reader(many, embedded)
    readings = reader.read(parse_question("7番目の目標"), many.hits("目標"))
    assert len(embedded) == len(readings) == 10
    assert reader.read(parse_question("7番目の目標"), []) == []


def test_a_whole_passage_is_not_embedded_again() -> None:
    text = "\n".join(f"第{i}章では政策の{i}番目の目標を述べる。" for i in range(40))
    many = OnePage(Page(1, "1", text, (595.0, 842.0), _boxes(text)))
    embedded: list[str] = []
    hits = many.hits("目標")
    readings = _counting_reader(many, embedded).read(parse_question("7番目"), hits)
    assert embedded == []
    assert len(readings) == 24


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("デジタル庁はいつ設置されたか", "date"),
        ("数字厅是哪一年设立的", "date"),
        ("When was it founded?", "date"),
        ("占比是多少", "percent"),
        ("高齢化の割合は", "percent"),
        ("売上高はいくらですか", "number"),
        ("人口有多少", "number"),
        ("How many cities?", "number"),
        ("住宅の耐震化率", "percent"),
        ("自己資本比率は？", "percent"),
        ("工事の効率は", "any"),
        ("現在の10a当たりの利用料", "number"),
        ("潮平市花在职业教育上的钱", "number"),
        ("入れる人の数", "number"),
        ("外贸航线有几条？", "number"),
        ("几乎没有变化的是什么？", "any"),
        ("几内亚的首都是哪里？", "any"),
        ("星期几开放？", "any"),
        ("合計特殊出生率は？", "any"),
        ("最大功率是多少？", "number"),
        ("失業率はどの国が最も高いですか", "any"),
        ("主な資産は？", "any"),
        ("失業率はいくらですか", "percent"),
        ("担当大臣は誰ですか", "any"),
        ("重要会计估计有哪几项？", "any"),
        ("哪些行业的增长率超过10%？", "any"),
        ("哪些行业增长了多少？", "percent"),
        ("哪幾個月份徵收？", "date"),
        ("延期されたのはなぜですか", "reason"),
        ("为什么没有按计划进行？", "reason"),
        ("Why was it postponed?", "reason"),
    ],
)
def test_what_a_question_asks_for(text: str, expected: str) -> None:
    assert expectation(text) == expected


def test_the_frame_of_a_question_is_not_its_subject() -> None:
    assert parse_question("売上高はいくらですか").subject == "売上高"
    assert parse_question("何ですか").subject == "何ですか"


@pytest.mark.parametrize("text", ["", "  \n", "a\0b", "\ud800", "あ" * 2001])
def test_unusable_questions_are_refused(text: str) -> None:
    with pytest.raises(QuestionError) as caught:
        clean_question(text, 2000)
    assert caught.value.hint


@given(st.tuples(*[st.floats(0, 1) for _ in range(7)]))
def test_confidence_is_a_probability(values: tuple[float, ...]) -> None:
    assert 0.0 <= confidence(Features(*values)) <= 1.0
