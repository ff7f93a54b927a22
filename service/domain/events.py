"""The facts from which money, mandate and access follow. Events are appended, never changed.

Bodies hold nothing about a person: names, contact details and free text lie in a sealed record of their own, to which
`personal` points by id and salted digest, so that erasure leaves the chain whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated, Final, Literal, get_args
from uuid import UUID

from pydantic import Field, TypeAdapter

from service.domain.access import IssuerEvent, SeatEvent
from service.domain.endings import EndingEvent, RecurrenceFlagged, TerminationPositionTaken
from service.domain.facts import Fact, PersonalRef, Recordable, canonical
from service.domain.register_events import MonthSettled, UnitEvent
from service.domain.request_events import DirectGround, RequestEvent
from service.domain.ruleset_events import RulesetEvent
from service.domain.steps import StepEvent, StepTaken, TaskDone, Value

Audience = Literal["team", "staff", "party"]
"""The narrowest who may read an event: the team that handles the case, the region's staff, or its parties as well."""
CaseDecision = Literal[
    "REQUEST_PLAN",
    "START_IN_DEPTH",
    "CLASSIFY",
    "SPLIT_CASE",
    "SEND_CORRECTION_REQUEST",
    "EXTEND_PLAN_DUE",
    "REQUEST_SUPPLEMENT",
    "DECIDE_PLAN",
    "RECORD_FOLLOW_UP",
    "DECIDE_SANCTION",
    "REFRAIN_FROM_SANCTION",
    "DECIDE_NO_MEASURE",
    "CLOSE_CASE",
    "REOPEN_CASE",
    "WITHHOLD_PAYMENT",
    "RELEASE_PAYMENT",
    "TAKE_TERMINATION_POSITION",
    "TERMINATE_AGREEMENT",
]
"""What the region decides in a case, and somebody can be consulted on."""
Standpoint = Literal["SUPPORTS", "OBJECTS", "COMMENTS"]


class Signal(Fact):
    """The unit head's own report of a risk (HV-30, HV-31)."""

    signalled_on: date
    on_template: bool
    risk_of_deviation: bool
    party_at_risk: bool


class Impulse(Fact):
    """What made the region itself aware (HV-04)."""

    known_on: date
    kind: Literal["DATA_ANALYSIS", "DIALOGUE", "OTHER"]


class CaseOpened(Recordable):
    """`ladder` is of a procedure with rates; `outcome` and `values` are what its own act of opening states.

    `parties` are the organisations that may see it beside the region's staff; unstated: its care unit.
    """

    type: Literal["CaseOpened"] = "CaseOpened"
    procedure: str
    ruleset_id: UUID
    unit_id: UUID | None
    signal: Signal | None
    impulse: Impulse | None
    opened_on: date
    ladder: str | None
    retrospective: bool
    split_from: UUID | None = None
    outcome: str | None = None
    values: dict[str, Value] | None = None
    told: tuple[str, ...] = ()
    parties: tuple[str, ...] | None = None
    personal: PersonalRef | None = None

    @property
    def seats(self) -> tuple[str, ...]:
        """The organisations of `parties`, or the care unit."""
        if self.parties is not None:
            return self.parties
        return () if self.unit_id is None else (str(self.unit_id),)


class SignalRecorded(Recordable):
    """The unit head's signal in a case that an impulse had opened; `ladder` is what follows from both (AM-11)."""

    type: Literal["SignalRecorded"] = "SignalRecorded"
    signal: Signal
    ladder: str
    personal: PersonalRef | None = None


class ImpulseRecorded(Recordable):
    """The region's impulse in a case that a signal had opened; `ladder` is what follows from both (AM-11)."""

    type: Literal["ImpulseRecorded"] = "ImpulseRecorded"
    impulse: Impulse
    ladder: str


class InformantRecorded(Recordable):
    """Who told the region what its impulse of the day `known_on` rests on: contact details, sealed (PV-09).

    An event of its own, so that what the unit may see of the impulse says nothing of it.
    """

    type: Literal["InformantRecorded"] = "InformantRecorded"
    known_on: date
    personal: PersonalRef


