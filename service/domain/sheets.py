"""What a file of rows is: its columns, and the values of a spreadsheet that no text can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

Cells = Mapping[str, str]
"""Column → what stands in it, empty where nothing does; a SheetValue where it is no text and no number."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a kind of file. Rows are put in order of the two of `key`.

    `of_caller` say what is known by who sends the file, and are refused as such.
    """

    needed: tuple[str, ...]
    optional: tuple[str, ...]
    key: tuple[str, str]
    of_caller: tuple[str, ...] = ()


class SheetValue(str):
    """A cell of a workbook that holds neither text nor number; as text it is what people would see there.

    A DATE, with or without a time; a TRUTH; an ERROR such as `#DIV/0!`; a FORMULA whose value nobody has computed.
    """

    __slots__ = ("kind",)

    kind: Literal["DATE", "TRUTH", "ERROR", "FORMULA"]

    def __new__(cls, text: str, kind: Literal["DATE", "TRUTH", "ERROR", "FORMULA"]) -> Self:
        made = super().__new__(cls, text)
        made.kind = kind
        return made
