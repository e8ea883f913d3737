"""shutten for programs that speak the Model Context Protocol: tools that search, ask and show.

The tools return the objects of the command line's ``--json``. The official package ``mcp`` does
the talking; it is an optional extra.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, TypeVar

from ingest.errors import EmptyCollectionError, SettingsError, ShuttenError
from service.answering import clean_question
from service.answering.asking import ask as ask_collection
from service.answering.history import parse_history
from service.library import Library
from service.render import documents_json, page_json, reply_json, search_json
from service.settings import Settings

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

__all__ = ["Tools", "make_server"]

T = TypeVar("T")

_INSTRUCTIONS = (
    "Reports in Japanese, Chinese and English. `ask` answers a question with verified quotations; "
    "`search` finds passages; `list_documents` says what there is; `show_page` shows a page. Cite "
    "document, page and quotation as they are returned. When `answerable` is false, the documents "
    "do not say."
)


class Tools:
    """What the tools do, over the collection that ``settings`` name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._library = Library(settings.collection_options())

    def close(self) -> None:
        """Close the collection."""
        self._library.close()

    def search(self, query: str, top_k: int = 10, document: str = "") -> dict[str, Any]:
        """Find passages by topic or keyword, in any language. `document` narrows it to one: an id,
        a path, a file name or a title. Each hit has document, page, text and why it matched.
        """
        text = clean_question(query, self._settings.max_question_chars)
        most = max(1, min(top_k, 100))
        with self._library.borrow() as collection:
            doc_id = collection.resolve(document).doc_id if document else None
            return search_json(collection.search(text, top_k=most, doc_id=doc_id))

    def ask(
        self, question: str, document: str = "", history: list[dict[str, str]] | None = None
    ) -> dict[str, Any]:
        """Answer a question in Japanese, Chinese or English from the documents. Every sentence is
        cited with an exact quotation that was verified on its page; `answerable` is false when
        the documents do not say. `history` holds earlier turns as {"question", "answer"}, so that
        a follow-up is understood.
        """
        settings = self._settings
        turns = parse_history(history, settings.max_question_chars)
        with self._library.borrow() as collection:
            doc_id = collection.resolve(document).doc_id if document else None
            reply = ask_collection(
                collection,
                question,
                settings.answer_options(),
                history=turns,
                doc_id=doc_id,
                llm=settings.llm_options(),
            )
        return reply_json(reply)

    def list_documents(self) -> dict[str, Any]:
        """List the documents: id, title, path, language, and how many pages and passages."""
        try:
            with self._library.borrow() as collection:
                return documents_json(collection.documents())
        except EmptyCollectionError:
            return documents_json([])

    def show_page(self, document: str, page: int) -> dict[str, Any]:
        """Show a page (from 1) of a document: its text, tables and quality. `document` is an id, a
        path, a file name or a title.
        """
        with self._library.borrow() as collection:
            found = collection.resolve(document)
            return page_json(collection.page(found.doc_id, page))


def make_server(tools: Tools, log_level: str) -> MCPServer[Any]:
    """The server that offers ``tools``. ``SettingsError`` if the package is not installed."""
    try:
        from mcp.server.mcpserver import MCPServer
    except ImportError:
        raise SettingsError(
            "the package 'mcp' is not installed", hint="pip install 'shutten[mcp]'"
        ) from None
    level: Any = log_level.upper()
    server: MCPServer[Any] = MCPServer(
        "shutten", instructions=_INSTRUCTIONS, version=_version(), log_level=level
    )
    for tool in (tools.search, tools.ask, tools.list_documents, tools.show_page):
        server.add_tool(_reporting(tool), name=tool.__name__, description=_described(tool))
    return server


def _reporting(tool: Callable[..., T]) -> Callable[..., T]:
    """The tool with shutten's own errors in the form that reaches the model in words."""
    import functools

    from mcp.server.mcpserver.exceptions import ToolError

    @functools.wraps(tool)
    def call(*args: Any, **values: Any) -> T:
        try:
            return tool(*args, **values)
        except ShuttenError as error:
            raise ToolError(str(error)) from None

    return call


def _described(tool: Callable[..., object]) -> str:
    return " ".join((tool.__doc__ or "").split())


def _version() -> str:
    try:
        return version("shutten")
    except PackageNotFoundError:  # run out of a source tree that was not installed
        return "0"
