"""What the cells of a delivered row may hold, as people are told it."""

from __future__ import annotations

from typing import Final

from service.domain.words import Words

HSA_ID: Final = Words(
    "SE + 10 siffror + '-' + 1-18 bokstäver eller siffror", "SE + 10 digits + '-' + 1-18 letters or digits"
)
EMPTY: Final = Words("tom", "empty")
WHOLE: Final = Words("ett heltal som 1234", "a whole number such as 1234")
DECIMAL: Final = Words("ett tal som 12.5", "a number such as 12.5")
DECIMAL_COMMA: Final = Words("ett tal som 12,5 eller 12.5", "a number such as 12,5 or 12.5")
FROM_ONE: Final = Words("minst 1, eller statusen NOT_APPLICABLE", "at least 1, or the status NOT_APPLICABLE")
A_REASON: Final = Words("en kommentar som säger varför", "a comment that says why")
NO_PERSONAL_NUMBER: Final = Words("text utan personnummer", "text without a personnummer")
HIDDEN: Final = Words("(visas inte)", "(not shown)")
"""In the place of what reads as somebody's personnummer."""
