"""``shutten doctor``: many small named checks."""

from __future__ import annotations

import click

from service.cli.options import json_option, with_settings
from service.cli.output import write, write_json
from service.settings import Settings

__all__ = ["doctor"]


@click.command("doctor")
@with_settings()
@json_option
def doctor(settings: Settings, as_json: bool) -> int:
    """Check that everything is here and healthy."""
    from service.health import run_checks

    checks = run_checks(settings)
    healthy = all(check.ok for check in checks)
    if as_json:
        rows = [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks]
        write_json({"ok": healthy, "checks": rows})
    else:
        for check in checks:
            write(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail}")
    return 0 if healthy else 1
