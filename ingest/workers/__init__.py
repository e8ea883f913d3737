"""Files read by worker processes, with limits on the time and the memory of each page.

``reading`` keeps the books of one file, ``child`` is what a worker does, ``crew`` starts the
workers, watches them and replaces those that die; ``painter`` has pages drawn by one.
"""

from __future__ import annotations

from ingest.workers.crew import Crew, Listener
from ingest.workers.limits import Limits
from ingest.workers.painter import PagePainter

__all__ = ["Crew", "Limits", "Listener", "PagePainter"]
