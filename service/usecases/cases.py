"""The commands of a case, from signal to closing. Each is one transaction; the rules decide, this only carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from service.authorize import authorize
from service.domain.case import CaseState, evolve, replay
from service.domain.dates import Period, local_date
from service.domain.errors import NotFound, VersionConflict
from service.domain.events import CaseEvent, CaseOpened, Impulse, Signal
from service.domain.facts import PersonalRef
from service.ports import CaseRow, NewEvent, Recorded, Tx
from service.rules.commands import CaseCommand, Classify, OpenCase, SendCorrectionRequest
from service.rules.decision import Circumstances
from service.rules.opening import open_case
from service.rules.project import project
from service.rules.ruleset import Ruleset
from service.usecases.commanding import Outcome, Sent, Services, in_force, run, sealed
from service.usecases.deciding import decided


@dataclass(frozen=True, slots=True)
class Opening:
    """What is asked of a new case: unit, origin, and what happened, in words that are kept sealed."""

    procedure: str
    unit_id: UUID
    signal: Signal | None
    impulse: Impulse | None
    happening: str | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """A command for an existing case; `expected_version` None accepts whatever version there is."""

    case_id: UUID
    command: CaseCommand
    expected_version: int | None = None
    note: str | None = None


def _row(case_id: UUID, opened: CaseOpened, opened_at: datetime, case: CaseState, ruleset: Ruleset) -> CaseRow:
    return CaseRow(
        case_id=case_id,
        unit_id=opened.unit_id,
        procedure=opened.procedure,
        opened_on=opened.opened_on,
        opened_at=opened_at,
        ladder=opened.ladder,
        retrospective=opened.retrospective,
        projection=project(case, ruleset),
    )


async def open_new(services: Services, sent: Sent, opening: Opening) -> Outcome:
    """Open a case by signal, impulse or both: `{case_id}`. Refusals as of rules.opening, and NotFound for the unit."""

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        unit = await tx.unit(opening.unit_id)
        if unit is None:
            raise NotFound(path="unitId")
        versions = await tx.rulesets(opening.procedure)
        days = [one for one in (_day(opening.signal), _day(opening.impulse)) if one is not None]
        adopted = in_force(versions, opening.procedure, min(days, default=local_date(tx.now)))
        role = ""
        for origin, given in (("SIGNAL", opening.signal), ("IMPULSE", opening.impulse)):
            if given is not None:
                role = authorize(sent.actor, adopted.ruleset, "OPEN_CASE", origin)
        personal, records = sealed(tx, opening.happening, "happening")
        agreement = unit.registered.agreement
        decision = open_case(
            OpenCase(opening.unit_id, opening.signal, opening.impulse, personal),
            adopted,
            [Period(agreement.valid_from, agreement.valid_until)],
            Circumstances(tx.now, sent.actor.by_party),
        )
        case_id = services.ids.new()
        (opened,) = (event.model_copy(update=sent.actor.signed(role)) for event in decision.events)
        case = evolve(None, opened)
        recorded = Recorded(
            events=(NewEvent("case", case_id, 1, opened),),
            case=_row(case_id, case.opened, tx.now, case, adopted.ruleset),
            seats=(str(opening.unit_id),),
            personal=records,
        )
        return recorded, {"case_id": str(case_id)}

    return await run(services, sent, act)


def _day(origin: Signal | Impulse | None) -> date | None:
    match origin:
        case Signal():
            return origin.signalled_on
        case Impulse():
            return origin.known_on
        case None:
            return None


async def act_on(services: Services, sent: Sent, acting: Acting) -> Outcome:
    """Decide and record one command on a case: `{case_id, version}`.

    Raises NotFound (also where the case is not the actor's), MandateMissing, VersionConflict, and what `decide` raises.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        events = await tx.case_events(acting.case_id)
        if not events:
            raise NotFound(path="caseId")
        case = replay(event.event for event in events)
        if acting.expected_version is not None and acting.expected_version != case.version:
            raise VersionConflict("VERSION_CONFLICT", expected=acting.expected_version, current=case.version)
        versions = await tx.rulesets(case.opened.procedure)
        personal, records = sealed(tx, acting.note, "note")
        command = acting.command
        if personal is not None and isinstance(command, Classify | SendCorrectionRequest):
            command = replace(command, personal=personal)
        found = decided(case, command, versions, sent.actor, tx.now)
        return _recorded(acting.case_id, events[0].recorded_at, case, found.events, versions, records)

    return await run(services, sent, act)


def _recorded(
    case_id: UUID,
    opened_at: datetime,
    case: CaseState,
    happened: tuple[CaseEvent, ...],
    versions: Mapping[UUID, Ruleset],
    records: tuple[tuple[PersonalRef, bytes], ...],
) -> tuple[Recorded, Outcome]:
    new: list[NewEvent] = []
    after: CaseState = case
    for event in happened:
        after = evolve(after, event)
        new.append(NewEvent("case", case_id, after.version, event))
    row = _row(case_id, case.opened, opened_at, after, versions[after.ruleset_id])
    return Recorded(tuple(new), row, personal=records), {"case_id": str(case_id), "version": after.version}
