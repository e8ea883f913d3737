"""English words that say how others belong together, and nothing that could be looked for."""

from __future__ import annotations

import re

__all__ = ["SMALL_WORD"]

SMALL_WORD = re.compile(
    r"an?|the|of|in|on|at|by|to|for|from|with|and|or|as|is|are|was|were|be|been|do|does|did|has|have|"
    r"had|it|its|this|that|these|those|there|their|they|he|she|his|her|what|which|who|whom|whose|"
    r"when|where|why|how|many|much|than|not|no|into|between|about|after|before|during|under|over|"
    r"can|could|will|would|should|may|any|some|all|most|more|first|used|according|please|tell|me|"
    r"give|name|called"
)
