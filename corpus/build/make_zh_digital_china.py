"""The two-column white paper on the digital economy of China, set with Typst."""

from __future__ import annotations

from pathlib import Path

import typst

OUTPUTS: tuple[str, ...] = ("digital-china-white-paper.pdf",)
_SOURCE = Path(__file__).parent.parent / "sources" / "zh_digital_china.typ"
_FONTS = ["/usr/share/fonts/opentype/noto"]


def build(out_dir: Path) -> None:
    """Write the white paper to out_dir; raises typst.TypstError for a faulty source."""
    typst.compile(str(_SOURCE), output=str(out_dir / OUTPUTS[0]), font_paths=_FONTS)
