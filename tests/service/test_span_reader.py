"""The trained reader's path, with a model that points where the test says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from small_tables import small_table

from index import Collection, Hit, StoredDocument, StoredPage, StoredPassage
from ingest.document import Cell, Language, Page, PassageKind, Table
from ingest.errors import ModelError, NotFoundError
from service.answering import AnswerOptions, answer_from_passages
from service.answering.asked_unit import other_unit
from service.answering.evidence import Evidence, confidences, leads, scores
from service.answering.extractive_reader import ExtractiveReader
from service.answering.names import missing_names
from service.answering.overlap import QuestionTerms
from service.answering.question import parse_question
from service.answering.reader_model import SpanReader, SpanReading, Text
from service.answering.readers import (
    default_threshold,
    describe_reader,
    make_reader,
    threshold_of,
)
from service.answering.span_reader import READ_BY_MODEL, TrainedReader

SENTENCES = "第1章 制度\n個人情報保護法は2021年11月1日に施行された。同法は三つの法律の一つである。"
ROW = "売上高 | 46,731 | 49,856"


class Pointing:
    """A model that points at ``words`` wherever they stand and finds nothing elsewhere."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.read_texts: list[Text] = []

    def read(self, question: str, passages: Sequence[Text]) -> list[SpanReading]:
        self.read_texts += passages
        found = []
        for passage in passages:
            at = passage.text.find(self.words)
            if at < 0:
                found.append(SpanReading(0, 1, -6.0, 0.02, 0.01))
            else:
                found.append(SpanReading(at, at + len(self.words), 5.0, 0.95, 0.9))
        return found


def _weights(terms: Sequence[str]) -> Mapping[str, float]:
    return {term: float(len(term)) for term in terms}


def _passage(
    text: str, kind: PassageKind = "text", context: str = "", language: Language = "ja", n: int = 1
) -> StoredPassage:
    return StoredPassage(
        f"p{n}", "d", "報告書", "r.pdf", n, str(n), kind, 0, len(text), text, language, (),
        context, [], None,
    )  # fmt: skip


def _hits(*passages: StoredPassage) -> tuple[Hit, ...]:
    return tuple(
        Hit(rank, 1.0 / rank, p, 0.85, 1.0 / rank, ("lexical", "dense"))
        for rank, p in enumerate(passages, start=1)
    )


def _row_page() -> Page:
    cells, start = [], 0
    for word in ROW.split(" | "):
        cells.append(Cell(word, start, start + len(word)))
        start += len(word) + 3
    table = Table(
        rows=(tuple(cells),), header_rows=0, header_columns=1, unit="単位：百万円",
        column_heads=("項目", "前期", "当期"),
    )  # fmt: skip
    return Page(1, "1", ROW, tables=(table,))


def _stored(page: Page) -> StoredPage:
    document = StoredDocument("d", "報告書", "r.pdf", "ja", 1, 1, "0" * 64, "pdf")
    return StoredPage(document, page, [])


def _reader(model: Pointing, page: Page | None = None) -> TrainedReader:
    stored = _stored(page or Page(1, "1", SENTENCES))
    return TrainedReader(cast(SpanReader, model), _weights, lambda doc_id, number: stored)


def test_the_answer_is_the_span_and_the_candidate_its_sentence() -> None:
    hits = _hits(_passage(SENTENCES))
    (reading,) = _reader(Pointing("11月1")).read(
        parse_question("個人情報保護法はいつ施行されましたか"), hits
    )
    assert reading.answer == "2021年11月1日"
    assert reading.candidate.text == "個人情報保護法は2021年11月1日に施行された。"
    start, end = reading.candidate.start, reading.candidate.end
    assert SENTENCES[start:end] == reading.candidate.text


class PointingTwice(Pointing):
    """One that would point at ``second`` in another sentence."""

    def __init__(self, words: str, second: str, margin: float) -> None:
        super().__init__(words)
        self.second, self.margin = second, margin

    def read(self, question: str, passages: Sequence[Text]) -> list[SpanReading]:
        found = super().read(question, passages)
        places = [passage.text.find(self.second) for passage in passages]
        return [
            replace(reading, other=(at, at + len(self.second), self.margin))
            for reading, at in zip(found, places, strict=True)
        ]


