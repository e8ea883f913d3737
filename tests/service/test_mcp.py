"""``shutten mcp`` as a real client of the protocol sees it, over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import SettingsError
from service.mcp_server import Tools, make_server
from service.settings import load_settings

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters

ROOT = Path(__file__).parents[2]
TEXT = "デジタル庁は2021年9月1日に設置された。\n初代の大臣は平井卓也である。"


def talk(data: Path, what: Callable[[Client], Awaitable[Any]], tmp_path: Path) -> Any:
    """What a client gets that starts the command as a chat program would."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "service.cli", "--data", str(data), "mcp"],
        env={"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"]},
        cwd=tmp_path,
    )

    async def run() -> Any:
        async with Client(server, read_timeout_seconds=120) as client:
            return await what(client)

    return asyncio.run(run())


def test_an_empty_collection_has_no_documents_and_says_so(tmp_path: Path) -> None:
    async def what(client: Client) -> Any:
        tools = (await client.list_tools()).tools
        listed = await client.call_tool("list_documents", {})
        asked = await client.call_tool("ask", {"question": "何ですか"})
        return tools, listed, asked

    tools, listed, asked = talk(tmp_path / "none", what, tmp_path)
    assert [tool.name for tool in tools] == ["search", "ask", "list_documents", "show_page"]
    assert all(tool.description for tool in tools)
    assert "history" in tools[1].input_schema["properties"]
    assert listed.structured_content == {"documents": []}
    assert asked.is_error
    assert "nothing has been ingested yet" in asked.content[0].text


@pytest.mark.model
def test_a_client_asks_searches_and_shows(tmp_path: Path) -> None:
    from index import ingest_paths

    report = tmp_path / "報告.txt"
    report.write_text(TEXT, encoding="utf-8")
    data = tmp_path / "data"
    ingest_paths([report], load_settings({"data": str(data)}).collection_options())

    async def what(client: Client) -> Any:
        return [
            await client.call_tool("list_documents", {}),
            await client.call_tool("search", {"query": "デジタル庁", "top_k": 3}),
            await client.call_tool("ask", {"question": "デジタル庁はいつ設置されましたか"}),
            await client.call_tool("ask", {
                "question": "それは何ですか",
                "history": [{"question": "デジタル庁はいつ設置されましたか", "answer": "2021年"}],
            }),
            await client.call_tool("show_page", {"document": "報告.txt", "page": 1}),
            await client.call_tool("show_page", {"document": "報告.txt", "page": 9}),
            await client.call_tool("ask", {"question": "x", "history": [{"q": "y"}]}),
        ]  # fmt: skip

    listed, found, asked, followed, page, none, faulty = talk(data, what, tmp_path)
    assert listed.structured_content["documents"][0]["path"] == "報告.txt"
    assert found.structured_content["hits"]
    citation = asked.structured_content["citations"][0]
    assert citation["verified"]
    assert citation["quote"] in TEXT
    assert followed.structured_content["resolved_question"] == "デジタル庁は何ですか"
    assert page.structured_content["text"] == TEXT
    assert none.is_error
    assert "no page 9" in none.content[0].text
    assert faulty.is_error
    assert "history[0] has the unknown key 'q'" in faulty.content[0].text


@pytest.mark.usefixtures("fake_index")
def test_the_tools_return_what_the_command_line_prints() -> None:
    tools = Tools(load_settings())

    async def run() -> list[Any]:
        async with Client(make_server(tools, "warning")) as client:
            return [
                await client.call_tool("list_documents", {}),
                await client.call_tool("search", {"query": "市場", "document": "chips.pdf"}),
                await client.call_tool("ask", {"question": "市場の規模は?"}),
                await client.call_tool("show_page", {"document": "chips.pdf", "page": 1}),
                await client.call_tool("ask", {"question": "市場", "document": "none"}),
            ]

    listed, found, asked, page, none = asyncio.run(run())
    tools.close()
    assert len(listed.structured_content["documents"]) == 2
    assert found.structured_content["hits"][0]["path"] == "chips.pdf"
    assert asked.structured_content["answer"] == "9.5兆円"
    assert page.structured_content["page_label"] == "iii"
    assert none.is_error
    assert "no document 'none'" in none.content[0].text


def test_a_missing_package_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    tools = Tools(load_settings())
    with pytest.raises(SettingsError, match=r"shutten\[mcp\]"):
        make_server(tools, "warning")
    tools.close()