class InDepthStarted(Recordable):
    """In-depth follow-up begins (HV-06). What an early request for a plan asked is left behind with it."""

    type: Literal["InDepthStarted"] = "InDepthStarted"
    started_on: date
    personal: PersonalRef | None = None


class Weighed(Fact):
    """One of several events (händelser) of a case, with its own levels and colour; numbered from 1 (AM-16)."""

    number: int
    levels: dict[str, int]
    score: int
    colour: str


class CaseClassified(Recordable):
    """`levels` and `score` are those of the gravest of `happenings`, where several were weighed.

    `computed` is the colour of the score, where another was decided for a reason in the sealed record (AM-06).
    """

    type: Literal["CaseClassified"] = "CaseClassified"
    ruleset_id: UUID
    classified_on: date
    levels: dict[str, int]
    score: int
    colour: str
    computed: str | None = None
    happenings: tuple[Weighed, ...] | None = None
    personal: PersonalRef | None = None


class PlanDueExtended(Recordable):
    """Another last day for the plan, agreed with the unit. The request keeps its own, and its sanction its start."""

    type: Literal["PlanDueExtended"] = "PlanDueExtended"
    request: int
    agreed_on: date
    plan_due_on: date
    personal: PersonalRef | None = None


class PlanReceived(Recordable):
    type: Literal["PlanReceived"] = "PlanReceived"
    request: int
    received_on: date
    on_template: bool
    timetable: bool
    signed_on: date | None
    signed_by_unit_head: bool
    in_time: bool


class PlanDecided(Recordable):
    """`plan` is the number of the plan within its request, from 1."""

    type: Literal["PlanDecided"] = "PlanDecided"
    request: int
    plan: int
    decided_on: date
    verdict: Literal["APPROVED", "REJECTED"]
    follow_up_on: date | None


class SupplementRequested(Recordable):
    """What is lacking in a plan is asked for, with a last day of its own (HV-09). Numbered within the request, from 1.

    What is to be supplemented stands in words in the sealed record.
    """

    type: Literal["SupplementRequested"] = "SupplementRequested"
    request: int
    plan: int
    number: int
    requested_on: date
    due_on: date
    personal: PersonalRef | None = None


class SupplementReceived(Recordable):
    type: Literal["SupplementReceived"] = "SupplementReceived"
    request: int
    number: int
    received_on: date
    in_time: bool


class FollowUpRecorded(Recordable):
    """The two verdicts of HV-11; approved only where both are true."""

    type: Literal["FollowUpRecorded"] = "FollowUpRecorded"
    request: int
    decided_on: date
    carried_out: bool
    intended_effect: bool
    approved: bool


FailureGround = Literal["PLAN_NOT_RECEIVED", "PLAN_REJECTED", "SUPPLEMENT_NOT_RECEIVED", "FOLLOW_UP_NOT_APPROVED"]


class SanctionDecided(Recordable):
    """A decided deduction: `rate_ore` öre per listed and month from `starts_on` until correction is approved."""

    type: Literal["SanctionDecided"] = "SanctionDecided"
    ruleset_id: UUID
    request: int
    ground: Literal["ON_REQUEST", FailureGround, DirectGround]
    decided_on: date
    colour: str
    next_colour: str | None
    ladder: str
    step: str
    rate_ore: int
    starts_on: date


class SanctionRefrained(Recordable):
    """A failure for which no sanction is decided, with the reason in the sealed record (HV-10).

    `failed_on` is the day since which it was one: of its ground, what fails later is another.
    """

    type: Literal["SanctionRefrained"] = "SanctionRefrained"
    request: int
    ground: FailureGround
    failed_on: date
    decided_on: date
    personal: PersonalRef | None = None


class ConsultationRecorded(Recordable):
    """What the role it was recorded as has to say on a decision to come (samråd): a CaseDecision, or a declared act.

    `request` is the number of the latest correction request, None before any is sent; `team`: the act is one that the
    team alone may read.
    """

    type: Literal["ConsultationRecorded"] = "ConsultationRecorded"
    on: str
    request: int | None
    consulted_on: date
    standpoint: Standpoint
    team: bool = False
    personal: PersonalRef | None = None


