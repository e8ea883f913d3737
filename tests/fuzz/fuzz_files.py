"""Read mutated files in the workers until something breaks, and keep the smallest that does.

    python tests/fuzz/fuzz_files.py --seconds 600 --seed 1 --out fuzz-findings

The seeds are single pages of the sample reports, as they are and with their streams written out,
and files made object by object. Reported are pages and files that a worker died of, that took too
long or too much memory, that made the reader give up, and documents that break a promise. Each
kind is kept once, made as small as can be in the time that is left for it.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "tests" / "ingest" / "hostile")]

import pypdfium2  # noqa: E402
from fuzz_invariants import violations  # noqa: E402
from fuzz_mutations import inflated, mutated  # noqa: E402
from hostile_pdfs import GOOD, between_good_ones, laughing_forms, packed, pages, stream  # noqa: E402

from ingest.document import Document  # noqa: E402
from ingest.errors import ShuttenError  # noqa: E402
from ingest.parallel import Limits, read_documents  # noqa: E402

__all__ = ["complaints", "made_seeds", "read_all", "seeds"]

LIMITS = Limits(page_timeout_s=10.0, worker_memory_mb=1024, recognise=False)
_BATCH = 24
_OFTEN = 10
"""How often a made seed is taken for one page of a report: most bytes of that are fonts."""
_SHRINK_S = 60.0
_TROUBLE = re.compile(r"died of it, (\w+)|took more than|needs more than")


def made_seeds() -> list[bytes]:
    """Small files that stand nowhere else: text, drawing, forms, tables."""
    table = b"".join(b"72 %d 300 20 re S " % (600 - 20 * i) for i in range(5))
    cells = b"".join(
        b"BT /F 10 Tf %d %d Td (cell %d) Tj ET " % (80 + 100 * (i % 3), 605 - 20 * (i // 3), i)
        for i in range(15)
    )
    turned = b"BT /F 12 Tf 0 1 -1 0 300 300 Tm (sideways, a line of text) Tj ET"
    forms = {"more": laughing_forms(3, 2), "resources": b"/XObject << /X0 4 0 R >>"}
    return [
        between_good_ones(stream(GOOD + b" " + turned)),
        pages([stream(GOOD + b" " + table + cells)] * 2),
        between_good_ones(stream(b"/X0 Do " + GOOD), **forms),
        between_good_ones(packed(GOOD), box=b"[-50 -50 400 600] /Rotate 90 /CropBox [0 0 300 700]"),
    ]


def seeds(corpus: Path) -> list[bytes]:
    """The made seeds, and pages of the sample reports alone in a file."""
    found = made_seeds() * _OFTEN
    for path in sorted(corpus.glob("*.pdf")):
        whole = pypdfium2.PdfDocument(path)
        for index in range(1, len(whole), max(1, len(whole) // 3)):
            part = pypdfium2.PdfDocument.new()
            part.import_pages(whole, [index])
            buffer = BytesIO()
            part.save(buffer)
            part.close()
            found += [buffer.getvalue(), inflated(buffer.getvalue())]
        whole.close()
    return found


def complaints(outcome: Document | ShuttenError) -> list[str]:
    """What a reading says against the reader, by kind; empty for a file that is just bad."""
    if isinstance(outcome, ShuttenError):
        text = str(outcome.what)
        return [text] if "gave up" in text or _TROUBLE.search(text) else []
    found = [re.sub(r"^pages? [\d, -]+: ", "", w) for w in outcome.warnings if _TROUBLE.search(w)]
    return found + [re.sub(r"-?\d+(\.\d+)?", "N", what) for what in violations(outcome)]


def read_all(files: list[bytes], folder: Path, workers: int) -> Iterator[tuple[bytes, list[str]]]:
    """Each file with the complaints about it."""
    paths = []
    for number, data in enumerate(files):
        paths.append(folder / f"{number}.pdf")
        paths[-1].write_bytes(data)
    for (_, outcome), data in zip(read_documents(paths, workers, LIMITS), files, strict=True):
        yield data, complaints(outcome)


def _shrunk(data: bytes, kind: str, folder: Path) -> bytes:
    """A smaller file with the same complaint: pieces are left out as long as it stays."""
    end = time.monotonic() + _SHRINK_S
    size = len(data) // 2
    while size >= 1 and time.monotonic() < end:
        at = 0
        while at < len(data) and time.monotonic() < end:
            shorter = data[:at] + data[at + size :]
            if shorter and any(kind in found for _, found in read_all([shorter], folder, 1)):
                data = shorter
            else:
                at += size
        size //= 2
    return data


def main() -> None:
    """Mutate, read and report until the time is up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("fuzz-findings"))
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    start, read = time.monotonic(), 0
    known: dict[str, int] = {}
    material = seeds(ROOT / "corpus")
    with tempfile.TemporaryDirectory(prefix="shutten-fuzz-") as name:
        folder = Path(name)
        while time.monotonic() < start + arguments.seconds:
            batch = [mutated(chance.choice(material), material, chance) for _ in range(_BATCH)]
            for data, found in read_all(batch, folder, arguments.workers):
                read += 1
                for kind in dict.fromkeys(found):
                    known[kind] = known.get(kind, 0) + 1
                    if known[kind] == 1:
                        arguments.out.mkdir(parents=True, exist_ok=True)
                        place = arguments.out / f"{arguments.seed}-{read}-{len(known)}.pdf"
                        place.write_bytes(data)
                        place.write_bytes(_shrunk(data, kind, folder))
                        print(f"{place.name}: {kind}", flush=True)
            if read % (_BATCH * 20) == 0:
                print(f"{read} files in {time.monotonic() - start:.0f} s", flush=True)
    print(f"{read} files; {known}")


if __name__ == "__main__":
    main()
