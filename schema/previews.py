"""What the commands would come to, asked for and not done."""

from __future__ import annotations

from typing import Final

from schema.commanding import foreseeing
from schema.mutations import COMMANDS

Previews: Final = foreseeing(
    COMMANDS,
    "Previews",
    "Samma kommandon med samma indata, bara förutsedda. The same commands with the same inputs, foreseen only and not"
    " done.",
)
