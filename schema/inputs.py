"""Inputs of the commands. Dates are those of the act; `commandId` makes a command safe to send again."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from uuid import UUID

import strawberry

from schema.scalars import MonthText

_COMMAND_ID = "Kommandots eget id: sänds det igen görs inget mer. Makes the command safe to repeat."
_VERSION = "Version som beslutet utgår från; utelämnad: vilken som helst. Version you started from."
_CASE = "Ärende. The case."
_HAPPENING = "Vad som hänt, högst 4000 tecken; lagras krypterat. What happened; kept encrypted."
_MEASURES = (
    "Åtgärder som vårdgivaren avser att vidta, högst 4000 tecken; hör till en signal; krypteras. Intended measures."
)


@strawberry.enum(description="Slag av impuls. Kind of impulse.")
class ImpulseKind(Enum):
    DATA_ANALYSIS = strawberry.enum_value("DATA_ANALYSIS", description="Löpande analys av data. Data analysis.")
    DIALOGUE = strawberry.enum_value("DIALOGUE", description="Verksamhetsdialog. Yearly dialogue.")
    OTHER = strawberry.enum_value("OTHER", description="Annan impuls. Any other impulse.")


@strawberry.enum(description="Hur begäran skickades. How the request was sent.")
class RequestChannel(Enum):
    LETTER = strawberry.enum_value("LETTER", description="Brev. Letter.")
    EMAIL = strawberry.enum_value("EMAIL", description="E-post. E-mail.")
    COURIER = strawberry.enum_value("COURIER", description="Bud. Courier.")
    E_SERVICE = strawberry.enum_value("E_SERVICE", description="E-tjänst. E-service.")


@strawberry.enum(description="Hur mottagandet styrks. Evidence of receipt.")
class RequestReceipt(Enum):
    SIGNED_RECEIPT = strawberry.enum_value("SIGNED_RECEIPT", description="Undertecknat mottagningsbevis. Signed.")
    DELIVERY_RECEIPT = strawberry.enum_value("DELIVERY_RECEIPT", description="Leveranskvitto. Delivery receipt.")
    READ_RECEIPT = strawberry.enum_value("READ_RECEIPT", description="Läskvitto. Read receipt.")
    CONFIRMED_REPLY = strawberry.enum_value("CONFIRMED_REPLY", description="Bekräftande svar. Confirmed by reply.")


@strawberry.enum(description="Beslut om handlingsplan. Decision on an action plan.")
class Verdict(Enum):
    APPROVED = strawberry.enum_value("APPROVED", description="Godkänd. Approved.")
    REJECTED = strawberry.enum_value("REJECTED", description="Slutligt underkänd. Finally rejected.")


@strawberry.enum(description="Beslut i ett ärende, som samråd kan gälla. A decision that can be consulted on.")
class CaseDecision(Enum):
    CLASSIFY = strawberry.enum_value("CLASSIFY", description="Klassificering. Classification.")
    SEND_CORRECTION_REQUEST = strawberry.enum_value(
        "SEND_CORRECTION_REQUEST", description="Begäran om rättelse. The correction request."
    )
    REQUEST_SUPPLEMENT = strawberry.enum_value("REQUEST_SUPPLEMENT", description="Komplettering. A supplement.")
    DECIDE_PLAN = strawberry.enum_value("DECIDE_PLAN", description="Handlingsplanen. The action plan.")
    RECORD_FOLLOW_UP = strawberry.enum_value("RECORD_FOLLOW_UP", description="Uppföljning. The follow-up.")
    DECIDE_SANCTION = strawberry.enum_value("DECIDE_SANCTION", description="Sanktion. The sanction.")
    CLOSE_CASE = strawberry.enum_value("CLOSE_CASE", description="Avslut. Closing.")


@strawberry.enum(description="Ställningstagande i ett samråd. Standpoint of a consultation.")
class Standpoint(Enum):
    SUPPORTS = strawberry.enum_value("SUPPORTS", description="Tillstyrker. Supports.")
    OBJECTS = strawberry.enum_value("OBJECTS", description="Avstyrker. Objects.")
    COMMENTS = strawberry.enum_value("COMMENTS", description="Lämnar synpunkter. Comments.")


@strawberry.input(description="Vårdgivare. The provider.")
class ProviderInput:
    name: str = strawberry.field(description="Namn. Name.")
    orgnr: str = strawberry.field(description="Organisationsnummer, med eller utan bindestreck. Ten digits.")


@strawberry.input(description="Avtal. The agreement.")
class AgreementInput:
    kind: str = strawberry.field(description="Avtalsform. Kind.")
    legal_basis: str = strawberry.field(description="Rättslig grund. Legal basis.")
    valid_from: date = strawberry.field(description="Gäller från och med. Valid from, inclusive.")
    valid_until: date | None = strawberry.field(default=None, description="Gäller till, ej med. Until, exclusive.")
    external_reference: str | None = strawberry.field(default=None, description="Bilaga. External annex.")


@strawberry.input(description="Registrera vårdenhet med avtal. Register a care unit with its agreement.")
class RegisterUnitInput:
    hsa_id: str = strawberry.field(description="HSA-id, `SE` + 10 siffror + `-` + 1-18 tecken.")
    name: str = strawberry.field(description="Enhetens namn. Name of the unit.")
    provider: ProviderInput = strawberry.field(description="Vårdgivare. Provider.")
    agreement: AgreementInput = strawberry.field(description="Avtal. Agreement.")
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Antal listade en månad. Listed persons of a month.")
class ListedCountInput:
    month: MonthText = strawberry.field(description="Månad. Month.")
    listed: int = strawberry.field(description="Antal listade, 0 eller fler. Listed persons.")


@strawberry.input(description="Registrera eller rätta antal listade. Record or correct listed counts.")
class RecordListedCountsInput:
    unit_id: strawberry.ID = strawberry.field(description="Vårdenhet. Care unit.")
    counts: list[ListedCountInput] = strawberry.field(description="Månader med antal. Months with counts.")
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Verksamhetschefens signal på särskild mall. The unit head's own signal.")
class SignalInput:
    signalled_on: date = strawberry.field(description="Dag. Day of the signal.")
    on_template: bool = strawberry.field(description="På särskild mall. On the template.")
    risk_of_deviation: bool = strawberry.field(description="Risk för avsteg från uppdraget. Risk of deviation.")
    party_at_risk: bool = strawberry.field(description="Någon part riskerar att påverkas negativt. A party at risk.")


@strawberry.input(description="Regionens impuls. What made the region aware.")
class ImpulseInput:
    known_on: date = strawberry.field(description="Dag då regionen fick kännedom. The day the region knew.")
    kind: ImpulseKind = strawberry.field(description="Slag. Kind.")
    informant: str | None = strawberry.field(
        default=None,
        description="Uppgiftslämnarens kontaktuppgifter, högst 1000 tecken; krypteras, enheten ser dem inte. Who told.",
    )


@strawberry.input(description="Öppna ärende med signal, impuls eller båda. Open a case.")
class OpenCaseInput:
    procedure: str = strawberry.field(description="Rutin. Procedure.")
    unit_id: strawberry.ID = strawberry.field(description="Vårdenhet. Care unit.")
    signal: SignalInput | None = strawberry.field(default=None, description="Signal. Signal.")
    impulse: ImpulseInput | None = strawberry.field(default=None, description="Impuls. Impulse.")
    happening: str | None = strawberry.field(default=None, description=_HAPPENING)
    intended_measures: str | None = strawberry.field(default=None, description=_MEASURES)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Registrera signal i ett ärende som en impuls öppnat. Record a signal in a case.")
class RecordSignalInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    signal: SignalInput = strawberry.field(description="Signal. Signal.")
    happening: str | None = strawberry.field(default=None, description=_HAPPENING)
    intended_measures: str | None = strawberry.field(default=None, description=_MEASURES)
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Registrera impuls i ett ärende som en signal öppnat. Record an impulse in a case.")
class RecordImpulseInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    impulse: ImpulseInput = strawberry.field(description="Impuls. Impulse.")
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Värde på en skala. A level on a scale.")
class LevelInput:
    scale: str = strawberry.field(description="Skalans id i regelverket. Id of the scale.")
    value: int = strawberry.field(description="Värde på skalan. Value.")


@strawberry.input(description="Klassificera ärendet. Classify the case.")
class ClassifyCaseInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    levels: list[LevelInput] = strawberry.field(description="Ett värde per skala. One value per scale.")
    classified_on: date = strawberry.field(description="Dag. Day of the classification.")
    note: str | None = strawberry.field(default=None, description="Händelseanalys i ord; krypteras. The analysis.")
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Skicka begäran om rättelse; sanktionen räknas från dagen. Send a correction request.")
class SendCorrectionRequestInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    sent_at: datetime = strawberry.field(description="När den skickades, med tidszon. When it was sent, with offset.")
    channel: RequestChannel = strawberry.field(description="Hur. Channel.")
    receipt: RequestReceipt = strawberry.field(description="Hur mottagandet styrks. Evidence of receipt.")
    plan_due_on: date | None = strawberry.field(default=None, description="Angiven dag för planen. Stated due day.")
    plan_due_months: int | None = strawberry.field(
        default=None, description="Eller månader; rullar till arbetsdag. Or months, rolled to a working day."
    )
    note: str | None = strawberry.field(default=None, description="Händelser som kräver plan; krypteras. Events.")
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Handlingsplan har inkommit. An action plan has arrived.")
class ReceivePlanInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    received_on: date = strawberry.field(description="Inkom. Received.")
    on_template: bool = strawberry.field(description="På framtagen mall. On the template.")
    timetable: bool = strawberry.field(description="Med tidsplan. With a timetable.")
    signed_on: date | None = strawberry.field(default=None, description="Daterad. Date of the signature.")
    signed_by_unit_head: bool = strawberry.field(description="Underskriven av verksamhetschef. Signed by unit head.")
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Begär komplettering av handlingsplanen. Ask for a supplement of the action plan.")
class RequestSupplementInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    requested_on: date = strawberry.field(description="Dag för begäran. Day it is asked for.")
    due_on: date = strawberry.field(description="Senast; kompletteringens egen tid. Its own due day.")
    note: str = strawberry.field(
        description="Vad som ska kompletteras, högst 4000 tecken; krypteras. What is lacking; kept encrypted."
    )
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Begärd komplettering har inkommit. The supplement asked for has arrived.")
class ReceiveSupplementInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    received_on: date = strawberry.field(description="Inkom. Received.")
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Besluta om handlingsplan. Decide on the action plan.")
class DecidePlanInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    verdict: Verdict = strawberry.field(description="Beslut. Verdict.")
    decided_on: date = strawberry.field(description="Beslutsdag. Day of the decision.")
    follow_up_on: date | None = strawberry.field(default=None, description="Tid för uppföljning. Follow-up day.")
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Registrera uppföljning med två omdömen. Record a follow-up with its two verdicts.")
class RecordFollowUpInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    carried_out: bool = strawberry.field(description="Åtgärderna utförda. Measures carried out.")
    intended_effect: bool = strawberry.field(description="Avsedd effekt. Intended effect.")
    decided_on: date = strawberry.field(description="Dag. Day.")
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Besluta sanktion för konstaterad brist. Decide the sanction of an established failure.")
class DecideSanctionInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    decided_on: date = strawberry.field(description="Beslutsdag. Day of the decision.")
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Avsluta ärendet. Close the case.")
class CloseCaseInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    closed_on: date = strawberry.field(description="Dag. Day.")
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Registrera samråd inför ett beslut. Record a consultation on a decision to come.")
class RecordConsultationInput:
    case_id: strawberry.ID = strawberry.field(description=_CASE)
    on: CaseDecision = strawberry.field(description="Beslutet som samrådet gäller. The decision consulted on.")
    consulted_on: date = strawberry.field(description="Dag. Day of the consultation.")
    standpoint: Standpoint = strawberry.field(description="Ställningstagande. Standpoint.")
    note: str | None = strawberry.field(
        default=None, description="Yttrande i ord, högst 4000 tecken; krypteras, bara regionen ser det. In words."
    )
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Avräkna en månad för regionen. Settle a month of the region.")
class SettleMonthInput:
    month: MonthText = strawberry.field(description="Månad, avslutad. A month that has ended.")
    leave_out: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Ärenden som inväntar listtal och undantas. Cases left out by name."
    )
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)
