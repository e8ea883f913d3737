"""Make the PDF files of this folder: ``python tests/ingest/layouts/build.py``.

Pages of kinds that the sample reports lack. They are kept as files, because a browser made some
of them; ``DOCUMENT-PAGE.txt`` beside each is what a person reads on it.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import typst

_HERE = Path(__file__).resolve().parent
_FONTS = ["/usr/share/fonts/opentype/noto"]


def main() -> None:
    """Compile every ``.typ`` and print every ``.html`` beside it."""
    for source in sorted(_HERE.glob("*.typ")):
        typst.compile(source, output=source.with_suffix(".pdf"), font_paths=_FONTS)
    for source in sorted(_HERE.glob("*.html")):
        _print(source, source.with_suffix(".pdf"))


def _print(source: Path, output: Path) -> None:
    with tempfile.TemporaryDirectory() as profile:
        command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu"]
        command += [f"--user-data-dir={profile}", "--no-pdf-header-footer"]
        subprocess.run(
            [*command, f"--print-to-pdf={output}", source.as_uri()], check=True, capture_output=True
        )


if __name__ == "__main__":
    main()
