"""The commands of a case, from signal to closing. Each is one transaction; the rules decide, this only carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from service.authorize import authorize
from service.domain.case import CaseState, replay
from service.domain.dates import Period, local_date
from service.domain.endings import AgreementTerminated
from service.domain.errors import FieldName, NotFound, RuleRefused
from service.domain.events import CaseEvent, Impulse, Signal, shown_to
from service.domain.register_events import AgreementEnded
from service.domain.steps import StepTaken
from service.domain.unit import HeldAgreement, UnitState
from service.domain.words import Words
from service.ports import CaseRow, NewEvent, Recorded, Tx
from service.rules.commands import (
    CaseCommand,
    CloseCase,
    FlagRecurrence,
    OpenCase,
    OpenDeclared,
    SplitCase,
    TerminateAgreement,
    WithText,
)
from service.rules.decision import Circumstances
from service.rules.opening import open_case, open_declared
from service.rules.project import project
from service.rules.ruleset import Ruleset
from service.rules.stated import Given
from service.rules.steps import came_out
from service.usecases.checking import check_version, invalid
from service.usecases.commanding import Outcome, Sent, Services, Written, in_force, run, sealed
from service.usecases.deciding import decided_as_shown


@dataclass(frozen=True, slots=True)
class Declared:
    """The act of opening that a ruleset declares: day, outcome, values by field, and texts to be sealed."""

    opened_on: date
    outcome: str | None
    values: Mapping[str, Given]
    texts: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """What is asked of a new case: unit, origin, and what happened and is to be done about it, in words kept sealed.

    `declared` is what the ruleset's own act of opening states, in the place of signal and impulse.
    """

    procedure: str
    unit_id: UUID | None
    signal: Signal | None = None
    impulse: Impulse | None = None
    declared: Declared | None = None
    happening: str | None = None
    intended_measures: str | None = None
    informant: str | None = None


def told(happening: str | None, intended_measures: str | None) -> tuple[Written, ...]:
    """What a unit's signal tells beside its template: one record, two texts."""
    return (
        Written(happening, "happening"),
        Written(intended_measures, "intended_measures", name="intended_measures"),
    )


def who_told(contact: str | None) -> Written:
    """Contact details of whoever told of an impulse (PV-09)."""
    return Written(contact, "impulse.informant", longest=1000)


@dataclass(frozen=True, slots=True)
class Acting:
    """A command for an existing case; `expected_version` None accepts whatever version there is."""

    case_id: UUID
    command: CaseCommand
    expected_version: int | None = None
    written: tuple[Written, ...] = ()


def _row(
    case_id: UUID,
    opened_at: datetime,
    events: Sequence[CaseEvent],
    versions: Mapping[UUID, Ruleset],
    seats: tuple[str, ...] = (),
) -> CaseRow:
    opened = replay(events).opened
    return CaseRow(
        case_id=case_id,
        unit_id=opened.unit_id,
        procedure=opened.procedure,
        opened_on=opened.opened_on,
        opened_at=opened_at,
        retrospective=opened.retrospective,
        projection=project(events, versions),
        seats=seats,
    )


async def open_new(services: Services, sent: Sent, opening: Opening) -> Outcome:
    """Open a case by signal, impulse or both: `{case_id}`. Refusals as of rules.opening, and NotFound for the unit."""

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        if opening.declared is not None:
            return await _open_declared(services, tx, sent, opening, opening.declared)
        unit = None if opening.unit_id is None else await tx.unit(opening.unit_id)
        if unit is None or opening.unit_id is None:
            raise NotFound(path="unitId")
        if opening.intended_measures is not None and opening.signal is None:
            problem = Words("hör till en signal", "belongs to a signal")
            raise invalid("intended_measures", problem, FieldName("signal"))
        versions = await tx.rulesets(opening.procedure)
        days = [one for one in (_day(opening.signal), _day(opening.impulse)) if one is not None]
        adopted = in_force(versions, opening.procedure, min(days, default=local_date(tx.now)))
        role = ""
        for origin, given in (("SIGNAL", opening.signal), ("IMPULSE", opening.impulse)):
            if given is not None:
                role = authorize(sent.actor, adopted.ruleset, "OPEN_CASE", origin)
        personal, records = sealed(tx, *told(opening.happening, opening.intended_measures))
        informant, contact = sealed(tx, who_told(opening.informant))
        decision = open_case(
            OpenCase(opening.unit_id, opening.signal, opening.impulse, personal, informant),
            adopted,
            unit.periods,
            Circumstances(tx.now, sent.actor.by_party),
        )
        case_id = services.ids.new()
        happened = [event.model_copy(update=sent.actor.signed(role)) for event in decision.events]
        recorded = Recorded(
            events=tuple(NewEvent("case", case_id, version, event) for version, event in enumerate(happened, 1)),
            cases=(_row(case_id, tx.now, happened, versions, replay(happened).opened.seats),),
            personal=(*records, *contact),
        )
        return recorded, {"case_id": str(case_id)}

    return await run(services, sent, act)


