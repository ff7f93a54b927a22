"""A publication as a job: made of what every region has delivered, whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from pgqueuer.errors import RetryRequested

from infra.db.publishing_rows import Held, Making, PublicationRun, Rendered, Taken
from infra.jobs.trying import LATER, MOST_ATTEMPTS, OUTRUN, UNREACHABLE
from service.domain.words import Words
from service.national.cells import Cell
from service.national.definitions import Indicator, NationalPackage
from service.national.formats.csv_cells import csv_line, deleted_line
from service.national.formats.json_stat import remark
from service.national.formats.kolada import deleted_value, kolada_value
from service.national.formats.native import deleted_object, native_object
from service.national.formats.sdmx_csv import deleted_line as deleted_observation
from service.national.formats.sdmx_csv import sdmx_line
from service.national.formats.shown import number
from service.national.observations import SUPPRESSED, Key, Observation
from service.national.periods import ReportingPeriod
from service.national.publish import Asked, publish
from service.national.tables import Edition, groups

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Publisher:
    """What publications are made by: the national list, and the regions' names by their codes, with the nation's."""

    package: NationalPackage
    regions: Mapping[str, Words]
    nation: Words


async def run_publication(publisher: Publisher, run: PublicationRun, attempts: int) -> None:
    """Makes it; it was begun `attempts` times before.

    RetryRequested where the database was out of reach or had no time, or another worker is at it.
    """
    try:
        async with run.making() as making:
            await _made(publisher, making)
    except (*UNREACHABLE, *OUTRUN) as error:
        if attempts < MOST_ATTEMPTS:
            _log.warning("a publication is tried again", error=type(error).__name__)
            raise RetryRequested(LATER) from None
        await _failed(run, error)
    except Exception as error:  # noqa: BLE001 - whatever it is, who asked is told that it failed, and the log why
        await _failed(run, error)


async def _failed(run: PublicationRun, error: Exception) -> None:
    _log.error("a publication failed", publication=run.publication_id, exc_info=error)
    await run.failed()


async def _made(publisher: Publisher, making: Making) -> None:
    asked = await making.begin()
    if asked is None:
        return
    round_id, indicators = asked
    tied = [one for group in groups(publisher.package, indicators) for one in group]
    taken = [one for region in publisher.regions for one in await making.taken(region, tied)]
    held = await making.held(tied)
    # Work for the processor alone: beside it other jobs go on.
    period = ReportingPeriod.parse(round_id)
    cells, changes = await asyncio.to_thread(
        _decided, publisher, Asked(period, indicators, tuple(publisher.regions)), taken, held
    )
    await making.write(changes)
    for region in publisher.regions:
        await making.mark(region, round_id)
    regions = {one.observation.key.region for one in taken if one.observation.key.period.within(period)}
    await making.end(len(regions), len(cells), len(changes))


def _decided(
    publisher: Publisher, asked: Asked, taken: Sequence[Taken], held: Sequence[Held]
) -> tuple[list[Cell], list[Rendered]]:
    """The cells, and of them and those that are gone what differs from the cells that hold now."""
    earlier = [_edition(taken, held, one) for one in sorted({one.publication_id for one in held})]
    # What was received of other periods and is not published is nobody's to compare with yet.
    known = [one for one in taken if one.publication_id is not None or one.observation.key.period.within(asked.period)]
    cells = publish(publisher.package, asked, _edition(known, held, None), earlier)
    now = {one.key: one for one in held if one.superseded_in is None and not one.deleted}
    changes = [made for made in (_rendered(publisher, cell) for cell in cells) if not _same(made, now.get(made.key))]
    there = {cell.key for cell in cells}
    gone = [
        key for key in now if key.indicator in asked.indicators and key.period.within(asked.period) and key not in there
    ]
    return cells, changes + [_gone(publisher, key) for key in gone]


def _edition(taken: Sequence[Taken], held: Sequence[Held], publication_id: int | None) -> Edition:
    """What held as of that publication; None: all that was received, and what the latest publication hides."""
    figures: dict[Key, Observation] = {}
    for one in taken:
        if publication_id is None or (one.publication_id is not None and one.publication_id <= publication_id):
            figures[one.observation.key] = one.observation
    hidden = (one.key for one in held if one.status in SUPPRESSED and _holds(one, publication_id))
    return Edition(figures, frozenset(hidden))


def _holds(one: Held, publication_id: int | None) -> bool:
    """Whether the cell was what that publication showed; None: the latest."""
    if publication_id is None:
        return one.superseded_in is None
    return one.publication_id <= publication_id and (one.superseded_in is None or publication_id < one.superseded_in)


def _same(made: Rendered, now: Held | None) -> bool:
    return now is not None and now.content == made.content


def _called(publisher: Publisher, key: Key) -> tuple[Indicator, Words]:
    """The indicator by its definition of then, and the region's name."""
    indicator = publisher.package.indicator(key.indicator, key.period.start)
    if indicator is None:
        raise AssertionError("a cell is of an indicator that the list has")
    return indicator, publisher.regions.get(key.region, publisher.nation)


def _rendered(publisher: Publisher, cell: Cell) -> Rendered:
    key = cell.key
    indicator, name = _called(publisher, key)
    return Rendered(
        key=key,
        status=cell.status,
        deleted=False,
        content=native_object(cell),
        csv=csv_line(cell, indicator, name),
        sdmx=sdmx_line(cell, indicator),
        remark=remark(cell),
        value=number(cell.value),
        kolada=kolada_value(cell),
    )


def _gone(publisher: Publisher, key: Key) -> Rendered:
    indicator, name = _called(publisher, key)
    return Rendered(
        key=key,
        status="NOT_REPORTED",
        deleted=True,
        content=deleted_object(key),
        csv=deleted_line(key, indicator, name),
        sdmx=deleted_observation(key),
        remark="{}",
        value=None,
        kolada=deleted_value(key),
    )
