"""The census report as a scan: pages of grey images, turned a little and noisy, no text.

The text of the pages before the scan is kept beside the source, pages parted by form feeds,
so that character recognition can be scored against it.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import numpy as np
import pypdfium2
import typst
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

OUTPUTS: tuple[str, ...] = ("scanned-survey-ja.pdf",)
_SOURCES = Path(__file__).parent.parent / "sources"
_SOURCE = _SOURCES / "ja_scanned_survey.typ"
_TEXT = _SOURCES / "ja_scanned_survey.txt"
_FONTS = ["/usr/share/fonts/opentype/noto"]
_DPI = 150
# Degrees each page lies askew; a person at a flat-bed scanner is not exact.
_SKEW = (0.35, -0.25, 0.5, -0.4, 0.15, -0.55, 0.3, -0.2)


def build(out_dir: Path) -> None:
    """Write the scan to out_dir and its text to the sources; raises typst.TypstError."""
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.pdf"
        typst.compile(_SOURCE, output=clean, font_paths=_FONTS)
        with pypdfium2.PdfDocument(clean) as document:
            pages = [document[i].get_textpage().get_text_range() for i in range(len(document))]
            images = [
                document[i].render(scale=_DPI / 72).to_pil().convert("L")
                for i in range(len(document))
            ]
    text = "\f".join(page.replace("\r\n", "\n").strip("\n") for page in pages)
    _TEXT.write_text(text + "\n", encoding="utf-8")
    scans = [_scan(image, number) for number, image in enumerate(images)]
    _write(scans, out_dir / OUTPUTS[0])


def _scan(image: Image.Image, number: int) -> bytes:
    """A page as a scanner would see it, as a JPEG; the same page gives the same bytes."""
    turned = image.rotate(
        _SKEW[number % len(_SKEW)], resample=Image.Resampling.BICUBIC, fillcolor=255
    ).filter(ImageFilter.GaussianBlur(0.45))
    noise = np.random.default_rng(number).normal(0.0, 4.0, (image.height, image.width))
    # Toner is not black and paper is not white.
    grey = 38 + np.asarray(turned, dtype=np.float64) * (206 / 255) + noise
    buffer = io.BytesIO()
    Image.fromarray(grey.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=42)
    return buffer.getvalue()


def _write(scans: list[bytes], target: Path) -> None:
    canvas = Canvas(str(target), invariant=1, pageCompression=1)
    canvas.setTitle("国勢調査の百年")
    for scan in scans:
        with Image.open(io.BytesIO(scan)) as image:
            size = (image.width * 72 / _DPI, image.height * 72 / _DPI)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(io.BytesIO(scan)), 0, 0, *size)
        canvas.showPage()
    canvas.save()
