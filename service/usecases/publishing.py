"""What a national body decides: which figures are collected and when, which deliveries it takes, what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from service.authorize import Catalogue, NationalActor, permit
from service.domain.dates import local_date
from service.domain.errors import NotFound, RuleRefused, busy
from service.domain.identifiers import personal_number_in
from service.domain.words import Words
from service.national.definitions import NationalPackage
from service.national.periods import WRITTEN, ReportingPeriod
from service.publishing_ports import NationalStore, Notice, Round
from service.usecases.checking import characters, invalid

LONGEST_REASON: Final = 1000
MOST_QUEUED: Final = 1
"""Publications that wait at a time: each is made of all that was published before."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What these use cases run on; `package` is the national list, `regions` the codes of those who deliver."""

    store: NationalStore
    package: NationalPackage
    regions: frozenset[str]
    catalogue: Catalogue
    now: datetime


Outcome = Mapping[str, Any]


async def open_round(
    on: Publishing, actor: NationalActor, period: str, indicators: tuple[str, ...], days: tuple[date, date]
) -> Outcome:
    """Opens the collection of the indicators for a period: `{round_id}`. `days` are the half-open days of delivery.

    Raises MandateMissing, InvalidInput, RuleRefused ROUND_EXISTS.
    """
    permit(actor, "OPEN_ROUND", on.catalogue)
    opens_on, closes_on = days
    asked = _period(period)
    known = tuple(dict.fromkeys(one.id for one in on.package.indicators))
    for place, one in enumerate(indicators):
        path = f"indicators[{place}]"
        if one not in known:
            raise invalid(path, one, *known)
        if one in indicators[:place]:
            raise invalid(path, Words(f"{one} står två gånger", f"{one} stands twice"))
        definition = on.package.indicator(one, asked.start)
        if definition is None:
            raise invalid(path, Words(f"{one} gäller inte {period}", f"{one} is not valid in {period}"))
        if not asked.parts(definition.period):
            kind = Words(f"{one} mäts per {definition.period}", f"{one} is counted per {definition.period}")
            raise invalid(path, kind)
    if not indicators:
        raise invalid("indicators", Words("ingen", "none"), *known)
    if closes_on <= opens_on:
        raise invalid("closesOn", closes_on.isoformat(), f"> {opens_on.isoformat()}")
    if opens_on < asked.end:
        raise invalid("opensOn", opens_on.isoformat(), f">= {asked.end.isoformat()}")
    async with on.store.begin(on.now) as tx:
        opened = Round(str(asked), actor.body, indicators, opens_on, closes_on, tx.now)
        if await tx.round(opened.round_id) is not None:
            raise RuleRefused("ROUND_EXISTS", path="period", period=opened.round_id)
        await tx.open_round(opened, actor.id)
    return {"round_id": opened.round_id}


async def receive(on: Publishing, actor: NationalActor, region: str, period: str, number: int) -> Outcome:
    """Takes a delivery, which is then published with the round: `{round_id}`.

    Raises MandateMissing, NotFound, RuleRefused DELIVERY_ANSWERED.
    """
    permit(actor, "RECEIVE_DELIVERY", on.catalogue)
    async with on.store.begin(on.now) as tx:
        notice = _unanswered(await tx.notices(period), region, number)
        await tx.receive(notice, actor.id)
    return {"round_id": period}


async def send_back(
    on: Publishing, actor: NationalActor, region: str, period: str, number: int, reason: str
) -> Outcome:
    """Gives a delivery back to its region, which then makes another: `{round_id}`. Raises as `receive`."""
    permit(actor, "RECEIVE_DELIVERY", on.catalogue)
    told = reason.strip()
    if not 0 < len(told) <= LONGEST_REASON:
        raise invalid("reason", Words(f"{len(told)} tecken", f"{len(told)} characters"), characters(LONGEST_REASON))
    if personal_number_in(told):
        raise RuleRefused("PERSONAL_NUMBER_IN_TEXT", path="reason")
    async with on.store.begin(on.now) as tx:
        notice = _unanswered(await tx.notices(period), region, number)
        await tx.send_back(notice, told)
    return {"round_id": period}


async def publish(on: Publishing, actor: NationalActor, period: str) -> Outcome:
    """Has the worker publish all that was received of the round: `{publication_id}`.

    Raises MandateMissing, NotFound, RuleRefused ROUND_STILL_OPEN before its last day of delivery unless every region
    was received, NOTHING_RECEIVED where nothing is to be published that was not, and BUSY.
    """
    permit(actor, "PUBLISH_NATIONAL", on.catalogue)
    async with on.store.begin(on.now) as tx:
        found = await tx.round(period)
        if found is None:
            raise NotFound(path="period")
        notices = await tx.notices(period)
        received = {one.region for one in notices if one.received_at is not None}
        if not any(one.received_at is not None and one.publication_id is None for one in notices):
            raise RuleRefused("NOTHING_RECEIVED", path="period", period=period)
        if local_date(tx.now) < found.closes_on and received != on.regions:
            raise RuleRefused("ROUND_STILL_OPEN", path="period", period=period, day=found.closes_on.isoformat())
        if await tx.queued() >= MOST_QUEUED:
            raise busy()
        publication_id = await tx.publish(period, on.package.id, actor.id)
    return {"publication_id": publication_id}


def _period(text: str) -> ReportingPeriod:
    try:
        return ReportingPeriod.parse(text)
    except ValueError:
        raise invalid("period", text, WRITTEN) from None


def _unanswered(notices: Sequence[Notice], region: str, number: int) -> Notice:
    notice = next((one for one in notices if (one.region, one.number) == (region, number)), None)
    if notice is None:
        raise NotFound(path="number")
    if notice.received_at is not None or notice.returned_at is not None:
        raise RuleRefused("DELIVERY_ANSWERED", path="number", region=region, number=number)
    return notice
