"""Keyset pages: first/after or last/before, at most 100, cursors that are the sort key of a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from strawberry import argument

from schema.ids import bad_input, cursor, cursor_values
from schema.types.common import PageInfo
from service.reads import Page, Scalar
from service.usecases.views import Row

LARGEST: Final = 100
EMPTY: Final = PageInfo(has_next_page=False, has_previous_page=False, start_cursor=None, end_cursor=None)
First = Annotated[
    int | None,
    argument(
        description="Antal rader framifrån, 1-100; utelämnat: ange `last`. How many rows from the start, 1-100;"
        " omitted: state `last`."
    ),
]
After = Annotated[
    str | None,
    argument(
        description="Markör att börja efter, med `first`; utelämnad: från början. The cursor to start behind, with"
        " `first`; omitted: from the start."
    ),
]
Last = Annotated[
    int | None,
    argument(
        description="Antal rader bakifrån, 1-100; utelämnat: ange `first`. How many rows from the end, 1-100;"
        " omitted: state `first`."
    ),
]
Before = Annotated[
    str | None,
    argument(
        description="Markör att sluta före, med `last`; utelämnad: från slutet. The cursor to stop at, with `last`;"
        " omitted: from the end."
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """The four Relay arguments."""

    first: int | None
    after: str | None
    last: int | None
    before: str | None

    @property
    def backwards(self) -> bool:
        return self.last is not None


def page(asked: Asked, parsers: Sequence[Callable[[str], Scalar]]) -> Page:
    """The page asked for; `parsers` read the cursor's values in the order's columns.

    BAD_USER_INPUT unless exactly one of `first` and `last` is given, between 1 and 100, each with its own cursor.
    """
    if (asked.first is None) == (asked.last is None):
        raise bad_input(f"state exactly one of first and last, 1-{LARGEST}")
    size = asked.first if asked.first is not None else asked.last or 0
    if not 1 <= size <= LARGEST:
        raise bad_input(f"first and last are 1-{LARGEST}")
    if (asked.after if asked.backwards else asked.before) is not None:
        raise bad_input("after goes with first, before goes with last")
    text = asked.before if asked.backwards else asked.after
    behind: tuple[Scalar, ...] | None = None
    if text is not None:
        values = cursor_values(text, len(parsers))
        try:
            behind = tuple(parse(value) for parse, value in zip(parsers, values, strict=True))
        except ValueError:
            raise bad_input("the cursor is not one of this connection") from None
    return Page(size, behind, asked.backwards)


def cut(rows: Sequence[Row], asked: Page, columns: Sequence[str]) -> tuple[list[tuple[str, Row]], PageInfo]:
    """The page's rows with their cursors, and where it stands; the row beyond the page only tells that there is one."""
    more = len(rows) > asked.size
    kept = list(rows[-asked.size :] if asked.backwards else rows[: asked.size])
    marked: list[tuple[str, Row]] = [(cursor([_text(row[name]) for name in columns]), row) for row in kept]
    info = PageInfo(
        has_next_page=asked.after is not None if asked.backwards else more,
        has_previous_page=more if asked.backwards else asked.after is not None,
        start_cursor=marked[0][0] if marked else None,
        end_cursor=marked[-1][0] if marked else None,
    )
    return marked, info


def _text(value: Any) -> str:
    return str(value)
