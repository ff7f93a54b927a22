"""What the use cases of a national body need from the outside: what is published, and nothing of a region's own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol
from uuid import UUID

PublicationState = Literal["QUEUED", "PUBLISHED", "FAILED"]


@dataclass(frozen=True, slots=True)
class Round:
    """A collection of figures: what is asked for, of which period (its id), and the half-open days of delivery."""

    round_id: str
    body: str
    indicators: tuple[str, ...]
    opens_on: date
    closes_on: date
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """A delivery that its region has approved: how complete it is, and what became of it here."""

    region: str
    round_id: str
    number: int
    approved_at: datetime
    expected: int
    present: int
    answered: int
    received_at: datetime | None = None
    returned_at: datetime | None = None
    return_reason: str | None = None
    publication_id: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """`publication_id` counts up. `changed` of its `cells` are new, or say something else than those before."""

    publication_id: int
    round_id: str
    state: PublicationState
    asked_at: datetime
    published_at: datetime | None = None
    regions: int | None = None
    cells: int | None = None
    changed: int | None = None


class NationalTx(Protocol):
    """One transaction of a national body."""

    @property
    def now(self) -> datetime: ...

    async def round(self, round_id: str) -> Round | None: ...

    async def open_round(self, opened: Round, by: UUID) -> None:
        """RuleRefused ROUND_EXISTS where somebody else opened it first."""
        ...

    async def notices(self, round_id: str) -> Sequence[Notice]:
        """Those of the round in order of region and number, locked until the transaction ends."""
        ...

    async def receive(self, notice: Notice, by: UUID) -> None: ...

    async def send_back(self, notice: Notice, reason: str) -> None: ...

    async def queued(self) -> int:
        """How many publications wait to be made."""
        ...

    async def publish(self, round_id: str, package: str, by: UUID) -> int:
        """Asks for a publication of the round, which the worker makes: its id."""
        ...


class NationalStore(Protocol):
    def begin(self, now: datetime) -> AbstractAsyncContextManager[NationalTx]:
        """Commits when the block ends, rolls back when it raises; RuleRefused BUSY where a wait was ended."""
        ...


@dataclass(frozen=True, slots=True)
class CellsAsked:
    """Which published cells: of no indicator, region, period or category named, all of them.

    `until` is the publication as of which they are shown, None for the latest. A period is named as it is written.
    """

    indicators: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A cell as a publication made it, by its content as JSON text; `deleted` ones are published no more."""

    publication_id: int
    deleted: bool
    content: str


class NationalReader(Protocol):
    """What is published, each in one statement."""

    async def rounds(self, most: int) -> Sequence[Round]:
        """The latest to open first."""
        ...

    async def notices(self, round_id: str) -> Sequence[Notice]: ...

    async def publications(self, most: int) -> Sequence[Publication]:
        """The latest first."""
        ...

    async def cells(self, asked: CellsAsked, most: int) -> Sequence[str]:
        """Their contents as JSON texts, by indicator, region, beginning of period and categories."""
        ...

    async def changes(self, since: int, after: int, most: int) -> Sequence[Change]:
        """What publications after `since` made of the cells, in order, passing over the first `after`."""
        ...
