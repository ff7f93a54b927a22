"""Carries a command out up to the point where it would be recorded, and says what it would come to instead."""

from __future__ import annotations

from uuid import UUID

from service.authorize import Actor
from service.domain.case import replay
from service.domain.dates import Month, local_date
from service.domain.events import CaseEvent
from service.domain.register_events import (
    AgreementAdded,
    AgreementEnded,
    AgreementEvent,
    ListedCountsRecorded,
    MonthSettled,
)
from service.domain.unit import evolve
from service.ports import Recorded, Tx, UnitFacts
from service.rules.settle import Facts, ends_on
from service.usecases.effects import Effect, Money, changed, on_case, settling
from service.usecases.settlement import computed


async def foresee(tx: Tx, actor: Actor, recorded: Recorded) -> Effect:
    """The effect of what a command would record, as the actor may see it."""
    first, new = recorded.events[0], tuple(one.event for one in recorded.events)
    if first.stream_kind == "case":
        own = [one.event for one in recorded.events if one.stream_id == first.stream_id]
        return await _on_case(tx, actor, first.stream_id, [event for event in own if isinstance(event, CaseEvent)])
    match first.event:
        case ListedCountsRecorded() as counted:
            return await _counted(tx, first.stream_id, counted)
        case AgreementAdded() | AgreementEnded() as event if actor.holds("READ_LEDGER"):
            return await _agreed(tx, first.stream_id, event)
        case MonthSettled() as settled:
            return settling(settled, await tx.rulesets())
        case _:
            return Effect(new, {})


async def _on_case(tx: Tx, actor: Actor, case_id: UUID, new: list[CaseEvent]) -> Effect:
    earlier = [(one.event, one.recorded_at) for one in await tx.case_events(case_id)]
    opened = replay([*(event for event, _ in earlier), *new]).opened
    versions = await tx.rulesets(opened.procedure)
    unit = UnitFacts({}, (), ()) if opened.unit_id is None else await tx.unit_facts(opened.unit_id)
    ended = ends_on(unit.agreements, opened.opened_on)
    money: Money | None = None
    if actor.holds("READ_LEDGER"):
        money = Money(Facts(versions, unit.listed, local_date(tx.now), ended), unit.settled)
    return on_case(
        case_id, earlier, new, versions, money, now=tx.now, audiences=actor.audiences, agreement_ends_on=ended
    )


async def _counted(tx: Tx, unit_id: UUID, counted: ListedCountsRecorded) -> Effect:
    """What other listed counts change in the unit's ledger, which whoever records them may read."""
    versions = await tx.rulesets()
    unit, streams = await tx.unit_facts(unit_id), await tx.sanctioned_cases(unit_id)
    corrected = {**unit.listed, **{Month.parse(month): listed for month, listed in counted.counts.items()}}
    agreements, today = {unit_id: unit.agreements}, local_date(tx.now)
    before, after = (
        computed(streams, versions, {unit_id: listed}, agreements, today) for listed in (unit.listed, corrected)
    )
    return Effect((counted,), versions, owed=changed(before, after, unit.settled))


async def _agreed(tx: Tx, unit_id: UUID, event: AgreementEvent) -> Effect:
    """What a further agreement, or the end of one, changes in the unit's ledger."""
    versions, today = await tx.rulesets(), local_date(tx.now)
    unit, state, streams = await tx.unit_facts(unit_id), await tx.unit(unit_id), await tx.sanctioned_cases(unit_id)
    becomes = evolve(state, event).periods
    before, after = (
        computed(streams, versions, {unit_id: unit.listed}, {unit_id: periods}, today)
        for periods in (unit.agreements, becomes)
    )
    return Effect((event,), versions, owed=changed(before, after, unit.settled))