async def _open_declared(
    services: Services, tx: Tx, sent: Sent, opening: Opening, declared: Declared
) -> tuple[Recorded, Outcome]:
    versions = await tx.rulesets(opening.procedure)
    adopted = in_force(versions, opening.procedure, declared.opened_on)
    if all(act.id != "OPEN_CASE" for act in adopted.ruleset.acts):
        raise RuleRefused("SIGNAL_OR_IMPULSE_MISSING", allowed=(FieldName("signal"), FieldName("impulse")))
    outcome = came_out(adopted.ruleset.act("OPEN_CASE"), declared.outcome)
    role = authorize(sent.actor, adopted.ruleset, "OPEN_CASE", outcome)
    periods = await _periods(tx, opening.unit_id, agreement=adopted.ruleset.subject.agreement)
    personal, records = sealed(tx, *declared.texts)
    command = OpenDeclared(
        opened_on=declared.opened_on,
        unit_id=opening.unit_id,
        outcome=outcome,
        values=declared.values,
        told=tuple(one.name for one in declared.texts),
        personal=personal,
    )
    decision = open_declared(command, adopted, periods, Circumstances(tx.now, sent.actor.by_party))
    case_id = services.ids.new()
    happened = [event.model_copy(update=sent.actor.signed(role)) for event in decision.events]
    seats = replay(happened).opened.seats
    if sent.actor.by_party and sent.actor.organisation not in seats:
        source = next((one.source.source for one in adopted.ruleset.parties), None)
        raise RuleRefused("OPENER_NO_PARTY", path="declared.entries", source=source)
    recorded = Recorded(
        events=tuple(NewEvent("case", case_id, version, event) for version, event in enumerate(happened, 1)),
        cases=(_row(case_id, tx.now, happened, versions, seats),),
        personal=records,
    )
    return recorded, {"case_id": str(case_id)}


async def _periods(tx: Tx, unit_id: UUID | None, *, agreement: bool) -> Sequence[Period]:
    """The unit's agreements, where the procedure is of one; NotFound for a unit that there is not."""
    if unit_id is None:
        return ()
    if not agreement:
        if not await tx.has_unit(unit_id):
            raise NotFound(path="unitId")
        return ()
    unit = await tx.unit(unit_id)
    if unit is None:
        raise NotFound(path="unitId")
    return unit.periods


def _day(origin: Signal | Impulse | None) -> date | None:
    match origin:
        case Signal():
            return origin.signalled_on
        case Impulse():
            return origin.known_on
        case None:
            return None


async def act_on(services: Services, sent: Sent, acting: Acting) -> Outcome:
    """Decide and record one command on a case: `{case_id}`.

    Raises NotFound (also where the case is not the actor's), MandateMissing, VersionConflict, and what `decide` raises.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        stored = await tx.case_events(acting.case_id)
        if not stored:
            raise NotFound(path="caseId")
        events = [one.event for one in stored]
        case, shown = replay(events), replay(shown_to(sent.actor.audiences, events))
        check_version(acting.expected_version, shown.version)
        versions = await tx.rulesets(case.opened.procedure)
        personal, records = sealed(tx, *acting.written)
        command = acting.command
        if personal is not None and isinstance(command, WithText):
            command = replace(command, personal=personal)
        if isinstance(command, SplitCase):
            command = replace(command, origin=acting.case_id, into=services.ids.new())
        held = await _held(tx, case) if isinstance(command, CloseCase | TerminateAgreement) else None
        ends_on = held.agreement.valid_until if held is not None else None
        found = decided_as_shown(case, shown, command, versions, sent.actor, tx.now, agreement_ends_on=ends_on)
        if isinstance(command, FlagRecurrence):
            await _check_earlier(tx, acting.case_id, case, command)
        numbered = enumerate(found.events, start=case.version + 1)
        new = [NewEvent("case", acting.case_id, version, event) for version, event in numbered]
        admitted = tuple(one for event in found.events if isinstance(event, StepTaken) for one in event.admits)
        rows = [_row(acting.case_id, stored[0].recorded_at, [*events, *found.events], versions, admitted)]
        if isinstance(command, SplitCase):
            new += [NewEvent("case", command.into, version, event) for version, event in enumerate(found.opens, 1)]
            rows.append(_row(command.into, tx.now, found.opens, versions, case.opened.seats))
        new += _ended(held, found.events)
        recorded = Recorded(events=tuple(new), cases=tuple(rows), personal=records)
        return recorded, {"case_id": str(acting.case_id)}

    return await run(services, sent, act)


@dataclass(frozen=True, slots=True)
class _Held:
    """The agreement that a case was opened under, with the unit whose it is."""

    unit_id: UUID
    unit: UnitState
    agreement: HeldAgreement


async def _held(tx: Tx, case: CaseState) -> _Held | None:
    opened = case.opened
    unit = None if opened.unit_id is None else await tx.unit(opened.unit_id)
    agreement = unit.agreement_of(opened.opened_on) if unit is not None else None
    return _Held(case.unit_id, unit, agreement) if unit is not None and agreement is not None else None


def _ended(held: _Held | None, events: Sequence[CaseEvent]) -> Iterator[NewEvent]:
    """What terminating the agreement means in the stream of the unit."""
    for event in events:
        if isinstance(event, AgreementTerminated) and held is not None:
            ended = AgreementEnded(
                acted_as=event.acted_as,
                seat_id=event.seat_id,
                agreement_id=held.agreement.terms.agreement_id,
                ends_on=event.ends_on,
                reason="TERMINATED",
                external_reference=event.external_reference,
            )
            yield NewEvent("unit", held.unit_id, held.unit.version + 1, ended)


async def _check_earlier(tx: Tx, case_id: UUID, case: CaseState, command: FlagRecurrence) -> None:
    """Refuses cases that are not the unit's, as there were none, and such as were not opened before this one."""
    opened = await tx.cases_of(case.unit_id)
    for place, earlier in enumerate(command.earlier):
        path = f"earlier[{place}]"
        if earlier not in opened:
            raise NotFound(path=path)
        if earlier == case_id or opened[earlier] >= case.opened.opened_on:
            problem = Words("inget tidigare ärende", "no earlier case")
            allowed = Words(
                f"ett ärende som öppnades före {case.opened.opened_on}", f"a case opened before {case.opened.opened_on}"
            )
            raise invalid(path, problem, allowed)
