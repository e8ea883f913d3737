"""``shutten mcp``: the tools of the Model Context Protocol over standard input and output."""

from __future__ import annotations

import click

from service.cli.options import with_settings
from service.settings import Settings

__all__ = ["mcp"]


@click.command("mcp")
@with_settings("top_k", "llm_base_url", "llm_model")
def mcp(settings: Settings) -> int:
    """Offer search and answers to programs that speak MCP.

    The protocol runs over standard input and output until the input ends; a program such as a
    chat client or an editor starts this command itself.
    """
    from service.mcp_server import Tools, make_server

    tools = Tools(settings)
    try:
        make_server(tools, settings.log_level).run()
    finally:
        tools.close()
    return 0