@pytest.mark.parametrize(("margin", "candidates"), [(3.0, 2), (-9.0, 1)])
def test_the_second_best_sentence_is_a_candidate_too(margin: float, candidates: int) -> None:
    """A model that points at the date of the sentence before is not the last word."""
    text = "西部標準時は1896年に定められた。西部標準時は1937年に廃止された。"
    found = _reader(PointingTwice("1896年", "1937年", margin)).find(
        parse_question("西部標準時が廃止されたのは何年ですか"), _hits(_passage(text))
    )
    assert [f.answer for f in found] == ["1896年", "1937年"][:candidates]
    if candidates == 2:
        assert found[1].evidence.near > found[0].evidence.near
        assert found[1].evidence.agreed == 0.0


def test_a_second_sentence_that_says_the_same_is_no_candidate() -> None:
    text = "1937年に廃止された。廃止は1937年のことである。"
    model = PointingTwice("1937年", "1937年", 3.0)
    found = _reader(model).find(parse_question("廃止は何年ですか"), _hits(_passage(text)))
    assert [f.answer for f in found] == ["1937年"]


def test_a_bullet_is_no_part_of_the_sentence() -> None:
    text = "■ 初代大臣は平井卓也。\n■ 長は内閣総理大臣。"
    (reading,) = _reader(Pointing("平井卓也")).read(
        parse_question("初代大臣は誰ですか"), _hits(_passage(text))
    )
    assert reading.candidate.text == "初代大臣は平井卓也。"
    assert text[reading.candidate.start : reading.candidate.end] == reading.candidate.text


def test_a_reason_is_the_sentence_that_gives_it() -> None:
    text = (
        "工事の難所は高輪の海辺であった。兵部省が土地の引き渡しを拒んだため、"
        "鉄道は海の中に石垣を築いて通すことになった。"
    )
    (reading,) = _reader(Pointing("高輪の海辺")).read(
        parse_question("鉄道が海の中に石垣を築いて通されたのはなぜですか。"), _hits(_passage(text))
    )
    assert reading.answer.startswith("兵部省が土地の引き渡しを拒んだため")


def test_the_answer_of_a_row_is_its_cell_with_the_unit() -> None:
    hits = _hits(_passage(ROW, "table_row", "項目 | 前期 | 当期\n単位：百万円"))
    (reading,) = _reader(Pointing("46,731"), _row_page()).read(
        parse_question("当期の売上高はいくらですか"), hits
    )
    assert reading.answer == "49,856百万円"  # the column head outweighs the model
    assert reading.candidate.text == ROW


def test_a_number_is_no_reason() -> None:
    question = parse_question("売上高が増えたのはなぜですか")
    hits = _hits(_passage(ROW, "table_row", context="連結経営成績"))
    assert _reader(Pointing("49,856"), _row_page()).read(question, hits) == []
    question = parse_question("売上高が増えた理由のうち、売上高はいくらですか")
    (reading,) = _reader(Pointing("49,856"), _row_page()).read(question, hits)
    assert reading.answer == "49,856百万円"


def test_a_row_whose_grid_is_not_there_is_read_as_text() -> None:
    hits = _hits(_passage(ROW, "table_row"))
    (reading,) = _reader(Pointing("49,856"), Page(1, "1", ROW)).read(
        parse_question("売上高はいくらですか"), hits
    )
    assert reading.answer == "49,856"


def test_only_the_first_hits_are_read_by_the_model_and_headings_never() -> None:
    many = [_passage(f"第{n}の文である。", n=n) for n in range(1, 16)]
    model = Pointing("文")
    heading = _passage("見出し", "heading", n=99)
    readings = _reader(model).read(parse_question("何の文ですか"), _hits(heading, *many))
    assert len(model.read_texts) == READ_BY_MODEL
    assert all(text.text != "見出し" for text in model.read_texts)
    assert len(readings) == READ_BY_MODEL