class CaseClosed(Recordable):
    """`agreement_ended_on` is the first day without agreement, where that is the ground."""

    type: Literal["CaseClosed"] = "CaseClosed"
    closed_on: date
    ground: Literal["NO_MEASURE", "CORRECTED", "NO_FURTHER_MEASURE", "AGREEMENT_ENDED"]
    agreement_ended_on: date | None = None
    personal: PersonalRef | None = None


class CaseReopened(Recordable):
    """A closed case goes on from where its closing left off, for a reason in the sealed record."""

    type: Literal["CaseReopened"] = "CaseReopened"
    reopened_on: date
    personal: PersonalRef | None = None


class CaseSplit(Recordable):
    """Some of the case's happenings go on in a case of their own, `into`, to be sanctioned by themselves (AM-16)."""

    type: Literal["CaseSplit"] = "CaseSplit"
    split_on: date
    happenings: tuple[int, ...]
    into: UUID


class CaseMoved(Recordable):
    """Another version governs the case from then on, for a reason in the sealed record (AM-39).

    What was decided keeps the version that it was decided under.
    """

    type: Literal["CaseMoved"] = "CaseMoved"
    ruleset_id: UUID
    moved_on: date
    personal: PersonalRef | None = None


PlanEvent = PlanDueExtended | PlanReceived | SupplementRequested | SupplementReceived | PlanDecided | FollowUpRecorded
"""What follows a request, up to an approved correction."""
OriginEvent = SignalRecorded | ImpulseRecorded
"""The second origin of a case, recorded after its opening by the first."""
CaseEvent = (
    CaseOpened
    | OriginEvent
    | InformantRecorded
    | InDepthStarted
    | CaseClassified
    | CaseSplit
    | RequestEvent
    | PlanEvent
    | ConsultationRecorded
    | SanctionDecided
    | SanctionRefrained
    | EndingEvent
    | StepEvent
    | CaseMoved
    | CaseClosed
    | CaseReopened
)


Event = CaseEvent | UnitEvent | RulesetEvent | MonthSettled | SeatEvent | IssuerEvent
_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])


def encode(event: Event) -> str:
    """The event body as canonical JSON.

    What was never stated is left out: a body written before a field was thought of is written the same again.
    """
    return canonical({**event.model_dump(mode="json", exclude_unset=True), "type": event.type})


def decode(body: str | bytes) -> Event:
    """The event of a stored body; pydantic's ValidationError where the body is not one."""
    return _EVENT.validate_json(body)


_CONSIDERED = (
    InformantRecorded,
    CaseClassified,
    CaseSplit,
    ConsultationRecorded,
    TerminationPositionTaken,
    RecurrenceFlagged,
)
_OF_THE_STAFF = (
    *_CONSIDERED,
    TaskDone,
    *get_args(RulesetEvent),
    MonthSettled,
    *get_args(SeatEvent),
    *get_args(IssuerEvent),
)


def audience(event: Event) -> Audience:
    """Who may read the event: what the region considers, who told it and who may come in stay with its staff."""
    if isinstance(event, StepTaken | TaskDone | ConsultationRecorded) and event.team:
        return "team"
    if isinstance(event, StepTaken):
        return "party" if event.shared else "staff"
    return "staff" if isinstance(event, _OF_THE_STAFF) else "party"


PARTY: Final[tuple[Audience, ...]] = ("party",)
STAFF: Final[tuple[Audience, ...]] = (*PARTY, "staff")
TEAM: Final[tuple[Audience, ...]] = (*STAFF, "team")
"""The audiences of the events that each of them sees."""


def shown_to(audiences: Collection[Audience], events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Those of a case's events that are of these audiences."""
    return [event for event in events if audience(event) in audiences]


def for_party(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Those of a case's events that its party may read."""
    return shown_to(PARTY, events)


def for_staff(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Those of a case's events that all of the region's staff who read cases may read."""
    return shown_to(STAFF, events)
