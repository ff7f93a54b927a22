"""Reads become one statement: a list of `service.reads.Read` as a single SELECT whose only value is one JSON text.

The statement sets the transaction's tenant itself, before any row is looked at, and names the tenant again in every
sub-select. Its text depends on the reads' shape alone; all values are bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

from infra.db import tables
from infra.db.read_log import READ, ROLES, Logged, logged, logged_statement
from infra.db.read_rows import SETTINGS, Builder, check_distinct, json_object, scope_of
from infra.db.read_slots import Slot
from service.authorize import Actor
from service.reads import Filter, Page, Read

# Shapes, not values: one per document in use and side of the case, with room for documents written by hand.
_SHAPES_KEPT = 512
VERSION: Final = "access_version"
_DIALECT: Dialect = asyncpg_dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class CompiledReads:
    """`sql` with `$1`… for the Python objects in `arguments`; its one value is an object keyed by the reads' keys."""

    sql: str
    arguments: tuple[Any, ...]


def compile_reads(reads: Sequence[Read], actor: Actor, read_id: UUID | None = None) -> CompiledReads:
    """The statement that answers all `reads` at one moment, as `actor`; null where its access version has passed.

    Where reads are logged the same statement notes the cases that it shows, as `read_id`.

    A row is an object with its columns and its children's keys: an unpaged list has all rows, `one` the first or null.
    A page has one row more than its size where there are further ones: the last, or, `backwards`, the first. Lists are
    in the order asked for, ties by the entity's key. Stored documents come as JSON, bytes as hex, times as ISO 8601
    with offset. A party's cases are found by its seats.

    ReadRefusedError for a read that cannot be compiled, ValueRefusedError for a value that cannot be bound.
    """
    values: list[Any] = []
    hollow = tuple(_hollow(read, values) for read in reads)
    kind = _Kind(actor.scope != "STAFF", actor.access_version is not None, logged(reads, actor))
    statement = _statement(hollow, kind)
    given: list[Any] = list(scope_of(actor))
    given += [slot.checked(value) for slot, value in zip(statement.slots, values, strict=True)]
    given += [actor.access_version, read_id, " ".join(sorted(actor.roles))]
    return CompiledReads(statement.sql, tuple(given[position] for position in statement.positions))


def _hollow(read: Read, values: list[Any]) -> Read:
    """The read without its values, which are appended in the order in which `Builder` makes slots for them."""
    values += [condition.value for condition in read.where if condition.comparison != "holds"]
    page = None
    if read.page is not None:
        values.append(read.page.size)
        values += read.page.after or ()
        after = None if read.page.after is None else ("",) * len(read.page.after)
        page = Page(0, after, read.page.backwards)
    return replace(
        read,
        where=tuple(Filter(condition.column, condition.comparison, "") for condition in read.where),
        page=page,
        children=tuple(_hollow(child, values) for child in read.children),
    )


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL text; its `$n` takes from settings and values, in this order, what stands at `positions[n - 1]`."""

    sql: str
    slots: tuple[Slot, ...]
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What beside the reads' shape makes the statement."""

    by_seat: bool
    versioned: bool
    logged: Logged | None


def _access_version(builder: Builder) -> ColumnElement[int]:
    table = tables.access_version
    found = select(table.c.version).where(table.c.tenant_id == builder.settings["tenant"])
    return func.coalesce(found.scalar_subquery(), literal_column("0"))


@lru_cache(maxsize=_SHAPES_KEPT)
def _statement(reads: tuple[Read, ...], kind: _Kind) -> _Statement:
    builder = Builder(by_seat=kind.by_seat)
    check_distinct((), [read.key for read in reads])
    answer = json_object([(read.key, builder.value(read, (), None)) for read in reads])
    settings = [
        func.set_config(literal_column(f"'app.{name}'"), bound, literal_column("true")).is_not(None)
        for name, bound in builder.settings.items()
    ]
    text: ColumnElement[str | None] = cast(answer, Text)
    if kind.versioned:
        text = case((_access_version(builder) == bindparam(VERSION, type_=Integer()), text))
    answered = select(case((and_(*settings), text)).label("answer"))
    if kind.logged is not None:
        answered = logged_statement(answered.cte("answered"), builder, sealed=kind.logged == "SEALED")
    compiled = answered.compile(dialect=_DIALECT)
    names = [*SETTINGS, *(f"p{number}" for number in range(len(builder.slots))), VERSION, READ, ROLES]
    positions = tuple(names.index(name) for name in compiled.positiontup or ())
    return _Statement(str(compiled), tuple(builder.slots), positions)
