"""The case as a function of its events. `evolve` knows no ruleset: what a rule decided stands in the events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import assert_never
from uuid import UUID

from service.domain.case_parts import Piece, Request, Supplement, Withholding
from service.domain.dated import happened_on
from service.domain.endings import (
    AgreementTerminated,
    EndingEvent,
    PaymentEvent,
    PaymentReleased,
    PaymentWithheld,
    RecurrenceFlagged,
    TerminationEvent,
    TerminationPositionTaken,
)
from service.domain.events import (
    CaseClassified,
    CaseClosed,
    CaseEvent,
    CaseMoved,
    CaseOpened,
    CaseReopened,
    CaseSplit,
    ConsultationRecorded,
    FollowUpRecorded,
    Impulse,
    ImpulseRecorded,
    InDepthStarted,
    InformantRecorded,
    OriginEvent,
    PlanDecided,
    PlanDueExtended,
    PlanEvent,
    PlanReceived,
    SanctionDecided,
    SanctionRefrained,
    Signal,
    SignalRecorded,
    SupplementReceived,
    SupplementRequested,
)
from service.domain.records import replace
from service.domain.request_events import ActionPlanRequested, CorrectionRequestSent, RequestEvent
from service.domain.steps import StepEvent, StepTaken, TaskDone, Value


@dataclass(frozen=True, slots=True)
class Act:
    """What was done and how it came out, in the ruleset's vocabulary of actions and outcomes; on which side track."""

    action: str
    outcome: str
    track: str | None = None


@dataclass(frozen=True, slots=True)
class CaseState:
    """`joined` is the origin that was recorded after the opening by the other one.

    `left` is how many of the requests have been left behind, by an in-depth follow-up or an end without measure;
    `latest_on` is the day of the latest act of its procedure that all of the staff may read.
    """

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
    joined: OriginEvent | None = None
    consultations: tuple[ConsultationRecorded, ...] = ()
    in_depth: InDepthStarted | None = None
    reopened: CaseReopened | None = None
    splits: tuple[CaseSplit, ...] = ()
    left: int = 0
    latest_on: date = date.min
    withholdings: tuple[Withholding, ...] = ()
    positions: tuple[TerminationPositionTaken, ...] = ()
    recurrences: tuple[RecurrenceFlagged, ...] = ()
    terminated: AgreementTerminated | None = None
    steps: tuple[StepTaken, ...] = ()
    tasks: tuple[TaskDone, ...] = ()

    @property
    def unit_id(self) -> UUID:
        """The care unit it is about; ValueError where it is about none: money and agreements are of a unit."""
        if self.opened.unit_id is None:
            raise ValueError("the case is about no care unit")
        return self.opened.unit_id

    @property
    def rates(self) -> str:
        """The ladder; ValueError where it has none: sanctions are of a procedure with rates."""
        if self.ladder is None:
            raise ValueError("the case follows no ladder of rates")
        return self.ladder

    @property
    def values(self) -> dict[str, Value]:
        """What was stated in the case, field by field, as last stated."""
        stated = dict(self.opened.values or {})
        for step in self.steps:
            stated.update(step.values or {})
        return stated

    @property
    def signal(self) -> Signal | None:
        return self.joined.signal if isinstance(self.joined, SignalRecorded) else self.opened.signal

    @property
    def impulse(self) -> Impulse | None:
        return self.joined.impulse if isinstance(self.joined, ImpulseRecorded) else self.opened.impulse

    @property
    def ladder(self) -> str | None:
        """The ladder of rates that follows from signal and impulse, as far as they are recorded; None without rates."""
        return self.joined.ladder if self.joined is not None else self.opened.ladder

    @property
    def request(self) -> Request | None:
        """The latest request, the one that plans and failures concern; None where it has been left behind."""
        return self.current[-1] if self.current else None

    def letter(self, number: int) -> CorrectionRequestSent:
        """The request of that number, which has a colour; ValueError where it has none."""
        sent = self.requests[number - 1].sent
        if not isinstance(sent, CorrectionRequestSent):
            raise ValueError("no sanction follows from a request without a colour")  # noqa: TRY004 - a broken stream
        return sent

    @property
    def current(self) -> tuple[Request, ...]:
        """The requests that have not been left behind."""
        return self.requests[self.left :]

    @property
    def sanction_runs(self) -> bool:
        """Whether one was decided and neither corrected since nor left behind by an agreement that has ended."""
        return bool(self.pieces) and self.corrected_on is None and self.closed is None

    @property
    def held(self) -> tuple[Withholding, ...]:
        """The withholdings of which something is still held back."""
        return tuple(one for one in self.withholdings if one.balance_ore > 0)

    @property
    def withheld_ore(self) -> int:
        """What is held back now, in öre."""
        return sum(one.balance_ore for one in self.withholdings)

    @property
    def position(self) -> TerminationPositionTaken | None:
        """The latest position on terminating the agreement, unless a correction request has followed on it."""
        latest = self.positions[-1] if self.positions else None
        number = self.request.sent.number if self.request is not None else None
        return latest if latest is not None and latest.request == number else None


