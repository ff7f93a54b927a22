"""A region's deliveries of national figures: opened, filled, submitted, taken back, approved (NI-03, NI-21, RP-13).

No events of the chain: see docs/decisions/0024-national-deliveries.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from service.authorize import permit
from service.delivering_ports import Approved, Figures, Opened, Place, Submitted, Withdrawn
from service.domain.dates import local_date
from service.domain.errors import InvalidInput, NotFound, RuleRefused
from service.domain.sheets import Cells
from service.domain.words import Words
from service.national.deliveries import (
    Delivery,
    check_four_eyes,
    check_round_open,
    check_stands,
    digest,
    next_number,
)
from service.national.delivery_rows import Rows
from service.national.observations import Observation
from service.ports import Recorded, Tx
from service.publishing_ports import Round
from service.usecases.checking import check_version, invalid
from service.usecases.commanding import Outcome, Sent, Services, run
from service.usecases.delivered import Asking, asking_of, collected, examined, unread

MOST_ROWS: Final = 500
"""Figures of one command."""
MOST_FIGURES: Final = 200_000
"""Rows that one delivery holds, with all that were delivered anew."""


async def open_delivery(services: Services, sent: Sent, round_id: str) -> Outcome:
    """Begin the region's next delivery to the round: `{round_id, number}`.

    The first one on a day that the round is open, and a further one, which holds corrections, once the national body
    has answered the one before. Raises MandateMissing, NotFound, RuleRefused ROUND_NOT_OPEN or DELIVERY_UNDER_WAY.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        permit(sent.actor, "DELIVER_INDICATORS", services.catalogue)
        found = await asked_round(tx, round_id)
        number = next_number(await tx.deliveries(round_id))
        if number == 1:
            check_round_open(round_id, (found.opens_on, found.closes_on), local_date(tx.now))
        place = Place(round_id, number)
        return Recorded((), delivery=Opened(place)), _outcome(place)

    return await run(services, sent, act)


async def deliver_figures(services: Services, sent: Sent, place: Place, rows: Sequence[Cells]) -> Outcome:
    """Put figures into an open delivery, at most MOST_ROWS: `{round_id, number}`. Those that say nothing new are left.

    Rows are as those of a file (`service.national.delivery_rows`). Nothing is taken out of a delivery again: what the
    round does not ask for does not get in. Raises MandateMissing, NotFound, InvalidInput at the row's column, and
    RuleRefused DELIVERY_STANDS or DELIVERY_FULL.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        permit(sent.actor, "DELIVER_INDICATORS", services.catalogue)
        if not 0 < len(rows) <= MOST_ROWS:
            raise invalid("rows", str(len(rows)), f"1-{MOST_ROWS}")
        delivery = await locked(tx, place)
        check_stands(delivery, "OPEN")
        asking = asking_of(services, await asked_round(tx, place.round_id), sent.actor.tenant_id)
        new = await unlike(tx, place, list(_read(asking, rows)))
        if not new:
            return Recorded(()), _outcome(place)
        check_room(await tx.count_figures(place) + len(new))
        return Recorded((), delivery=Figures(place, delivery.batch + 1, new)), _outcome(place)

    return await run(services, sent, act)


def _read(asking: Asking, rows: Sequence[Cells]) -> Iterator[Observation]:
    reading = Rows(asking.package, asking.asked)
    for n, cells in enumerate(rows):
        try:
            yield reading.read(n + 1, cells)
        except InvalidInput as refusal:
            refusal.params = {**refusal.params, "path": f"rows[{n}].{refusal.params['path']}"}
            raise


async def submit_delivery(
    services: Services, sent: Sent, place: Place, acknowledged: Sequence[str], version: int | None = None
) -> Outcome:
    """Hand an open delivery to the approver, once the checks find no error in it: `{round_id, number}`.

    Each warning is acknowledged by its code, or the figure that it is about bears a comment. Raises MandateMissing,
    NotFound, VersionConflict, InvalidInput for a code of no warning, and RuleRefused DELIVERY_STANDS, DELIVERY_EMPTY,
    FIGURES_WRONG or WARNINGS_UNREAD.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        permit(sent.actor, "DELIVER_INDICATORS", services.catalogue)
        delivery = await locked(tx, place)
        check_version(version, delivery.version)
        check_stands(delivery, "OPEN")
        if delivery.batch == 0:
            raise RuleRefused("DELIVERY_EMPTY", number=place.number)
        asking = asking_of(services, await asked_round(tx, place.round_id), sent.actor.tenant_id)
        found = await examined(tx, asking, place)
        if found.errors:
            codes = tuple(sorted({one.code for one in found.errors}))
            raise RuleRefused("FIGURES_WRONG", errors=len(found.errors), codes=codes)
        warned = {one.code for one in found.findings}
        for n, code in enumerate(acknowledged):
            if code not in warned:
                raise invalid(f"acknowledged[{n}]", Words("ingen varning", "no warning"), *sorted(warned))
        if left := unread(found, acknowledged):
            raise RuleRefused("WARNINGS_UNREAD", path="acknowledged", codes=left, allowed=left)
        return Recorded((), delivery=Submitted(place, tuple(sorted(set(acknowledged))))), _outcome(place)

    return await run(services, sent, act)


