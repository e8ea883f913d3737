"""The landscape slide deck on the digital industries of Japan and China, set with Typst."""

from __future__ import annotations

from pathlib import Path

import typst

OUTPUTS: tuple[str, ...] = ("digital-economy-deck.pdf",)
_SOURCE = Path(__file__).parent.parent / "sources" / "ja_digital_economy_deck.typ"
_FONTS = ["/usr/share/fonts/opentype/noto"]


def build(out_dir: Path) -> None:
    """Write the deck to out_dir; raises typst.TypstError for a faulty source."""
    typst.compile(_SOURCE, output=out_dir / OUTPUTS[0], font_paths=_FONTS)
