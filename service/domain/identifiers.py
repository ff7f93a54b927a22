"""Identifiers with check digits."""

from __future__ import annotations

import re
from typing import Final


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others, as in orgnr and personnummer."""
    weighed = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return bool(digits) and sum(sum(divmod(value, 10)) for value in weighed) % 10 == 0


_PERSONAL_NUMBER: Final = re.compile(r"(?<!\d)(?:\d{2})?(\d{2})(\d{2})(\d{2})[-+ ]?(\d{4})(?!\d)")
_COORDINATED: Final = 60
"""What a samordningsnummer adds to the day."""


def personal_number_in(text: str) -> bool:
    """Whether the text holds what reads as a personnummer or samordningsnummer: a date of birth with check digit."""
    for year, month, day, rest in _PERSONAL_NUMBER.findall(text):
        born = int(day) - _COORDINATED if int(day) > _COORDINATED else int(day)
        if 1 <= int(month) <= 12 and 1 <= born <= 31 and luhn(year + month + day + rest):  # noqa: PLR2004 - of a calendar
            return True
    return False
