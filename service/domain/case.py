"""The case as a function of its events. `evolve` knows no ruleset: what a rule decided stands in the events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from service.domain.events import (
    CaseClassified,
    CaseClosed,
    CaseEvent,
    CaseOpened,
    CorrectionRequestSent,
    FollowUpRecorded,
    PlanDecided,
    PlanReceived,
    SanctionDecided,
)


@dataclass(frozen=True, slots=True)
class Act:
    """What was done and how it came out, in the ruleset's vocabulary of actions and outcomes."""

    action: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Request:
    """A correction request with what has followed it. Failure is judged request by request."""

    sent: CorrectionRequestSent
    plans: tuple[PlanReceived, ...] = ()
    plan_verdicts: tuple[PlanDecided, ...] = ()
    follow_ups: tuple[FollowUpRecorded, ...] = ()
    sanction: SanctionDecided | None = None

    @property
    def plan_in_time(self) -> bool:
        """Whether a plan came in time that counts.

        A rejected one counts as not received (AM-14); while it is the latest, the rejection itself is the failure.
        """
        rejected = {verdict.plan for verdict in self.plan_verdicts if verdict.verdict == "REJECTED"}
        rejected.discard(len(self.plans))
        return any(plan.in_time and number not in rejected for number, plan in enumerate(self.plans, start=1))

    @property
    def plan_rejected(self) -> PlanDecided | None:
        """The rejection that stands: of the latest plan; one that was sent in its place awaits its own verdict."""
        latest = [verdict for verdict in self.plan_verdicts if verdict.plan == len(self.plans)]
        return latest[-1] if latest and latest[-1].verdict == "REJECTED" else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A decided sanction: `rate_ore` öre per listed person and month from `start`."""

    start: date
    rate_ore: int
    colour: str
    ladder: str
    step: str
    request: int
    ruleset_id: UUID


@dataclass(frozen=True, slots=True)
class CaseState:
    opened: CaseOpened
    acts: tuple[Act, ...]
    version: int
    ruleset_id: UUID
    classified: CaseClassified | None = None
    colour: str | None = None
    requests: tuple[Request, ...] = ()
    pieces: tuple[Piece, ...] = ()
    corrected_on: date | None = None
    closed: CaseClosed | None = None

    @property
    def request(self) -> Request | None:
        """The latest request, the one that plans and failures concern."""
        return self.requests[-1] if self.requests else None

    @property
    def sanction_runs(self) -> bool:
        return bool(self.pieces) and self.corrected_on is None


def _on_request(state: CaseState, number: int, **changes: object) -> tuple[Request, ...]:
    return tuple(
        replace(request, **changes) if request.sent.number == number else request  # type: ignore[arg-type]
        for request in state.requests
    )


def _numbered(state: CaseState, number: int) -> Request:
    return next(request for request in state.requests if request.sent.number == number)


def _evolve(state: CaseState, event: CaseEvent) -> tuple[CaseState, Act]:
    match event:
        case CaseClassified():
            state = replace(state, classified=event, colour=event.colour, ruleset_id=event.ruleset_id)
            return state, Act("CLASSIFY", event.colour)
        case CorrectionRequestSent():
            requests = (*state.requests, Request(event))
            state = replace(state, requests=requests, colour=event.colour, ruleset_id=event.ruleset_id)
            return state, Act("SEND_CORRECTION_REQUEST", event.colour)
        case PlanReceived():
            plans = (*_numbered(state, event.request).plans, event)
            state = replace(state, requests=_on_request(state, event.request, plans=plans))
            return state, Act("RECEIVE_PLAN", "IN_TIME" if event.in_time else "LATE")
        case PlanDecided():
            verdicts = (*_numbered(state, event.request).plan_verdicts, event)
            state = replace(state, requests=_on_request(state, event.request, plan_verdicts=verdicts))
            return state, Act("DECIDE_PLAN", event.verdict)
        case FollowUpRecorded():
            follow_ups = (*_numbered(state, event.request).follow_ups, event)
            state = replace(
                state,
                requests=_on_request(state, event.request, follow_ups=follow_ups),
                corrected_on=event.decided_on if event.approved else state.corrected_on,
            )
            return state, Act("RECORD_FOLLOW_UP", "APPROVED" if event.approved else "NOT_APPROVED")
        case SanctionDecided():
            piece = Piece(
                event.starts_on,
                event.rate_ore,
                event.colour,
                event.ladder,
                event.step,
                event.request,
                event.ruleset_id,
            )
            state = replace(
                state,
                requests=_on_request(state, event.request, sanction=event),
                pieces=(*state.pieces, piece),
                colour=event.next_colour or state.colour,
            )
            return state, Act("DECIDE_SANCTION", event.ground)
        case CaseClosed():
            return replace(state, closed=event), Act("CLOSE_CASE", event.ground)
        case CaseOpened():
            message = "a case is opened once"
            raise ValueError(message)


def evolve(state: CaseState | None, event: CaseEvent) -> CaseState:
    """The state after `event`; ValueError where the stream does not begin with CaseOpened or has a second one."""
    if state is None:
        if not isinstance(event, CaseOpened):
            message = "a case begins with CaseOpened"
            raise ValueError(message)
        origin = "SIGNAL" if event.signal is not None else "IMPULSE"
        return CaseState(event, (Act("OPEN_CASE", origin),), version=1, ruleset_id=event.ruleset_id)
    after, act = _evolve(state, event)
    return replace(after, acts=(*state.acts, act), version=state.version + 1)


def replay(events: Iterable[CaseEvent]) -> CaseState:
    """The state after all of `events`, in order; ValueError for none at all."""
    state: CaseState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        message = "a case has at least one event"
        raise ValueError(message)
    return state
