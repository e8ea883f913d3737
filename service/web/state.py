"""What the handlers of one application share: settings, the collection, and who may write."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from flask import current_app

from service.library import Library
from service.settings import Settings

__all__ = ["State", "state"]


@dataclass(eq=False)
class State:
    """Made once by the application factory; ``writing`` lets one request write at a time."""

    settings: Settings
    library: Library
    writing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def uploads(self) -> Path:
        """Where uploaded files are kept: they are the sources of their documents."""
        return self.settings.data / "uploads"


def state() -> State:
    """The state of the application that handles the current request."""
    return cast(State, current_app.extensions["shutten"])
