"""Inputs of the commands beside the ladder of colours: in-depth, early plan, extension, refraining, end, reopening."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

import strawberry

from schema.enums import RequestChannel, RequestReceipt
from schema.inputs import CASE, COMMAND_ID, VERSION

_REASON: Final = (
    "Skälet, i ord, 1-4000 tecken, lagras krypterat; enheten läser det. The reason, in words, 1-4000 characters, kept"
    " encrypted; the unit reads it."
)


@strawberry.input(
    description="Begär en handlingsplan vid den första uppföljningen, före någon färg; ingen sanktion kan följa. Ask"
    " for an action plan at the first follow-up, before any colour; no sanction can come of it."
)
class RequestPlanInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    sent_at: datetime = strawberry.field(
        description="När den skickades, med tidszon; dess dag är Stockholms. The instant it left, with its offset;"
        " its day is that of Stockholm."
    )
    channel: RequestChannel = strawberry.field(description="Hur den skickades. The way by which it was sent.")
    receipt: RequestReceipt = strawberry.field(description="Hur mottagandet styrks. What proves that it was received.")
    plan_due_on: date | None = strawberry.field(
        default=None,
        description="Dag då planen senast ska vara inne; utelämnad: `planDueMonths`, eller regelverkets månader"
        " (`Ruleset.plan`). The last day for the action plan; omitted: `planDueMonths` says it, or the ruleset's months"
        " do (`Ruleset.plan`).",
    )
    plan_due_months: int | None = strawberry.field(
        default=None,
        description="Eller månader från den dag den skickades, 1-24; utelämnad: `planDueOn`. Or a number of months from"
        " the day it was sent, 1-24; omitted: `planDueOn` says it.",
    )
    note: str | None = strawberry.field(
        default=None,
        description="Vad planen ska gälla, i ord, högst 4000 tecken, lagras krypterat; enheten läser det; utelämnad:"
        " inget. What the action plan is to be about, in words, at most 4000 characters, kept encrypted; the unit reads"
        " it; omitted: nothing is told.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Inled fördjupad uppföljning; en tidigt begärd plan lämnas därhän. Begin in-depth follow-up; an action"
    " plan asked for early is left behind."
)
class StartInDepthInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    started_on: date = strawberry.field(description="Dag då den inleds. The day on which it begins.")
    note: str | None = strawberry.field(
        default=None,
        description="Vad som ska utredas, i ord, högst 4000 tecken, lagras krypterat; enheten läser det; utelämnad:"
        " inget. What is to be investigated, in words, at most 4000 characters, kept encrypted; the unit reads it;"
        " omitted: nothing is told.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Förläng planens tid efter överenskommelse med enheten; sanktionens början ändras inte. Give the action"
    " plan more time, as agreed with the unit; the start of a sanction stays."
)
class ExtendPlanDueInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    agreed_on: date = strawberry.field(description="Dag för överenskommelsen. The day on which it was agreed.")
    plan_due_on: date = strawberry.field(
        description="Ny sista dag för planen, efter den nuvarande. The new last day for the action plan, after the"
        " present one."
    )
    note: str | None = strawberry.field(
        default=None,
        description="Vad som överenskommits, i ord, högst 4000 tecken, lagras krypterat; enheten läser det; utelämnad:"
        " inget. What was agreed, in words, at most 4000 characters, kept encrypted; the unit reads it; omitted:"
        " nothing is told.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Avstå från sanktion för den konstaterade brist som kom först. Decide that the failure established"
    " first is to cost nothing."
)
class RefrainFromSanctionInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    decided_on: date = strawberry.field(description="Dag för beslutet. The day on which it is decided.")
    reason: str = strawberry.field(description=_REASON)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Besluta om ingen vidare åtgärd: ärendet avslutas utan rättelse. Decide on no further measure: the case"
    " ends without a correction."
)
class DecideNoMeasureInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    decided_on: date = strawberry.field(description="Dag för beslutet. The day on which it is decided.")
    reason: str = strawberry.field(description=_REASON)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Återuppta ett avslutat ärende där det avslutades. Go on with a closed case from where it was closed."
)
class ReopenCaseInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    reopened_on: date = strawberry.field(
        description="Dag då det återupptas, tidigast den dag det avslutades. The day on which it goes on, not before it"
        " was closed."
    )
    reason: str = strawberry.field(description=_REASON)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Dela ärendet: några av dess klassificerade händelser går vidare i ett eget ärende. Split the case:"
    " some of its classified events go on in a case of their own."
)
class SplitCaseInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    happenings: list[int] = strawberry.field(
        description="Händelserna, med sina nummer i `Classification.happenings`: några, men inte alla. Which events, by"
        " their numbers in `Classification.happenings`: some, but not all."
    )
    split_on: date = strawberry.field(description="Dag då det delas. The day on which it is split.")
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)