def _with(state: CaseState, changed: Request) -> tuple[Request, ...]:
    return tuple(changed if one.sent.number == changed.sent.number else one for one in state.requests)


def _numbered(state: CaseState, number: int) -> Request:
    return next(request for request in state.requests if request.sent.number == number)


def _of_plan(request: Request, event: PlanEvent) -> tuple[Request, Act]:
    match event:
        case PlanDueExtended():
            return replace(request, extensions=(*request.extensions, event)), Act("EXTEND_PLAN_DUE", "EXTENDED")
        case PlanReceived():
            received = replace(request, plans=(*request.plans, event))
            return received, Act("RECEIVE_PLAN", "IN_TIME" if event.in_time else "LATE")
        case SupplementRequested():
            asked = replace(request, supplements=(*request.supplements, Supplement(event)))
            return asked, Act("REQUEST_SUPPLEMENT", "REQUESTED")
        case SupplementReceived():
            supplements = tuple(
                replace(one, received=event) if one.requested.number == event.number else one
                for one in request.supplements
            )
            supplied = replace(request, supplements=supplements)
            return supplied, Act("RECEIVE_SUPPLEMENT", "IN_TIME" if event.in_time else "LATE")
        case PlanDecided():
            supplements = tuple(replace(one, verdict=event) if one.awaited else one for one in request.supplements)
            decided = replace(request, plan_verdicts=(*request.plan_verdicts, event), supplements=supplements)
            return decided, Act("DECIDE_PLAN", event.verdict)
        case FollowUpRecorded():
            followed = replace(request, follow_ups=(*request.follow_ups, event))
            return followed, Act("RECORD_FOLLOW_UP", "APPROVED" if event.approved else "NOT_APPROVED")
        case _:
            assert_never(event)


def _of_payment(state: CaseState, event: PaymentEvent) -> tuple[CaseState, Act]:
    match event:
        case PaymentWithheld():
            withholdings = (*state.withholdings, Withholding(event))
            return replace(state, withholdings=withholdings), Act("WITHHOLD_PAYMENT", "WITHHELD")
        case PaymentReleased():
            withholdings = tuple(
                replace(one, releases=(*one.releases, event)) if one.number == event.of else one
                for one in state.withholdings
            )
            return replace(state, withholdings=withholdings), Act("RELEASE_PAYMENT", "RELEASED")
        case _:
            assert_never(event)


def _of_termination(state: CaseState, event: TerminationEvent) -> tuple[CaseState, Act]:
    match event:
        case TerminationPositionTaken():
            return replace(state, positions=(*state.positions, event)), Act("TAKE_TERMINATION_POSITION", event.outcome)
        case AgreementTerminated():
            return replace(state, terminated=event), Act("TERMINATE_AGREEMENT", event.ground)
        case RecurrenceFlagged():
            return replace(state, recurrences=(*state.recurrences, event)), Act("FLAG_RECURRENCE", "FLAGGED")
        case _:
            assert_never(event)


def _of_group(state: CaseState, event: PlanEvent | OriginEvent | EndingEvent) -> tuple[CaseState, Act]:
    if isinstance(event, PlanEvent):
        request, act = _of_plan(_numbered(state, event.request), event)
        corrected = event.decided_on if isinstance(event, FollowUpRecorded) and event.approved else state.corrected_on
        return replace(state, requests=_with(state, request), corrected_on=corrected), act
    if isinstance(event, OriginEvent):
        action = "RECORD_SIGNAL" if isinstance(event, SignalRecorded) else "RECORD_IMPULSE"
        return replace(state, joined=event), Act(action, event.ladder)
    return _of_payment(state, event) if isinstance(event, PaymentEvent) else _of_termination(state, event)


def _requested(state: CaseState, event: RequestEvent) -> tuple[CaseState, Act]:
    match event:
        case ActionPlanRequested():
            state = replace(state, requests=(*state.requests, Request(event)), ruleset_id=event.ruleset_id)
            return state, Act("REQUEST_PLAN", "REQUESTED")
        case CorrectionRequestSent():
            requests = (*state.requests, Request(event))
            state = replace(state, requests=requests, colour=event.colour, ruleset_id=event.ruleset_id)
            return state, Act("SEND_CORRECTION_REQUEST", event.colour)
        case _:
            assert_never(event)


