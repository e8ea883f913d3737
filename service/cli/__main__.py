"""``python -m service.cli`` is the same as ``shutten``."""

from __future__ import annotations

import sys

from service.cli import main

sys.exit(main())
