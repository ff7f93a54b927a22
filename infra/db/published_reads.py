"""Pulls of what is published: one statement each, in which the database joins what was written once for each cell.

Only `publication` and `published_cell` are read. A pull that its caller has already reads no cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, cast

from infra.db.pool import Pool
from infra.db.publication_rows import IN_ORDER

Row = tuple[str, str, str, str, str | None, str, str]
CellForm = Literal["content", "csv", "sdmx", "kolada"]
ChangeForm = Literal["content", "csv", "sdmx"]

_LATEST: Final = "select coalesce(max(publication_id), 0) as id from publication where state = 'PUBLISHED'"
# Objects of Kolada's form, each with its values; the rest of it is as `service.national.formats.kolada` has it.
_OBJECT: Final = (
    """'{"kpi":"' || indicator || '","municipality":"00' || region || '","period":' || period || ',"values":['"""
    """ || string_agg(kolada, ',' order by categories) || ']}'"""
)
_CHANGE: Final = """'{"publication":' || publication_id || ',"deleted":' || deleted || ',"cell":' || content || '}'"""
_CELL_PIECES: Final[dict[CellForm, str]] = {"content": "content", "csv": "csv", "sdmx": "sdmx", "kolada": _OBJECT}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cells: of no indicator, region or period named, all of them. `first` and `before` bound periods' begin."""

    indicators: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    first: date | None = None
    before: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """As of which publication, None for the latest; which ones the caller `held`, of which nothing is read; a page."""

    selection: Selection
    as_of: int | None
    held: tuple[int, ...]
    limit: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Pull:
    """`latest` publication, 0 where there is none, and `count` pieces joined; there are `more` after them."""

    latest: int
    count: int
    more: bool
    joined: bytes


@dataclass(frozen=True, slots=True)
class Rows:
    """`latest` as of a pull, when the one shown was published (ISO 8601), and at most one cell more than asked for."""

    latest: int
    published_at: str | None
    rows: Sequence[Row]


@dataclass(slots=True)
class Statement:
    """A statement with its arguments, which `given` puts into it."""

    arguments: list[Any] = field(default_factory=list)
    text: str = ""

    def given(self, value: Any, kind: str) -> str:
        self.arguments.append(value)
        return f"${len(self.arguments)}::{kind}"


def cells_statement(asked: Asked, form: CellForm, joiner: str) -> Statement:
    one = Statement()
    where = " and ".join(_selected(one, asked.selection) + _current(one, asked))
    group = ""
    if form == "kolada":
        where += " and kolada is not null"
        group = "group by indicator, region, period_start, period"
    order = "indicator, region, period_start, period" if group else IN_ORDER
    page = f"select {_CELL_PIECES[form]} as piece from published_cell where {where} {group} order by {order}"  # noqa: S608 - as below
    one.text = _joined(one, page, asked, joiner)
    return one


def changes_statement(asked: Asked, since: int, form: ChangeForm, joiner: str, lead: tuple[str, str]) -> Statement:
    """`lead` goes before what is replaced and what is deleted."""
    one = Statement()
    shown = _shown(one, asked)
    bounds = [
        f"publication_id > {one.given(since, 'integer')}",
        f"publication_id <= {shown}",
        _not_held(one, shown, asked),
    ]
    where = " and ".join(_selected(one, asked.selection) + bounds)
    piece: str = _CHANGE if form == "content" else form
    if any(lead):
        replaced, deleted = (one.given(text, "text") for text in lead)
        piece = f"case when deleted then {deleted} else {replaced} end || {piece}"
    page = f"select {piece} as piece from published_cell where {where} order by publication_id, {IN_ORDER}"  # noqa: S608 - as below
    one.text = _joined(one, page, asked, joiner)
    return one


def rows_statement(asked: Asked, splits: Sequence[str]) -> Statement:
    """Of cells whose categories are one of `splits`, as a cube takes them; before them one that tells what is shown.

    That one has the latest publication and the instant of the one shown in place of region and period: columns of their
    own would double what a cell costs.
    """
    one = Statement()
    split = f"categories = any({one.given(list(splits), 'text[]')})"
    where = " and ".join([*_selected(one, asked.selection), split, *_current(one, asked)])
    made = f"(select published_at at time zone 'UTC' from publication where publication_id = {_shown(one, asked)})"  # noqa: S608 - as below
    one.text = f"""
with latest as ({_LATEST})
select null as indicator, id::text as region, to_char({made}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as period,
  null as categories, null as value, null as status, null as remark from latest
union all
(select indicator, region, period, categories, value, status, remark from published_cell where {where}
limit {one.given(asked.limit + 1, "bigint")})
"""  # noqa: S608 - put together from texts of this module
    return one


@dataclass(frozen=True, slots=True)
class PublishedReads:
    """Over the national role's pool."""

    pool: Pool

    async def cells(self, asked: Asked, form: CellForm, joiner: str) -> Pull:
        return await self._pulled(cells_statement(asked, form, joiner))

    async def changes(
        self, asked: Asked, since: int, form: ChangeForm, joiner: str, lead: tuple[str, str] = ("", "")
    ) -> Pull:
        return await self._pulled(changes_statement(asked, since, form, joiner, lead))

    async def rows(self, asked: Asked, splits: Sequence[str]) -> Rows:
        one = rows_statement(asked, splits)
        head, *rows = await self.pool.fetch(one.text, *one.arguments)
        return Rows(int(head["region"]), head["period"], cast("Sequence[Row]", rows))

    async def _pulled(self, one: Statement) -> Pull:
        row = await self.pool.fetchrow(one.text, *one.arguments)
        if row is None:
            raise RuntimeError("a statement that always has one row has none")
        return Pull(row["latest"], row["count"], row["more"], row["joined"] or b"")


def _shown(one: Statement, asked: Asked) -> str:
    """The publication as of which cells are shown."""
    return "(select id from latest)" if asked.as_of is None else one.given(asked.as_of, "integer")


def _not_held(one: Statement, shown: str, asked: Asked) -> str:
    return f"{shown} <> all({one.given(list(asked.held), 'integer[]')})"


def _current(one: Statement, asked: Asked) -> list[str]:
    shown = _shown(one, asked)
    if asked.as_of is None:
        held = ["superseded_in is null"]
    else:
        held = [f"publication_id <= {shown}", f"(superseded_in is null or superseded_in > {shown})"]
    return ["not deleted", *held, _not_held(one, shown, asked)]


def _selected(one: Statement, selection: Selection) -> list[str]:
    """Only what is asked for stands in it, so that each plan uses the index as far as it reaches."""
    named = {"indicator": selection.indicators, "region": selection.regions, "period": selection.periods}
    found = [f"{name} = any({one.given(list(values), 'text[]')})" for name, values in named.items() if values]
    if selection.first is not None:
        found.append(f"period_start >= {one.given(selection.first, 'date')}")
    if selection.before is not None:
        found.append(f"period_start < {one.given(selection.before, 'date')}")
    return found


def _joined(one: Statement, page: str, asked: Asked, joiner: str) -> str:
    """The pieces of the page in their order, as one. Whether there are more is looked up for a page that is full."""
    limit, offset = one.given(asked.limit, "bigint"), one.given(asked.offset, "bigint")
    more = f"count(*) = {limit} and exists ({page} limit 1 offset {offset} + {limit})"
    return f"""
with latest as ({_LATEST})
select (select id from latest) as latest, count(*) as count, {more} as more,
  convert_to(string_agg(piece, {one.given(joiner, "text")}), 'UTF8') as joined
from ({page} limit {limit} offset {offset}) page
"""  # noqa: S608 - put together from texts of this module
