"""The read algebra: what a caller wants to know, as data. One list of reads becomes one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Literal
from uuid import UUID

Scalar = str | int | bool | date | datetime | UUID
Entity = Literal[
    "case",
    "case_internal",
    "unit",
    "agreement",
    "provider",
    "listed_count",
    "event",
    "personal",
    "ruleset_version",
    "ruleset_draft",
    "settlement",
    "settlement_line",
    "withholding_entry",
    "seat",
    "issuer",
    "read_log",
    "simulation",
    "simulation_case",
    "indicator_round",
    "delivery",
    "delivery_notice",
    "publication",
    "figure",
]
NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""When a figure is superseded that is in effect."""
Comparison = Literal["=", "<", "<=", ">", ">=", "in", "null", "holds"]


@dataclass(frozen=True, slots=True)
class Filter:
    """`column` compared with a value; `in` takes a tuple, empty matching nothing; `null` True or False.

    `holds` is of a truth value that is True: said in the statement itself, where a partial index is found by it.
    """

    column: str
    comparison: Comparison
    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Order:
    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A keyset page: `size` rows and one more, to know whether there are further ones.

    `after` holds the order columns' values of the row the page begins behind; `backwards` walks the order in reverse,
    rows still being returned in the order asked for.
    """

    size: int
    after: tuple[Scalar, ...] | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """Rows of one entity under a response key, with their children.

    `relation` names how a child belongs to its parent (`cases.events`, `case.unit`); roots have none. `one` asks for an
    object or None instead of a list. `columns` and the children's keys are the keys of each row.
    """

    key: str
    entity: Entity
    columns: tuple[str, ...]
    relation: str | None = None
    children: tuple[Read, ...] = ()
    where: tuple[Filter, ...] = ()
    order: tuple[Order, ...] = ()
    page: Page | None = None
    one: bool = False
