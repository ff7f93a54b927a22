"""What a spreadsheet would take for a formula, and how it is kept from doing so."""

from __future__ import annotations

import re
from typing import Final

_ACTIVE: Final = re.compile(r"\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""How a text begins that a spreadsheet would run: by white space too, which some of them skip."""


def tamed(text: str) -> str:
    """With an apostrophe before what a spreadsheet would compute."""
    return f"'{text}" if _ACTIVE.match(text) else text
