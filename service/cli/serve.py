"""``shutten serve``: the web page and the HTTP API in one process."""

from __future__ import annotations

import click

from service.cli.options import with_settings
from service.settings import Settings

__all__ = ["serve"]


@click.command("serve")
@with_settings(
    "host",
    "port",
    "allowed_hosts",
    "server_threads",
    "max_upload_mb",
    "top_k",
    "llm_base_url",
    "llm_model",
)
def serve(settings: Settings) -> int:
    """Serve the web page and the HTTP API until interrupted.

    Only this machine can reach it unless another address is given with --host; there are no
    accounts, so whoever can reach it can read, add and remove documents.
    """
    from service.web.server import run

    run(settings, announce=lambda line: click.echo(line))
    return 0
