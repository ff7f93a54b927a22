"""What is in a delivery: its figures in effect, what the checks find in them, and how complete they are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.authorize import Actor
from service.delivering_ports import Place
from service.domain.errors import NotFound
from service.national import completeness as complete
from service.national.checks import check
from service.national.completeness import Asked, Completeness
from service.national.definitions import Indicator, NationalPackage
from service.national.finding import Finding
from service.national.observations import Observation
from service.national.periods import ReportingPeriod
from service.ports import Tx
from service.publishing_ports import Round
from service.usecases.commanding import Services


@dataclass(frozen=True)
class Asking:
    """What a round asks of a region, by the national list."""

    package: NationalPackage
    asked: Asked

    @cached_property
    def definitions(self) -> Mapping[tuple[str, ReportingPeriod], Indicator]:
        return self.asked.definitions(self.package)

    def completeness(self, figures: Iterable[Observation]) -> Completeness:
        return complete.completeness(self.package, self.asked, figures)

    def amounts(self, figures: Iterable[Observation]) -> tuple[str, ...]:
        """The indicators in kronor of which there is a figure."""
        given = {one.key.indicator for one in figures if one.valued}
        return tuple(sorted({one.id for one in self.definitions.values() if one.unit == "SEK" and one.id in given}))


@dataclass(frozen=True, slots=True)
class Examined:
    """`commented` are the findings whose figure bears a comment."""

    completeness: Completeness
    findings: tuple[Finding, ...]
    commented: frozenset[int]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity == "ERROR")


def asking_of(services: Services, found: Round, region: str) -> Asking:
    """NotFound where the process has no national list: there is no round then that means anything."""
    if services.national is None:
        raise NotFound(path="round")
    period = ReportingPeriod.parse(found.round_id)
    return Asking(services.national, Asked(region, period, found.indicators))


async def collected(tx: Tx, place: Place) -> list[Observation]:
    """The figures in effect with the delivery."""
    return [one async for part in tx.figures(place) for one in part]


async def examined(tx: Tx, asking: Asking, place: Place) -> Examined:
    """What the checks find in the delivery, against what the region delivered to other rounds."""
    figures = await collected(tx, place)
    earlier = await tx.earlier_figures(place.round_id, asking.asked.indicators)
    # Seconds of a large delivery, in which the process goes on answering others.
    return await asyncio.to_thread(_examined, asking, figures, earlier)


def _examined(asking: Asking, figures: Sequence[Observation], earlier: Sequence[Observation]) -> Examined:
    findings = check(asking.package, asking.asked, figures, earlier)
    said = {one.key for one in figures if (one.comment or "").strip()}
    commented = frozenset(n for n, one in enumerate(findings) if one.key in said)
    return Examined(asking.completeness(figures), findings, commented)


def unread(found: Examined, acknowledged: Sequence[str]) -> tuple[str, ...]:
    """The codes of warnings that are neither acknowledged nor commented on."""
    left = {one.code for n, one in enumerate(found.findings) if n not in found.commented}
    return tuple(sorted(left - set(acknowledged)))


async def examine(services: Services, actor: Actor, place: Place) -> Examined:
    """What submitting the delivery would find now; NotFound for none, or where the actor may not read it."""
    if not actor.holds("READ_DELIVERIES"):
        raise NotFound(path="number")
    clock = services.clock
    async with services.tenancy.begin(actor, clock.now(), stopped=clock.stopped, readonly=True) as tx:
        found = await tx.indicator_round(place.round_id)
        if found is None:
            raise NotFound(path="round")
        if all(one.number != place.number for one in await tx.deliveries(place.round_id)):
            raise NotFound(path="number")
        return await examined(tx, asking_of(services, found, actor.tenant_id), place)
