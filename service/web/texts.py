"""The words of the web page in Japanese, Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, Response, g, request

from service.page_labels import is_printed_number

__all__ = ["INTERFACES", "Texts", "html_lang", "register_texts"]

INTERFACES = {"ja": "日本語", "zh": "中文", "en": "English"}
_COOKIE = "shutten_lang"
_HTML_LANG = {"ja": "ja", "zh": "zh-Hans", "en": "en"}

# key: (ja, zh, en)
_TEXTS: dict[str, tuple[str, str, str]] = {
    "tagline": ("出典つきで答える", "每句回答都有出处", "Answers with their sources"),
    "ask": ("質問", "提问", "Ask"),
    "search": ("検索", "检索", "Search"),
    "documents": ("文書", "文档", "Documents"),
    "topics": ("話題", "主题", "Topics"),
    "interface": ("表示言語", "界面语言", "Interface language"),
    "skip": ("本文へ移動", "跳到正文", "Skip to content"),
    "question_label": ("文書への質問", "向文档提问", "A question to the documents"),
    "question_hint": (
        "日本語・中国語・英語で質問できます",
        "可用中文、日文或英文提问",
        "Ask in Japanese, Chinese or English",
    ),
    "ask_button": ("答えを探す", "查找答案", "Find the answer"),
    "search_label": ("語句や話題で探す", "按关键词或主题检索", "Search by keyword or topic"),
    "search_button": ("検索する", "检索", "Search"),
    "all_languages": ("すべての言語", "所有语言", "All languages"),
    "filter_language": ("文書の言語", "文档语言", "Language of the passage"),
    "answer": ("答え", "回答", "Answer"),
    "confidence": ("確からしさ", "置信度", "Confidence"),
    "sources": ("出典", "出处", "Sources"),
    "verified": ("原文と照合済み", "已与原文核对", "Checked against the page"),
    "no_answer": (
        "手元の文書には答えがありません",
        "这些文档中没有答案",
        "These documents do not say",
    ),
    "no_answer_hint": (
        "推測では答えません。近い箇所を挙げますので、ご自身でお確かめください。",
        "系统不做猜测。下面列出最接近的段落，请自行判断。",
        "Nothing is guessed. Here are the nearest passages, for you to judge.",
    ),
    "nearest": ("近い箇所", "最接近的段落", "Nearest passages"),
    "earlier": ("これまでの質問", "此前的问题", "Earlier questions"),
    "new_conversation": ("新しい会話を始める", "开始新的对话", "Start a new conversation"),
    "follow_hint": (
        "続けて質問できます（例：では2021年は？）",
        "可以继续追问，例如：那2021年呢？",
        "Ask on, for example: And in 2021?",
    ),
    "by_llm": (
        "言語モデルが書き、各文を原文と照合しました",
        "由语言模型撰写，每句均已与原文核对",
        "Written by a language model; each sentence was checked against its page",
    ),
    "by_documents": (
        "言語モデルの回答が使えないため、文書の文で答えています",
        "语言模型的回答无法采用，以下为文档原句",
        "The language model gave no usable answer; these are the documents' own sentences",
    ),
    "left_out": (
        "照合できない文は除きました",
        "无法核对的句子已略去",
        "sentences that could not be verified were left out",
    ),
    "searched_as": (
        "「{question}」として検索しました",
        "按“{question}”检索",
        "Searched as: {question}",
    ),
    "nothing_found": ("見つかりませんでした", "没有找到", "Nothing was found"),
    "hits": ("件の箇所", "处", "passages"),
    "page": ("{n}ページ", "第{n}页", "p. {n}"),
    "printed": ("印刷上は{label}", "印刷页码 {label}", "printed {label}"),
    "score": ("適合度", "相关度", "Score"),
    "matched_lexical": ("語句が一致", "词语匹配", "words"),
    "matched_dense": ("意味が近い", "语义相近", "meaning"),
    "lang_ja": ("日本語", "日语", "Japanese"),
    "lang_zh": ("中国語", "中文", "Chinese"),
    "lang_en": ("英語", "英语", "English"),
    "lang_und": ("言語不明", "语言不明", "unknown language"),
    "see_page": ("ページを見る", "查看页面", "See the page"),
    "close": ("閉じる", "关闭", "Close"),
    "previous": ("前のページ", "上一页", "Previous page"),
    "next": ("次のページ", "下一页", "Next page"),
    "page_text": ("ページの文字", "页面文字", "Text of the page"),
    "page_image": ("{title} {n}ページの画像", "{title} 第{n}页图像", "{title}, image of page {n}"),
    "no_image": (
        "この文書にはページ画像がありません。文字を表示します。",
        "该文档没有页面图像，显示文字。",
        "There is no page image for this document; here is its text.",
    ),
    "not_citable": (
        "このページの文字は読み取れないため、引用されません。",
        "该页文字无法可靠读取，不会被引用。",
        "The text of this page could not be read reliably and is never cited.",
    ),
    "loading": ("文書を読んでいます…", "正在查阅文档…", "Reading the documents…"),
    "failed": ("うまくいきませんでした", "出错了", "That did not work"),
    "unreachable": (
        "サーバーに接続できません。動作を確認してもう一度お試しください。",
        "无法连接服务器，请确认其正在运行后重试。",
        "The server cannot be reached. Check that it is running and try again.",
    ),
    "empty_title": ("まだ文書がありません", "还没有文档", "No documents yet"),
    "empty_hint": (
        "PDF、Word、PowerPoint、Excel、HTMLなどの文書を追加すると、質問できるようになります。",
        "添加 PDF、Word、PowerPoint、Excel、HTML 等文档后即可提问。",
        "Add reports (PDF, Word, PowerPoint, Excel, HTML …), and you can ask about them.",
    ),
    "add_documents": ("文書を追加", "添加文档", "Add documents"),
    "choose_files": ("ファイルを選ぶ", "选择文件", "Choose files"),
    "drop_hint": (
        "またはここにドロップ（1ファイル {limit} MB まで）",
        "或拖放到此处（每个文件最大 {limit} MB）",
        "or drop them here (up to {limit} MB each)",
    ),
    "uploading": ("読み込んでいます…", "正在读取…", "Reading…"),
    "added": ("追加しました", "已添加", "Added"),
    "known": ("すでにあります", "已存在", "Already here"),
    "remove": ("削除", "删除", "Remove"),
    "remove_confirm": (
        "「{title}」を削除しますか？",
        "要删除“{title}”吗？",
        "Remove “{title}”?",
    ),
    "col_title": ("題名", "标题", "Title"),
    "col_pages": ("ページ", "页数", "Pages"),
    "col_passages": ("箇所", "段落", "Passages"),
    "warnings": ("注意", "注意", "Notes"),
    "topics_hint": (
        "文書の内容を言語をまたいでまとめたものです。",
        "跨语言归纳的文档内容。",
        "What the documents are about, across their languages.",
    ),
    "topic_passages": ("{n}箇所", "{n}段", "{n} passages"),
    "one_machine": (
        "このコンピューターの中だけで動作します",
        "仅在本机运行",
        "Runs on this machine only",
    ),
    "back": ("戻る", "返回", "Back"),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The words in one language: ``t("ask")``, ``t("page", n=3)``."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        text = _TEXTS[key][("ja", "zh", "en").index(self.language)]
        return text.format(**values) if values else text

    def place(self, page: int, label: str) -> str:
        """Where to look: the page of the file, and the printed number or the sheet's name if it
        is another."""
        text = self("page", n=page)
        if label in ("", str(page)):
            return text
        printed = self("printed", label=label) if is_printed_number(label) else label
        return f"{text} ({printed})" if self.language == "en" else f"{text}（{printed}）"

    @property
    def html_lang(self) -> str:
        """The value of the page's ``lang`` attribute."""
        return _HTML_LANG[self.language]