def _sanctioned(state: CaseState, event: SanctionDecided | SanctionRefrained) -> tuple[CaseState, Act]:
    match event:
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
            # A failure of a request that was sanctioned directly is decided too: the request still costs once.
            again = any(one.request == event.request for one in state.pieces)
            kept = tuple(piece if one.request == event.request else one for one in state.pieces)
            state = replace(
                state,
                requests=_with(state, replace(_numbered(state, event.request), sanction=event)),
                pieces=kept if again else (*kept, piece),
                colour=event.next_colour or state.colour,
            )
            return state, Act("DECIDE_SANCTION", event.ground)
        case SanctionRefrained():
            request = _numbered(state, event.request)
            requests = _with(state, replace(request, refrained=(*request.refrained, event)))
            return replace(state, requests=requests), Act("REFRAIN_FROM_SANCTION", event.ground)
        case _:
            assert_never(event)


def _ended(state: CaseState, event: CaseClosed | CaseReopened) -> tuple[CaseState, Act]:
    match event:
        case CaseClosed(ground="NO_FURTHER_MEASURE"):
            return replace(state, closed=event, left=len(state.requests)), Act("DECIDE_NO_MEASURE", event.ground)
        case CaseClosed():
            return replace(state, closed=event), Act("CLOSE_CASE", event.ground)
        case CaseReopened():
            ground = state.closed.ground if state.closed is not None else ""
            return replace(state, closed=None, reopened=event), Act("REOPEN_CASE", ground)
        case _:
            assert_never(event)


def _weighed(state: CaseState, event: InDepthStarted | CaseClassified | CaseSplit) -> tuple[CaseState, Act]:
    match event:
        case InDepthStarted():
            return replace(state, in_depth=event, left=len(state.requests)), Act("START_IN_DEPTH", "STARTED")
        case CaseClassified():
            state = replace(state, classified=event, colour=event.colour, ruleset_id=event.ruleset_id)
            return state, Act("CLASSIFY", event.colour)
        case CaseSplit():
            return replace(state, splits=(*state.splits, event)), Act("SPLIT_CASE", "SPLIT")
        case _:
            assert_never(event)


def _stepped(state: CaseState, event: StepEvent) -> tuple[CaseState, Act | None]:
    match event:
        case StepTaken():
            act = None if event.act == "OPEN_CASE" else Act(event.act, event.outcome, event.track)
            return replace(state, steps=(*state.steps, event)), act
        case TaskDone():
            return replace(state, tasks=(*state.tasks, event)), None
        case _:
            assert_never(event)


def _evolve(state: CaseState, event: CaseEvent) -> tuple[CaseState, Act | None]:
    if isinstance(event, PlanEvent | OriginEvent | EndingEvent):
        return _of_group(state, event)
    if isinstance(event, InDepthStarted | CaseClassified | CaseSplit):
        return _weighed(state, event)
    if isinstance(event, RequestEvent):
        return _requested(state, event)
    if isinstance(event, SanctionDecided | SanctionRefrained):
        return _sanctioned(state, event)
    if isinstance(event, CaseClosed | CaseReopened):
        return _ended(state, event)
    if isinstance(event, StepEvent):
        return _stepped(state, event)
    match event:
        case InformantRecorded() | CaseOpened():
            return state, None
        case ConsultationRecorded():
            state = replace(state, consultations=(*state.consultations, event))
            return state, Act("RECORD_CONSULTATION", event.standpoint)
        case CaseMoved():
            return replace(state, ruleset_id=event.ruleset_id), Act("MOVE_TO_VERSION", "MOVED")


def evolve(state: CaseState | None, event: CaseEvent) -> CaseState:
    """The state after `event`; ValueError where the stream does not begin with CaseOpened or has a second one."""
    if state is None:
        if not isinstance(event, CaseOpened):
            message = "a case begins with CaseOpened"
            raise ValueError(message)
        origin = event.outcome or ("SIGNAL" if event.signal is not None else "IMPULSE")
        opened = (Act("OPEN_CASE", origin),)
        return CaseState(event, opened, version=1, ruleset_id=event.ruleset_id, latest_on=event.opened_on)
    if event.type == "CaseOpened":
        message = "a case is opened once"
        raise ValueError(message)
    after, act = _evolve(state, event)
    acts = state.acts if act is None else (*state.acts, act)
    beside = OriginEvent | InformantRecorded | ConsultationRecorded | RecurrenceFlagged | TaskDone | CaseMoved
    # Nor may the day of what the team alone reads bound what others do.
    aside = isinstance(event, beside) or (isinstance(event, StepTaken) and event.team)
    latest_on = state.latest_on if aside else max(state.latest_on, happened_on(event))
    return replace(after, acts=acts, version=state.version + 1, latest_on=latest_on)


def replay(events: Iterable[CaseEvent]) -> CaseState:
    """The state after all of `events`, in order; ValueError for none at all."""
    state: CaseState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        message = "a case has at least one event"
        raise ValueError(message)
    return state
