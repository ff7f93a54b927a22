"""Identifiers with check digits."""

from __future__ import annotations


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others, as in orgnr and personnummer."""
    weighed = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return bool(digits) and sum(sum(divmod(value, 10)) for value in weighed) % 10 == 0
