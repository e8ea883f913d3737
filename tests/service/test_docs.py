"""The documentation names everything there is to name."""

from __future__ import annotations

from pathlib import Path

from service.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"


def test_every_setting_is_documented() -> None:
    text = (DOCS / "configuration.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"| `{name}` | `SHUTTEN_{name.upper()}` |" in text
        assert field.description
        assert field.description in text


def test_the_pages_that_the_readme_names_exist() -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        assert f"docs/{page.name}" in readme
    for line in readme.splitlines():
        if line.startswith("| [docs/"):
            assert (DOCS.parent / line.split("](")[1].split(")")[0]).is_file()
