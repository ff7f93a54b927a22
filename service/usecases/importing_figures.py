"""Whole files of a round's figures into the region's open delivery: every row checked, and all of them in or none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from service.authorize import Actor, Catalogue, permit
from service.delivering_ports import Figures, Place
from service.domain.errors import NotFound
from service.domain.sheets import Columns
from service.national.definitions import NationalPackage
from service.national.deliveries import Delivery, check_stands
from service.national.delivery_rows import Rows, columns_of
from service.national.observations import Observation
from service.ports import Memory, Sheet, Tx
from service.usecases.commanding import Sent, Services
from service.usecases.delivered import Asking, asking_of
from service.usecases.delivering import asked_round, check_room, unlike
from service.usecases.importing import Report, Tally, checked

_AT_ONCE: Final = 5_000
"""Figures that are looked up and delivered with one statement."""


def figure_columns(package: NationalPackage | None) -> Columns:
    """The columns of such a file; NotFound where the process has no national list."""
    if package is None:
        raise NotFound(path="round")
    return columns_of(package)


def check_may_deliver(actor: Actor, catalogue: Catalogue) -> str:
    """The role as which the actor may import figures; MandateMissing otherwise."""
    return permit(actor, "DELIVER_INDICATORS", catalogue)


@dataclass(frozen=True, slots=True)
class _Filling:
    asking: Asking
    delivery: Delivery
    place: Place
    sheet: Sheet


async def import_figures(services: Services, sent: Sent, round_id: str, sheet: Sheet, *, preview: bool) -> Report:
    """Check every row and deliver the file: whole, or not at all where a row is wrong. A preview delivers nothing.

    As one batch of the region's latest delivery to the round, which is to be open. `units` of the report are the
    figures that say something new: the same file again changes nothing. Raises MandateMissing, NotFound, and
    RuleRefused DELIVERY_STANDS, DELIVERY_FULL or BUSY.
    """
    clock, tally = services.clock, Tally()
    async with services.tenancy.begin(sent.actor, clock.now(), stopped=clock.stopped, readonly=preview) as tx:
        check_may_deliver(sent.actor, services.catalogue)
        filling = await _filling(services, sent, tx, round_id, sheet)
        held = await tx.count_figures(filling.place)
        # As many as a delivery holds are kept in memory: reading them again takes longer than all the rest.
        new: list[Observation] = []
        for part in _parts(_figures(filling, tally)):
            found = await unlike(tx, filling.place, part)
            tally.units += len(found)
            tally.unchanged += len(part) - len(found)
            check_room(held + tally.units)
            new += found
        if preview or tally.error_count or not new:
            return tally.report(written=False)
        outcome = {"round_id": round_id, "number": filling.place.number, "figures": tally.units}
        memory = Memory(services.ids.new(), sent.digest(services.pseudonyms), outcome)
        await tx.deliver_all(_delivered(filling, new), memory)
        return tally.report(written=True)


async def _filling(services: Services, sent: Sent, tx: Tx, round_id: str, sheet: Sheet) -> _Filling:
    asking = asking_of(services, await asked_round(tx, round_id), sent.actor.tenant_id)
    found = await tx.deliveries(round_id)
    if not found:
        raise NotFound(path="round")
    check_stands(found[-1], "OPEN")
    return _Filling(asking, found[-1], Place(round_id, found[-1].number), sheet)


def _figures(filling: _Filling, tally: Tally) -> Iterator[Observation]:
    """What the rows say, those that cannot be read being told of."""
    asking = filling.asking
    reading = Rows(asking.package, asking.asked, filling.sheet.decimal_comma)
    for row in filling.sheet.rows():
        yield from (one for _, one in checked((row,), tally, partial(reading.read, row.number)))


async def _delivered(filling: _Filling, new: Sequence[Observation]) -> AsyncIterator[Figures]:
    for part in _parts(iter(new)):
        yield Figures(filling.place, filling.delivery.batch + 1, part)


def _parts(figures: Iterator[Observation]) -> Iterator[list[Observation]]:
    part: list[Observation] = []
    for one in figures:
        part.append(one)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    if part:
        yield part
