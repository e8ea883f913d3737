"""Whose report a document is by its cover, and where a question names them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.language import fold_text
from service.answering import owners
from service.answering.owners import Owner, asked_name, owner_of, with_its_name

COVER = "有価証券報告書\n【会社名】青嶺計測工業株式会社\n【英訳名】Aomine Instruments Co., Ltd."
AOMINE = owner_of(COVER)


def asked(question: str, owner: Owner = AOMINE) -> str | None:
    """The words of ``question`` that name ``owner``."""
    place = asked_name(question, owner)
    return None if place is None else question[slice(*place)]


# --- covers ---


def test_a_cover_names_its_company_in_two_scripts() -> None:
    wanted = Owner((fold_text("青嶺計測工業"),), ("aomine instruments",), "青嶺計測工業")
    assert wanted == AOMINE


@pytest.mark.parametrize(
    ("cover", "shown"),
    [
        ("青岭计测工业股份有限公司\n2023年年度报告", "青岭计测工业"),
        ("青嶺計測工業股份有限公司 年報", "青嶺計測工業"),
        ("青岭计测集团股份有限公司", "青岭计测"),
        ("青岭计测集团公司社会责任报告", "青岭计测"),
        ("株式会社青嶺計測\n統合報告書", "青嶺計測"),
        ("会社名株式会社青嶺計測", "青嶺計測"),
        ("㈱青嶺計測　統合報告書", "青嶺計測"),
        ("青嶺計測（株）", "青嶺計測"),
        ("青嶺計測(株)東京支店", "青嶺計測"),
        ("ｶﾞﾘﾚｵ精機株式会社", "ガリレオ精機"),
        ("一般財団法人青嶺経済研究所", "青嶺経済研究所"),
        ("当社の親会社は青嶺計測工業株式会社である。", "青嶺計測工業"),
        ("青嶺計測工業株式会社代表取締役社長　青嶺太郎", "青嶺計測工業"),
        ("青嶺計測工業株式会社有価証券報告書", "青嶺計測工業"),
        ("2023年度青嶺計測工業株式会社統合報告書", "青嶺計測工業"),
        ("第62期四半期報告書青嶺計測工業株式会社", "青嶺計測工業"),
        ("2024年青岭计测工业股份有限公司年度报告", "青岭计测工业"),
        ("证券简称：青岭计测 证券代码：X60915", "青岭计测"),
        ("本田技研工業株式会社", "本田技研工業"),
        ("本多電機株式会社", "本多電機"),
        ("第一生命保険株式会社", "第一生命保険"),
    ],
)
def test_a_name_is_found_in_every_form(cover: str, shown: str) -> None:
    owner = owner_of(cover)
    assert owner.shown == shown
    assert owner.han[0] == fold_text(shown)
    assert len(owner.han) == 1


@pytest.mark.parametrize(
    ("cover", "latin"),
    [
        (
            "（英訳名　Ａｏｍｉｎｅ　Ｉｎｓｔｒｕｍｅｎｔｓ　Ｃｏ．，　Ｌｔｄ．）",
            "aomine instruments",
        ),
        ("Annual Report Aomine Instruments Inc.", "aomine instruments"),
        ("Report of Aomine & Sons Corporation for 2023", "aomine & sons"),
        ("AOMINE HOLDINGS", "aomine"),
        ("The Aomine Group", "the aomine"),
    ],
)
def test_a_name_in_latin_letters_is_found(cover: str, latin: str) -> None:
    assert owner_of(cover).latin == (latin,)


@pytest.mark.parametrize(
    "cover",
    [
        "",
        "令和5年版　情報通信白書\n総務省",
        "日中協力報告書　中日合作报告\n五十年の歩みと環境・産業・人の往来",
        "数字中国发展白皮书\n规模、设施、制度与应用（1994—2024）",
        "臺灣水資源與半導體產業報告\n2025 年 5 月",
        "本公司及子公司的经营情况。本报告中的公司均为虚构。",
        "2023年中国上市公司发展报告",
        "中国银行业\n保险公司与证券公司的经营情况",
        "其子公司、该公司、各公司、全资子公司、国有企业集团、跨国公司",
        "以下简称公司",
        "股票简称 股票代码\n600123",
        "当社及び連結子会社の状況",
        "この会社は実在しません。",
        "みずほ信託銀行株式会社",
        "株式会社三菱UFJ銀行",
        "株式会社三菱ふそう",
        "NTTデータ株式会社",
        "Digital economy in Asia\nAnnual report of the ministry",
    ],
)
def test_ordinary_covers_and_halves_of_names_name_no_owner(cover: str) -> None:
    assert owner_of(cover).han == ()
    assert owner_of(cover).shown == ""
    assert owner_of(cover).latin == ()


def test_ordinary_words_are_written_as_they_are_folded() -> None:
    assert fold_text(owners._ORDINARY.pattern) == owners._ORDINARY.pattern


# --- questions ---


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("青嶺計測工業の売上高はいくらですか。", "青嶺計測工業"),
        ("青嶺計測工業株式会社の本社は？", "青嶺計測工業"),
        ("青岭计测工业2023年的营业收入是多少？", "青岭计测工业"),
        ("青嶺計測工業的營業收入是多少？", "青嶺計測工業"),
        ("青岭计测的营业收入是多少？", "青岭计测"),
        ("2023年、青嶺の純利益は？", "青嶺"),
        ("What was the revenue of Aomine Instruments in 2023?", "Aomine Instruments"),
        ("AOMINE INSTRUMENTS' revenue?", "AOMINE INSTRUMENTS"),
        ("What was Aomine's revenue?", "Aomine"),
        ("Ａｏｍｉｎｅの売上高は？", "Ａｏｍｉｎｅ"),
        ("Aomineの売上高は？", "Aomine"),
        ("当社の売上高は？", None),
        ("計測工業の売上高は？", None),
        ("赤嶺計測工業の売上高は？", None),
        ("What was the revenue of Aominex Instruments?", None),
        ("What do instruments cost?", None),
        ("", None),
    ],
)
def test_a_question_names_the_owner_in_full_in_short_or_in_the_other_script(
    question: str, named: str | None
) -> None:
    assert asked(question) == named


@pytest.mark.parametrize(
    ("company", "question", "named"),
    [
        ("日本半導体株式会社", "日本の人口は？", None),
        ("日本半導体株式会社", "日本半导体の売上高は？", "日本半导体"),
        ("半导体制造股份有限公司", "半导体的产量是多少？", None),
        ("半导体制造股份有限公司", "半导体制造的营业收入是多少？", "半导体制造"),
        ("東京計器株式会社", "東京の人口は？", None),
        ("国家电网有限公司", "国家的政策是什么？", None),
        ("国家电网有限公司", "国家电网的营业收入是多少？", "国家电网"),
        ("国際石油開発株式会社", "国際石油価格は？", None),
        ("第一生命保険株式会社", "第一位の株主は誰ですか。", None),
        ("新電子工業株式会社", "新電子マネーの利用者数は？", None),
        ("東京電力ホールディングス株式会社", "東京電力の売上高は？", "東京電力"),
        ("日本ホールディングス株式会社", "日本の売上高は？", None),
        ("青嶺グループ株式会社", "青嶺の売上高は？", "青嶺"),
        ("ガリレオ精機株式会社", "ガリウムの生産量は？", None),
        ("ガリレオ精機株式会社", "ｶﾞﾘﾚｵの売上高は？", "ｶﾞﾘﾚｵ"),
        ("ガリレオ精機株式会社", "アガリレオの売上高は？", None),
        ("ガリレオ株式会社", "ガリレオグループの売上高は？", "ガリレオ"),
    ],
)
def test_a_beginning_that_is_a_word_of_its_own_does_not_count(
    company: str, question: str, named: str | None
) -> None:
    assert asked(question, owner_of(company)) == named


@pytest.mark.parametrize(
    ("company", "question", "named"),
    [
        ("The Aomine Group", "What was the profit?", None),
        ("The Aomine Group", "What did the Aomine make?", "the Aomine"),
        ("Tokyo Electron Limited", "What is the population of Tokyo?", None),
        ("Tokyo Electron Limited", "What was Tokyo Electron's profit?", "Tokyo Electron"),
        ("First Pacific Aomine Inc.", "Which was the first Pacific port?", None),
        ("General Electric Company", "What is the general trend?", None),
        ("General Electric Company", "What did General Electric sell?", "General Electric"),
        ("National Corp.", "What is the national budget?", None),
        ("This Company", "What does this report say?", None),
        ("Listed Company", "How many listed companies are there?", None),
        ("A. O. Smith Corporation", "What were the exports of the U.S.A. in 2020?", None),
        ("A. O. Smith Corporation", "What did A. O. Smith sell?", "A. O. Smith"),
        ("ABC Inc.", "What is the ABC of trade?", None),
    ],
)
def test_a_common_first_word_in_latin_letters_does_not_count(
    company: str, question: str, named: str | None
) -> None:
    assert asked(question, owner_of(company)) == named


def test_the_longest_of_several_names_is_the_place() -> None:
    owner = owner_of("青嵐精密伝動株式会社\n略称：青嵐伝動")
    assert [*owner.han] == [fold_text("青嵐精密伝動"), fold_text("青嵐伝動")]
    assert asked("青嵐伝動の売上高は？", owner) == "青嵐伝動"


# Characters of which one folds to several, several to one, or one to none.
ODD = st.text("㈱ｶﾞ①Ⅷ㌔が\u200b\ufe0f﷽ 、は年のa", max_size=12)
NAMES = st.sampled_from(
    ("青嶺計測工業", "青岭计测工业", "青\u200b嶺計測", "青岭", "Ａomine", "AOMINE")
)


@given(ODD, NAMES, ODD)
def test_the_place_is_that_of_the_question_as_it_is_written(
    before: str, name: str, after: str
) -> None:
    question = f"{before}、{name}、{after}"
    named = asked(question)
    assert named is not None
    assert fold_text(named) == fold_text(name)
    assert question.index(named) == len(before) + 1


@given(ODD, ODD)
def test_no_place_without_the_name(before: str, after: str) -> None:
    assert asked(before + after) is None
    assert with_its_name(before + after, AOMINE) == before + after


PIECES = st.lists(
    st.sampled_from(
        ["青嶺", "計測", "ガ", "ー", "々", "株式会社", "㈱", "公司", "有限公司", "集团",
         "ホールディングス", "本", "の", "は", "日本", "上市", "简称", "：", " ", "\n", "第2期",
         "年度报告", "A", "Aomine", " Inc", ".", "\u200b", "か\u3099"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=400)
@given(st.one_of(PIECES, st.text(max_size=60)))
def test_any_cover_has_names_that_stand_in_it(cover: str) -> None:
    owner = owner_of(cover)
    assert all(name in fold_text(cover) for name in owner.han)
    assert bool(owner.han) is bool(owner.shown)
    assert not owner.shown or asked_name(owner.shown, owner) == (0, len(owner.shown))


# --- the name in its place ---


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What was the revenue of Aomine Instruments in 2023?",
         "What was the revenue of 青嶺計測工業 in 2023?"),
        ("Aomineの売上高は？", "青嶺計測工業の売上高は？"),
        ("Ａｏｍｉｎｅの売上高は？", "青嶺計測工業の売上高は？"),
        ("青岭计测的营业收入是多少？", "青岭计测的营业收入是多少？"),
        ("What was the revenue?", "What was the revenue?"),
    ],
)  # fmt: skip
def test_a_latin_name_is_said_as_the_report_says_it(question: str, told: str) -> None:
    assert with_its_name(question, AOMINE) == told


def test_without_a_name_in_han_characters_the_question_stays() -> None:
    question = "What was Aomine's revenue?"
    assert with_its_name(question, Owner(latin=("aomine",))) == question