def html_lang(language: str, text: str) -> str:
    """The ``lang`` attribute for a document's text, so that it is drawn with the right glyphs."""
    if language != "zh":
        return language if language in ("ja", "en") else ""
    from ingest.language import script_variant

    return "zh-Hant" if script_variant(text) == "hant" else "zh-Hans"


def register_texts(app: Flask) -> None:
    """Choose the interface language of each request: ``?lang=``, cookie, ``Accept-Language``."""

    @app.before_request
    def choose() -> None:
        g.texts = Texts(_chosen())

    @app.context_processor
    def names() -> dict[str, object]:
        return {
            "t": g.texts,
            "interfaces": INTERFACES,
            "html_lang": html_lang,
            "switch_url": _switch_url,
        }

    @app.after_request
    def remember(response: Response) -> Response:
        asked = request.args.get("lang")
        if asked in INTERFACES:
            response.set_cookie(
                _COOKIE, asked, max_age=365 * 24 * 3600, httponly=True, samesite="Lax"
            )
        response.headers.add("Vary", "Accept-Language, Cookie")
        return response


def _switch_url(language: str) -> str:
    """The address of this page in another interface language."""
    values = {name: value for name, value in request.args.items() if name != "fragment"}
    return f"?{urlencode({**values, 'lang': language})}"


def _chosen() -> str:
    for name in (request.args.get("lang"), request.cookies.get(_COOKIE)):
        if name in INTERFACES:
            return name
    for tag, _ in request.accept_languages:
        base = tag.lower().split("-")[0]
        if base in INTERFACES:
            return base
    return "en"
