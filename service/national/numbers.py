"""Numbers as cells of delivered files hold them: read where they can be read in one way alone, else refused."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from service.domain.errors import InvalidInput
from service.domain.identifiers import personal_number_in
from service.domain.words import Words
from service.national import row_words as words

MOST: Final = 10**12
"""The largest number that a figure can be."""
_LONGEST: Final = 20
"""Digits: those of MOST, and some zeros before them."""
_MOST_SHOWN: Final = 40
_WHOLE: Final = re.compile(r"[0-9]+")
_DECIMAL: Final = re.compile(r"[0-9]+(\.[0-9]{1,15})?")
_GROUPED: Final = re.compile(r"[0-9]{1,3}([ \u00a0\u202f\u2009.,'’][0-9]{3})+([.,][0-9]+)?")
_SIGNS: Final = ("-", "\u2212")


def whole(text: str, path: str) -> int:
    """A count from 0 to MOST. InvalidInput NUMBER_… at the column `path`, as below."""
    if not (_WHOLE.fullmatch(text) and text.isascii()):
        raise _refused(text, path, decimal_comma=False, whole=True)
    number = int(text) if len(text) <= _LONGEST else MOST + 1
    _check_most(number, text, path, MOST)
    return number


def decimal(text: str, path: str, *, decimal_comma: bool, most: int = MOST) -> Decimal:
    """A value from 0 to `most`, with a point before its decimals, or a comma where the file leaves no doubt of it."""
    pointed = text.replace(",", ".", 1) if decimal_comma and "." not in text else text
    if not _DECIMAL.fullmatch(pointed):
        raise _refused(text, path, decimal_comma=decimal_comma, whole=False)
    number = Decimal(pointed)
    _check_most(number, text, path, most)
    return number


def said(text: str) -> str | Words:
    """A cell as a refusal repeats it: its beginning, and nothing of one that reads as somebody's personnummer."""
    if personal_number_in(text):
        return words.HIDDEN
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _refused(text: str, path: str, *, decimal_comma: bool, whole: bool) -> InvalidInput:
    """What is wrong with a text that is no number in the form that is allowed."""
    allowed = (words.WHOLE if whole else words.DECIMAL_COMMA if decimal_comma else words.DECIMAL,)
    value = said(text)
    if text.endswith("%"):
        return InvalidInput("NUMBER_PER_CENT", path=path, value=value, allowed=allowed)
    if text.startswith(_SIGNS) and _bare(text[1:]):
        return InvalidInput("NUMBER_NEGATIVE", path=path, value=value, allowed=allowed)
    if whole and _DECIMAL.fullmatch(text.replace(",", ".", 1)) and not _GROUPED.fullmatch(text):
        return InvalidInput("NUMBER_NOT_WHOLE", path=path, value=value, allowed=allowed)
    if not whole and not decimal_comma and _DECIMAL.fullmatch(text.replace(",", ".", 1)):
        return InvalidInput("NUMBER_DECIMAL_COMMA", path=path, value=value, allowed=allowed)
    if _GROUPED.fullmatch(text):
        return InvalidInput("NUMBER_THOUSANDS", path=path, value=value, allowed=allowed)
    return InvalidInput("NUMBER_UNREADABLE", path=path, value=value, allowed=allowed)


def _bare(text: str) -> bool:
    """Whether it begins as a number does."""
    return text.lstrip()[:1].isdecimal()


def _check_most(number: int | Decimal, text: str, path: str, most: int) -> None:
    if number > most:
        raise InvalidInput("NUMBER_TOO_LARGE", path=path, value=said(text), most=most, allowed=(f"0-{most}",))