def test_agreement_of_two_passages_is_told() -> None:
    hits = _hits(
        _passage("首相は田中角栄である。", n=1),
        _passage("田中角荣首相访问北京。", language="zh", n=2),
        _passage("無関係な文章である。", n=3),
    )

    class Each(Pointing):
        def read(self, question: str, passages: Sequence[Text]) -> list[SpanReading]:
            words = ("田中角栄", "田中角荣", "無関係")
            return [
                SpanReading(p.text.find(w), p.text.find(w) + len(w), 3.0, 0.9, 0.8)
                for p, w in zip(passages, words, strict=True)
            ]

    found = _reader(Each("")).find(parse_question("首相は誰ですか"), hits)
    assert [f.evidence.agreed for f in found] == [1.0, 1.0, 0.0]


def test_a_name_that_stands_nowhere_speaks_against_a_passage() -> None:
    question = parse_question("広州と福岡が友好都市になったのはいつですか。")
    terms = QuestionTerms(question.subject, _weights)
    both = missing_names(question, "广州与福冈缔结友好城市关系", "zh", terms)
    neither = missing_names(question, "天津与神户缔结友好城市关系", "zh", terms)
    assert both < 0.1 < 0.3 < neither
    assert missing_names(question, "", "en", terms) == 0.0  # Han names are not looked for there


def test_numbers_and_latin_names_are_looked_for_in_every_language() -> None:
    question = parse_question("How many stations did NTT Docomo run with 50 partners?")
    terms = QuestionTerms(question.subject, _weights)
    assert missing_names(question, "NTT Docomoは50社と", "ja", terms) == 0.0
    assert missing_names(question, "楽天は30社と", "ja", terms) == 1.0


@pytest.mark.parametrize(
    ("question", "passage", "language", "missing"),
    [
        ("日本对华日元贷款的累计金额是多少？", "対中ODAの累計", "ja", False),  # written in Japan
        ("中国の対日輸出は？", "日中貿易の統計", "ja", False),
        ("2022年に滴滴（DiDi）に科された罰金は？", "对滴滴全球处以80.26亿元罚款", "zh", False),
        ("聯華電子（UMC）の売上高は？", "台積電的營收", "zh", True),
        ("日本のキャッシュレス決済比率は？", "キャッシュレス決済比率の推移", "ja", False),
        ("總容量是多少億立方公尺？", "翡翠水庫的容量", "zh", False),
        ("旱象燈號分為哪四種？", "綠燈、黃燈、橙燈與紅燈", "zh", False),
        ("What were Qinglan's total assets?", "青岚传动资产总计", "zh", False),
        ("What was the profit of LINE Yahoo?", "青岚传动营业利润", "zh", True),
    ],
)
def test_what_is_missing_from_a_passage(
    question: str, passage: str, language: Language, missing: bool
) -> None:
    parsed = parse_question(question)
    terms = QuestionTerms(parsed.subject, _weights)
    assert (missing_names(parsed, passage, language, terms) > 0.0) is missing


def test_more_evidence_ranks_higher_and_is_surer() -> None:
    values: dict[str, Any] = dict.fromkeys(Evidence.__dataclass_fields__, 0.5)
    low, high = Evidence(**{**values, "relevance": -1.0}), Evidence(**{**values, "relevance": 1.0})
    assert scores([low, high])[0] < scores([low, high])[1]
    less, more = confidences([low, high])
    assert 0.0 < less < more < 1.0
    assert confidences([]) == []


def test_a_lead_is_over_the_best_of_the_others() -> None:
    assert leads([1.0, 3.0, 2.5]) == [-2.0, 0.5, -0.5]
    assert leads([1.0]) == [5.0]
    assert leads([9.0, 1.0]) == [5.0, -5.0]


class _Words:
    """What the readers use of a collection."""

    def embed_queries(self, texts: list[str]) -> None: ...
    def embed_passages(self, texts: list[str]) -> None: ...
    def term_weights(self, terms: Sequence[str]) -> Mapping[str, float]:
        return _weights(terms)


def test_readers_by_name() -> None:
    collection = cast(Collection, _Words())
    page_of = cast(Any, None)
    words = make_reader(collection, page_of, "words")
    assert isinstance(words, ExtractiveReader)
    assert default_threshold("words") == threshold_of(words, AnswerOptions())
    assert describe_reader("words") == "without a trained model"
    assert threshold_of(words, AnswerOptions(threshold=0.7)) == 0.7
    assert 0.0 < threshold_of(words, AnswerOptions()) < 1.0


