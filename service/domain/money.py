"""Money in whole öre. No float ever holds an amount."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Rounding = Literal["HALF_UP", "HALF_EVEN", "DOWN"]
_SEK = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?")


def parse_sek(text: str) -> int:
    """Öre of a decimal string in SEK such as `16258.06`; ValueError for any other form."""
    match = _SEK.fullmatch(text)
    if match is None:
        message = f"{text!r} is not an amount in kronor with at most two decimals"
        raise ValueError(message)
    ore = int(match[2]) * 100 + int((match[3] or "0").ljust(2, "0"))
    return -ore if match[1] else ore


def format_sek(ore: int) -> str:
    """`16258.06` for 1625806 öre; always two decimals, a minus sign in front where negative."""
    whole, part = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{whole}.{part:02d}"


def share(ore: int, numerator: int, denominator: int, rounding: Rounding = "HALF_UP") -> int:
    """`ore` × numerator / denominator, rounded to whole öre in exact integer arithmetic (AM-38).

    Takes non-negative amounts and shares; ValueError otherwise.
    """
    if ore < 0 or numerator < 0 or denominator <= 0:
        message = "amounts and shares are non-negative, denominators positive"
        raise ValueError(message)
    whole, rest = divmod(ore * numerator, denominator)
    twice = 2 * rest
    if rounding == "DOWN" or twice < denominator:
        return whole
    if twice > denominator or rounding == "HALF_UP":
        return whole + 1
    return whole + whole % 2


def sum_known(amounts: Iterable[int | None]) -> int | None:
    """The sum, or None while any amount is not known: no figure is better than a guess."""
    found = list(amounts)
    return None if None in found else sum(one for one in found if one is not None)