async def withdraw_delivery(services: Services, sent: Sent, place: Place, version: int | None = None) -> Outcome:
    """Let a submitted delivery be changed again: `{round_id, number}`. It is for the approver to send it back.

    Raises MandateMissing, NotFound, VersionConflict, RuleRefused DELIVERY_STANDS.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        permit(sent.actor, "APPROVE_INDICATORS", services.catalogue)
        delivery = await locked(tx, place)
        check_version(version, delivery.version)
        check_stands(delivery, "SUBMITTED")
        return Recorded((), delivery=Withdrawn(place)), _outcome(place)

    return await run(services, sent, act)


async def approve_delivery(
    services: Services, sent: Sent, place: Place, *, release_amounts: bool = False, version: int | None = None
) -> Outcome:
    """Give a submitted delivery to the national body, with its completeness and a digest: `{round_id, number}`.

    By another person than submitted it. Amounts in kronor are given only by `release_amounts` (PV-10). Raises
    MandateMissing, NotFound, VersionConflict, RuleRefused DELIVERY_STANDS, APPROVED_BY_SUBMITTER or
    AMOUNTS_NOT_RELEASED.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        permit(sent.actor, "APPROVE_INDICATORS", services.catalogue)
        delivery = await locked(tx, place)
        check_version(version, delivery.version)
        check_stands(delivery, "SUBMITTED")
        check_four_eyes(delivery, sent.actor.id)
        asking = asking_of(services, await asked_round(tx, place.round_id), sent.actor.tenant_id)
        figures = await collected(tx, place)
        amounts = asking.amounts(figures)
        if amounts and not release_amounts:
            raise RuleRefused("AMOUNTS_NOT_RELEASED", path="release_amounts", number=place.number, indicators=amounts)
        reach = asking.completeness(figures)
        told = (reach.expected, reach.delivered, len(reach.answered), digest(place.round_id, figures))
        return Recorded((), delivery=Approved(place, release_amounts, *told)), _outcome(place)

    return await run(services, sent, act)


async def locked(tx: Tx, place: Place) -> Delivery:
    """The delivery, locked where it is the last of its round; NotFound for none of the region's."""
    found = [one for one in await tx.deliveries(place.round_id) if one.number == place.number]
    if not found:
        raise NotFound(path="number")
    return found[0]


async def unlike(tx: Tx, place: Place, figures: Sequence[Observation]) -> list[Observation]:
    """Those of the figures that say something else than is in effect with the delivery."""
    known = await tx.known_figures(place, [one.key for one in figures])
    return [one for one in figures if known.get(one.key) != one]


def check_room(rows: int) -> None:
    """RuleRefused DELIVERY_FULL for more than MOST_FIGURES."""
    if rows > MOST_FIGURES:
        raise RuleRefused("DELIVERY_FULL", most=MOST_FIGURES)


async def asked_round(tx: Tx, round_id: str) -> Round:
    """The round; NotFound for none."""
    found = await tx.indicator_round(round_id)
    if found is None:
        raise NotFound(path="round")
    return found


def _outcome(place: Place) -> Outcome:
    return {"round_id": place.round_id, "number": place.number}