def test_a_named_file_of_weights_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "reader.safetensors"
    broken.write_bytes(b"no weights")
    for path in (broken, tmp_path / "missing.safetensors"):
        with pytest.raises(ModelError) as caught:
            make_reader(cast(Collection, _Words()), cast(Any, None), str(path))
        assert caught.value.hint
        with pytest.raises(ModelError):
            describe_reader(str(path))


def test_the_engine_gives_short_answer_sentence_and_citation() -> None:
    hits = _hits(_passage(SENTENCES))
    stored = _stored(Page(1, "1", SENTENCES))

    class OnePage(_Words):
        def page(self, doc_id: str, number: int) -> StoredPage:
            return stored

    given = answer_from_passages(
        "個人情報保護法はいつ施行されましたか", hits, cast(Collection, OnePage()),
        AnswerOptions(threshold=0.0), reader=_reader(Pointing("2021年11月1日")),
    )  # fmt: skip
    assert given.answer == "2021年11月1日"
    assert [s.text for s in given.sentences] == ["個人情報保護法は2021年11月1日に施行された。"]
    assert given.citations[0].quote == given.sentences[0].text
    assert given.citations[0].verified


def test_a_document_without_its_first_page_is_answered_from_all_the_same() -> None:
    stored = _stored(Page(2, "2", SENTENCES))

    def page_of(doc_id: str, number: int) -> StoredPage:
        if number != 2:
            raise NotFoundError(f"there is no page {number}")
        return stored

    reader = TrainedReader(cast(SpanReader, Pointing("11月1")), _weights, page_of)
    question = parse_question("個人情報保護法はいつ施行されましたか")
    (reading,) = reader.read(question, _hits(_passage(SENTENCES, n=2)))
    assert reading.answer == "2021年11月1日"


def test_the_sentence_that_gives_the_whole_name_is_cited_too() -> None:
    text = "家元に生まれた渋川春海は暦をつくった。その後、春海が任じられた。"

    class Second(Pointing):
        def read(self, question: str, passages: Sequence[Text]) -> list[SpanReading]:
            at = passages[0].text.rindex(self.words)
            return [SpanReading(at, at + len(self.words), 5.0, 0.95, 0.9)]

    reader = _reader(Second("春海"), Page(1, "1", text))
    (reading,) = reader.read(parse_question("任じられたのは誰ですか"), _hits(_passage(text)))
    assert reading.answer == "渋川春海"
    assert reading.candidate.text == "その後、春海が任じられた。"
    assert [c.text for c in reading.support] == ["家元に生まれた渋川春海は暦をつくった。"]


def test_what_one_way_of_searching_has_in_front_is_read_too() -> None:
    many = _hits(*(_passage(f"第{n}の文である。", n=n) for n in range(1, 31)))
    by_words = [replace(h, lexical=1.0) if h.rank == 25 else h for h in many]
    by_meaning = [replace(h, dense=0.99) if h.rank == 30 else h for h in by_words]
    model = Pointing("文")
    _reader(model).read(parse_question("何の文ですか"), by_meaning)
    read = [text.text for text in model.read_texts]
    assert len(read) == READ_BY_MODEL + 2
    assert read[-2:] == ["第25の文である。", "第30の文である。"]


def test_an_amount_and_a_share_of_one_row() -> None:
    rows = (("年", "売上高", "前年比"), ("2021年", "94,994", "17.7"))
    table, text = small_table(rows, unit="単位：億元、％")
    page = Page(1, "1", text, tables=(table,))
    start, end = table.rows[1][0].char_start, table.rows[1][-1].char_end
    row = replace(_passage(text[start:end], "table_row"), char_start=start, char_end=end)
    asked = parse_question("2021年の売上高はいくらで、前年比は何％ですか。")
    best = _reader(Pointing("17.7"), page).read(asked, _hits(row))[0]
    assert best.answer == "94,994億元、17.7%"


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("中国は日本の何倍ですか。", "24,769億ドル", True),
        ("中国は日本の何倍ですか。", "2.16倍", False),
        ("中国は日本の何倍ですか。", "2.16", False),
        ("売上高は何百万円ですか。", "3億ドル", False),
        ("利用者は何人ですか。", "20％", True),
    ],
)
def test_a_unit_that_nothing_is_converted_to(question: str, answer: str, other: bool) -> None:
    assert other_unit(question, answer) is other
