"""What a region's deliveries of figures need from the outside: a part of every transaction of its own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.national.deliveries import Delivery
from service.national.observations import Key, Observation
from service.publishing_ports import Round


@dataclass(frozen=True, slots=True)
class Place:
    """Which delivery of the region."""

    round_id: str
    number: int


@dataclass(frozen=True, slots=True)
class Opened:
    place: Place


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures that come in `batch`, one more than the delivery's last."""

    place: Place
    batch: int
    observations: Sequence[Observation]


@dataclass(frozen=True, slots=True)
class Submitted:
    """`acknowledged` are the codes of warnings that were read."""

    place: Place
    acknowledged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    place: Place


@dataclass(frozen=True, slots=True)
class Approved:
    """What the national body is told: how many figures were `expected`, are `present` and `answered`, and a digest."""

    place: Place
    amounts_released: bool
    expected: int
    present: int
    answered: int
    digest: str


DeliveryAct = Opened | Figures | Submitted | Withdrawn | Approved


class DeliveringTx(Protocol):
    """What a tenant transaction reads and writes of deliveries."""

    async def indicator_round(self, round_id: str) -> Round | None:
        """The round as its national body opened it."""
        ...

    async def deliveries(self, round_id: str) -> Sequence[Delivery]:
        """The region's deliveries to the round in order of number, the last of them locked until the end."""
        ...

    def figures(self, place: Place) -> AsyncGenerator[Sequence[Observation], None]:
        """All figures in effect with the delivery, some at a time: of each key the latest number's latest batch."""
        ...

    async def known_figures(self, place: Place, keys: Sequence[Key]) -> dict[Key, Observation]:
        """Those figures in effect with the delivery that have one of the keys."""
        ...

    async def count_figures(self, place: Place) -> int:
        """How many rows the delivery itself holds, of all batches."""
        ...

    async def earlier_figures(self, round_id: str, indicators: Sequence[str]) -> list[Observation]:
        """The figures of the indicators in effect by approved deliveries to other rounds, but for single care units."""
        ...
