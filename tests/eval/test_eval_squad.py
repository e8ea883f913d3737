"""SQuAD files become documents of one passage a page, and questions about these pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from eval_helpers import PairEmbedder, squad_article, squad_question, write_squad

from eval.formats import QuestionSet, read_squad
from eval.questions import Evidence
from eval.workspace import default_work_dir, open_question_set
from index import CollectionOptions
from ingest.errors import CollectionError, GoldSetError

NARA = "奈良は8世紀の日本の首都であった。"
KYOTO = "京都は794年に首都となった。"
SHANGHAI = "上海是中国最大的城市。"


@pytest.fixture
def squad_file(tmp_path: Path) -> Path:
    return write_squad(
        tmp_path / "dev" / "set.json",
        squad_article(
            "日本の都",
            (NARA, [squad_question("a", "8世紀の首都は?", "奈良", "奈良")]),
            (KYOTO, [squad_question("b", "京都が首都となった年は?", "794年")]),
        ),
        squad_article(
            "上海", (SHANGHAI, [squad_question("c", "上海有多少人口？", is_impossible=True)])
        ),
    )


def test_each_context_is_a_page_with_one_passage(squad_file: Path) -> None:
    squad = read_squad(squad_file)
    assert list(squad.documents) == ["日本の都", "上海"]
    cities = squad.documents["日本の都"]
    assert [(p.number, p.text) for p in cities.pages] == [(1, NARA), (2, KYOTO)]
    assert [(p.page, p.text, p.context) for p in cities.passages] == [(1, NARA, ""), (2, KYOTO, "")]
    assert (cities.language, squad.documents["上海"].language) == ("ja", "zh")
    first, second, third = squad.questions
    assert (first.answers, first.evidence) == (("奈良",), (Evidence("日本の都", 1),))
    assert second.evidence == (Evidence("日本の都", 2),)
    assert (third.answerable, third.type) == (False, "unanswerable")
    assert (third.evidence, third.asked_of) == ((), (Evidence("上海", 1),))


def test_titles_become_context_on_request(squad_file: Path) -> None:
    squad = read_squad(squad_file, titles=True)
    assert {p.context for p in squad.documents["上海"].passages} == {"上海"}


def test_a_folder_is_read_with_all_its_shards(tmp_path: Path, squad_file: Path) -> None:
    write_squad(
        tmp_path / "dev" / "deeper" / "more.json",
        squad_article("日本の都", ("鎌倉。", [squad_question("d", "どこ?", "鎌倉")])),
    )
    squad = read_squad(tmp_path / "dev")
    assert list(squad.documents) == ["日本の都", "日本の都 (2)", "上海"]
    assert {q.id for q in squad.questions} == {"a", "b", "c", "d"}


def test_more_contexts_are_indexed_without_their_questions(
    tmp_path: Path, squad_file: Path
) -> None:
    write_squad(
        tmp_path / "train" / "t.json",
        squad_article("大阪", ("大阪の城。", [squad_question("z", "何?", "城")])),
    )
    squad = read_squad(squad_file, also_index=[tmp_path / "train", squad_file])
    assert list(squad.documents) == ["日本の都", "上海", "大阪"]
    assert [q.id for q in squad.questions] == ["a", "b", "c"]
    assert list(squad.only_asked().documents) == ["日本の都", "上海"]


def test_the_same_article_twice_is_one_document(tmp_path: Path) -> None:
    path = write_squad(
        tmp_path / "s.json",
        squad_article("A/B", (NARA, [squad_question("a", "?", "奈良")])),
        squad_article("A/B", (NARA, [squad_question("b", "?", "奈良")])),
    )
    squad = read_squad(path)
    assert list(squad.documents) == ["A／B"]
    assert [q.evidence[0].doc for q in squad.questions] == ["A／B", "A／B"]


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    write_squad(
        folder / "a.json",
        {"title": "no paragraphs"},
        squad_article("empty", (" ", [])),
        squad_article(
            "questions",
            (
                NARA,
                [
                    squad_question("a", "?", "奈良"),
                    squad_question("a", "?", "奈良"),
                    squad_question("b", "?"),
                    {"id": "c"},
                ],
            ),
        ),
    )
    (folder / "b.json").write_text("{", encoding="utf-8")
    (folder / "c.json").write_text("[]", encoding="utf-8")
    (folder / "d.json").write_bytes(b'"\xff"')
    with pytest.raises(GoldSetError) as caught:
        read_squad(folder)
    for expected in (
        "a.json, article 1: there is no list 'paragraphs'",
        "a.json, article 2, paragraph 1: there is no 'context'",
        "a.json, article 3, paragraph 1: the id 'a' occurs twice",
        "a.json, article 3, paragraph 1: the question 'b' has no answers",
        "a.json, article 3, paragraph 1: a question needs 'id' and 'question'",
        "b.json: not JSON",
        "c.json: not in SQuAD format",
        "d.json: byte 2 is not UTF-8",
    ):
        assert expected in caught.value.what


def test_nothing_to_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(GoldSetError, match=r"no \.json file"):
        read_squad(tmp_path)
    with pytest.raises(GoldSetError, match="cannot be read"):
        read_squad(tmp_path / "absent.json")
    path = tmp_path / "empty.json"
    path.write_text(json.dumps({"data": []}), encoding="utf-8")
    with pytest.raises(GoldSetError, match="holds no questions"):
        read_squad(path)


@pytest.fixture
def squad(squad_file: Path) -> QuestionSet:
    return read_squad(squad_file)


@pytest.fixture
def options(tmp_path: Path) -> Iterator[CollectionOptions]:
    return CollectionOptions(data_dir=tmp_path / "never used")  # type: ignore[return-value]


def test_a_collection_is_built_once_and_kept(
    tmp_path: Path, squad: QuestionSet, options: CollectionOptions, embedder: PairEmbedder
) -> None:
    for _ in range(2):
        with open_question_set(squad, options, tmp_path / "work") as collection:
            assert {(d.title, d.pages, d.passages) for d in collection.documents()} == {
                ("日本の都", 2, 2),
                ("上海", 1, 1),
            }
    assert embedder.encoded == 3
    assert not options.data_dir.exists()


def test_other_contents_or_another_model_is_another_collection(
    tmp_path: Path, squad: QuestionSet, squad_file: Path, options: CollectionOptions
) -> None:
    work = tmp_path / "work"
    open_question_set(squad, options, work).close()
    open_question_set(squad.only_asked(), options, work).close()
    assert len(list(work.iterdir())) == 1
    open_question_set(read_squad(squad_file, titles=True), options, work).close()
    open_question_set(squad, replace(options, model_revision="2"), work).close()
    assert len(list(work.iterdir())) == 3


def test_an_interrupted_collection_is_completed(
    tmp_path: Path, squad: QuestionSet, options: CollectionOptions, embedder: PairEmbedder
) -> None:
    work = tmp_path / "work"
    open_question_set(squad, options, work).close()
    (folder,) = work.iterdir()
    from index import remove_document

    remove_document("上海", replace(options, data_dir=folder))
    with open_question_set(squad, options, work) as collection:
        assert len(collection.documents()) == 2
    assert embedder.encoded == 4


def test_a_collection_of_another_version_is_replaced(
    tmp_path: Path, squad: QuestionSet, options: CollectionOptions, embedder: PairEmbedder
) -> None:
    work = tmp_path / "work"
    open_question_set(squad, options, work).close()
    embedder.revision = "2"  # type: ignore[misc]
    with open_question_set(squad, options, work) as collection:
        assert collection.manifest.revision == "2"
    assert embedder.encoded == 6


def test_articles_that_do_not_go_in_are_an_error(
    tmp_path: Path, squad: QuestionSet, options: CollectionOptions
) -> None:
    cities = squad.documents["日本の都"]
    broken = replace(cities, passages=(replace(cities.passages[0], page=9),))
    with pytest.raises(CollectionError, match="1 documents did not go in"):
        open_question_set(QuestionSet({"x": broken}, squad.questions), options, tmp_path / "work")


def test_the_default_place_is_the_cache_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_work_dir() == tmp_path / "shutten" / "eval"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_work_dir() == Path.home() / ".cache" / "shutten" / "eval"
