"""The facts from which money, mandate and access follow. Events are appended, never changed.

Bodies hold nothing about a person: names, contact details and free text lie in a sealed record of their own, to which
`personal` points by id and salted digest, so that erasure leaves the chain whole.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import Field, TypeAdapter

from service.domain.access import IssuerEvent, SeatEvent
from service.domain.facts import Fact, PersonalRef, Recordable, canonical

Audience = Literal["staff", "party"]
Channel = Literal["LETTER", "EMAIL", "COURIER", "E_SERVICE"]
Receipt = Literal["SIGNED_RECEIPT", "DELIVERY_RECEIPT", "READ_RECEIPT", "CONFIRMED_REPLY"]


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
    type: Literal["CaseOpened"] = "CaseOpened"
    procedure: str
    ruleset_id: UUID
    unit_id: UUID
    signal: Signal | None
    impulse: Impulse | None
    opened_on: date
    ladder: str
    retrospective: bool
    personal: PersonalRef | None = None


class CaseClassified(Recordable):
    type: Literal["CaseClassified"] = "CaseClassified"
    ruleset_id: UUID
    classified_on: date
    levels: dict[str, int]
    score: int
    colour: str
    personal: PersonalRef | None = None


class CorrectionRequestSent(Recordable):
    """The letter that starts the sanction clock (HV-18, HV-23). `sent_on` is the local day of `sent_at`."""

    type: Literal["CorrectionRequestSent"] = "CorrectionRequestSent"
    ruleset_id: UUID
    number: int
    colour: str
    sent_at: datetime
    sent_on: date
    channel: Channel
    receipt: Receipt
    plan_due_on: date
    plan_due_months: int | None = None
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


class FollowUpRecorded(Recordable):
    """The two verdicts of HV-11; approved only where both are true."""

    type: Literal["FollowUpRecorded"] = "FollowUpRecorded"
    request: int
    decided_on: date
    carried_out: bool
    intended_effect: bool
    approved: bool


class SanctionDecided(Recordable):
    """A decided deduction: `rate_ore` öre per listed and month from `starts_on` until correction is approved."""

    type: Literal["SanctionDecided"] = "SanctionDecided"
    ruleset_id: UUID
    request: int
    ground: Literal["ON_REQUEST", "PLAN_NOT_RECEIVED", "PLAN_REJECTED", "FOLLOW_UP_NOT_APPROVED"]
    decided_on: date
    colour: str
    next_colour: str | None
    ladder: str
    step: str
    rate_ore: int
    starts_on: date


class CaseClosed(Recordable):
    type: Literal["CaseClosed"] = "CaseClosed"
    closed_on: date
    ground: Literal["NO_MEASURE", "CORRECTED"]


CaseEvent = (
    CaseOpened
    | CaseClassified
    | CorrectionRequestSent
    | PlanReceived
    | PlanDecided
    | FollowUpRecorded
    | SanctionDecided
    | CaseClosed
)


class Agreement(Fact):
    agreement_id: UUID
    kind: str
    legal_basis: str
    valid_from: date
    valid_until: date | None
    external_reference: str | None


class UnitRegistered(Recordable):
    type: Literal["UnitRegistered"] = "UnitRegistered"
    hsa_id: str
    name: str
    provider_name: str
    provider_orgnr: str
    agreement: Agreement


class ListedCountsRecorded(Recordable):
    """Listed persons per month (`YYYY-MM`); a later event for the same month corrects an earlier one."""

    type: Literal["ListedCountsRecorded"] = "ListedCountsRecorded"
    counts: dict[str, int]


class RulesetAdopted(Recordable):
    type: Literal["RulesetAdopted"] = "RulesetAdopted"
    procedure: str
    label: str
    valid_from: date
    valid_until: date | None
    content: dict[str, Any]


class SettledLine(Fact):
    """A line frozen with its inputs, `ruleset_id` the version that says how days and months count.

    `amount_ore` of a correction is the difference it adds, and may be negative.
    """

    case_id: UUID
    unit_id: UUID
    ruleset_id: UUID
    month: str
    rate_ore: int
    days: int
    days_in_month: int
    listed: int | None
    amount_ore: int


class MonthSettled(Recordable):
    type: Literal["MonthSettled"] = "MonthSettled"
    month: str
    settled_on: date
    lines: tuple[SettledLine, ...]
    corrections: tuple[SettledLine, ...]
    left_out: tuple[UUID, ...]
    total_ore: int


Event = CaseEvent | UnitRegistered | ListedCountsRecorded | RulesetAdopted | MonthSettled | SeatEvent | IssuerEvent
_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])


def encode(event: Event) -> str:
    """The event body as canonical JSON.

    What was never stated is left out: a body written before a field was thought of is written the same again.
    """
    return canonical({**event.model_dump(mode="json", exclude_unset=True), "type": event.type})


def decode(body: str | bytes) -> Event:
    """The event of a stored body; pydantic's ValidationError where the body is not one."""
    return _EVENT.validate_json(body)


_OF_THE_STAFF = (CaseClassified, RulesetAdopted, MonthSettled, *get_args(SeatEvent), *get_args(IssuerEvent))


def audience(event: Event) -> Audience:
    """Who may read the event: what is classified before a request is sent stays with the region's staff."""
    return "staff" if isinstance(event, _OF_THE_STAFF) else "party"
