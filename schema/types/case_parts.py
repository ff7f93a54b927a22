"""The parts of a case: what was classified, requested, planned, followed up, decided, and what is to be done."""

from __future__ import annotations

from datetime import date, datetime

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.inputs import CaseDecision, Standpoint
from schema.needs import described
from schema.scalars import Money
from schema.types.common import Explanation, RuleSource, Term, role_term, rule_source, term
from schema.types.ledger import LedgerLine
from service.domain import case
from service.domain.case import Request
from service.domain.events import ConsultationRecorded
from service.domain.money import format_sek
from service.rules.deadlines import Obligation
from service.rules.ruleset import Ruleset
from service.usecases.views import Row


@strawberry.type(description="Händelse i ärendets händelsekedja. One recorded event of the case.")
class CaseEvent:
    version: int = strawberry.field(description="Nummer bland dem du ser. Position among those the viewer sees.")
    type: str = strawberry.field(description="Händelsetyp. Type of event.")
    recorded_at: datetime = strawberry.field(description="När den registrerades. When it was recorded.")
    actor_id: strawberry.ID | None = strawberry.field(
        description="Vem som utförde den, som id; en part ser inte regionens. Who acted; a party sees no staff id."
    )
    acted_as: Term | None = strawberry.field(description="Roll vars mandat användes. The role on whose mandate.")
    body: JSON = strawberry.field(description="Händelsens innehåll, utan personuppgifter. Its content.")


@strawberry.type(description="Värde på en skala. A level on a scale.")
class LevelChosen:
    scale: Term = strawberry.field(description="Skala, t.ex. allvarlighetsgrad. The scale.")
    value: int = strawberry.field(description="Värde på skalan. The value.")
    label: str = strawberry.field(description="Värdets namn. Label of the value.")


@strawberry.type(description="Klassificering: skalvärden, sammanvägt mått och färg. The classification.")
class Classification:
    levels: list[LevelChosen] = strawberry.field(description="Värden per skala. Levels.")
    score: int = strawberry.field(description="Sammanvägt mått. Score.")
    colour: Term = strawberry.field(description="Färgklassificering. Colour.")
    classified_on: date = strawberry.field(description="Klassificeringsdag. Day of the classification.")
    explanation: Explanation | None = strawberry.field(description="Motivering. Explanation.")


@strawberry.type(description="Inkommen handlingsplan. A received action plan.")
class ActionPlan:
    received_on: date = strawberry.field(description="Inkom. Received.")
    in_time: bool = strawberry.field(description="Inom angiven tid. In time.")
    signed_on: date | None = strawberry.field(description="Undertecknad. Signed.")


@strawberry.type(description="Komplettering av handlingsplanen. A supplement of the action plan.")
class Supplement:
    found: strawberry.Private[case.Supplement]
    row: strawberry.Private[Row]

    requested_on: date = strawberry.field(description="Begärd. When it was asked for.")
    due_on: date = strawberry.field(description="Senast. Its own due day.")
    received_on: date | None = strawberry.field(description="Inkom. Received.")
    in_time: bool | None = strawberry.field(
        description="Inom sin tid; null innan den inkommit. In time; null until it is received."
    )

    @described("Vad som ska kompletteras, i ord; krypterat lagrat. What is lacking, in words.", children=("personal",))
    def what(self, info: Info) -> str | None:
        return info.context.written(self.row, self.found.requested.personal)


@strawberry.type(description="Beslut om handlingsplan. Decision on the action plan.")
class PlanVerdict:
    verdict: str = strawberry.field(description="APPROVED (godkänd) eller REJECTED (underkänd).")
    decided_on: date = strawberry.field(description="Beslutsdag. Day of the decision.")
    follow_up_on: date | None = strawberry.field(description="Tid för uppföljning. Time set for follow-up.")


@strawberry.type(description="Uppföljning med två omdömen. A follow-up with its two verdicts.")
class FollowUp:
    decided_on: date = strawberry.field(description="Dag. Day.")
    carried_out: bool = strawberry.field(description="Åtgärderna utförda. Measures carried out.")
    intended_effect: bool = strawberry.field(description="Avsedd effekt. Intended effect.")
    approved: bool = strawberry.field(description="Rättelse godkänd. Correction approved.")


@strawberry.type(description="Beslutad sanktion: sats från begärans dag. A decided sanction.")
class SanctionPiece:
    starts_on: date = strawberry.field(description="Räknas från och med. Counts from, inclusive.")
    rate: Money = strawberry.field(description="Kronor per listad och månad. SEK per listed and month.")
    colour: Term = strawberry.field(description="Färg då beslutet fattades. Colour it was decided at.")
    ground: str = strawberry.field(description="Beslutets grund. Ground of the decision.")
    decided_on: date = strawberry.field(description="Beslutsdag. Day of the decision.")


@strawberry.type(description="Begäran om rättelse med vad som följt. A correction request and what followed.")
class CorrectionRequest:
    request: strawberry.Private[Request]
    ruleset: strawberry.Private[Ruleset]
    row: strawberry.Private[Row]

    number: int = strawberry.field(description="Nummer i ärendet. Number within the case.")
    sent_at: datetime = strawberry.field(description="Skickad. When it was sent.")
    sent_on: date = strawberry.field(description="Dag i Stockholm; sanktionen räknas härifrån. The clock starts here.")
    channel: str = strawberry.field(description="Hur den skickades. Channel.")
    receipt: str = strawberry.field(description="Hur mottagandet styrks. Evidence of receipt.")
    plan_due_on: date = strawberry.field(description="Handlingsplan senast. Plan due.")

    @described("Färg. Colour.")
    def colour(self, info: Info) -> Term:
        return colour_term(info, self.ruleset, self.request.sent.colour)

    @described("Inkomna handlingsplaner. Received plans.")
    def plans(self) -> list[ActionPlan]:
        return [
            ActionPlan(received_on=one.received_on, in_time=one.in_time, signed_on=one.signed_on)
            for one in self.request.plans
        ]

    @described("Begärda kompletteringar, i ordning. Supplements asked for, in order.", same=True)
    def supplements(self) -> list[Supplement]:
        return [
            Supplement(
                found=one,
                row=self.row,
                requested_on=one.requested.requested_on,
                due_on=one.requested.due_on,
                received_on=one.received.received_on if one.received is not None else None,
                in_time=one.received.in_time if one.received is not None else None,
            )
            for one in self.request.supplements
        ]

    @described("Beslut om planen. Decisions on the plan.")
    def plan_verdicts(self) -> list[PlanVerdict]:
        return [
            PlanVerdict(verdict=one.verdict, decided_on=one.decided_on, follow_up_on=one.follow_up_on)
            for one in self.request.plan_verdicts
        ]

    @described("Uppföljningar. Follow-ups.")
    def follow_ups(self) -> list[FollowUp]:
        return [
            FollowUp(
                decided_on=one.decided_on,
                carried_out=one.carried_out,
                intended_effect=one.intended_effect,
                approved=one.approved,
            )
            for one in self.request.follow_ups
        ]

    @described("Beslutad sanktion för denna begäran. The sanction decided on it.")
    def sanction(self, info: Info) -> SanctionPiece | None:
        return sanction_piece(info, self.ruleset, self.request)


def colour_term(info: Info, ruleset: Ruleset, colour: str) -> Term:
    return term(info, colour, next((one.label for one in ruleset.colours if one.id == colour), None))


def sanction_piece(info: Info, ruleset: Ruleset, request: Request) -> SanctionPiece | None:
    decided = request.sanction
    if decided is None:
        return None
    return SanctionPiece(
        starts_on=decided.starts_on,
        rate=Money(format_sek(decided.rate_ore)),
        colour=colour_term(info, ruleset, decided.colour),
        ground=decided.ground,
        decided_on=decided.decided_on,
    )


def correction_request(request: Request, ruleset: Ruleset, row: Row) -> CorrectionRequest:
    """`row` is the case's, with its personal records where they were asked for."""
    sent = request.sent
    return CorrectionRequest(
        request=request,
        ruleset=ruleset,
        row=row,
        number=sent.number,
        sent_at=sent.sent_at,
        sent_on=sent.sent_on,
        channel=sent.channel,
        receipt=sent.receipt,
        plan_due_on=sent.plan_due_on,
    )


@strawberry.type(description="Ärendets sanktion: beslut, rader, summa. The sanction of the case.")
class CaseSanction:
    runs: bool = strawberry.field(description="Pågår tills rättelse godkänts. Runs until correction is approved.")
    ended_on: date | None = strawberry.field(description="Rättelse godkänd; dagen är fri. Approved; that day is free.")
    end_reason: str | None = strawberry.field(
        description="CORRECTED (rättelse godkänd) eller AGREEMENT_ENDED (avtalets slut). Why it ended."
    )
    pieces: list[SanctionPiece] = strawberry.field(description="Beslut. Decisions.")
    lines: list[LedgerLine] = strawberry.field(description="Rader. Lines.")
    total: Money | None = strawberry.field(description="Summa; saknas medan listtal inväntas. Null while awaited.")
    threatened: list[LedgerLine] = strawberry.field(
        description="Hotande belopp före beslut; bara regionen ser dem. Threatened amounts, for the region only."
    )
    threatened_total: Money | None = strawberry.field(description="Summa hotande belopp. Sum of threatened lines.")
    explanation: Explanation | None = strawberry.field(description="Motivering till summan. Why it is owed.")


@strawberry.type(description="Samråd inför ett beslut; bara regionen ser det. A consultation, for the region only.")
class Consultation:
    found: strawberry.Private[ConsultationRecorded]
    row: strawberry.Private[Row]

    on: CaseDecision = strawberry.field(description="Beslutet som samrådet gäller. The decision consulted on.")
    consulted_on: date = strawberry.field(description="Dag. Day of the consultation.")
    standpoint: Standpoint = strawberry.field(description="Ställningstagande. Standpoint.")
    request: int | None = strawberry.field(description="Begäran om rättelse som det följde. The request it followed.")

    @described("Rollen som hördes. The role consulted.")
    def acted_as(self, info: Info) -> Term | None:
        return role_term(info, self.found.acted_as)

    @described("Yttrande i ord; krypterat lagrat. What was said, in words.", children=("personal",))
    def note(self, info: Info) -> str | None:
        return info.context.written(self.row, self.found.personal)


def consultation(found: ConsultationRecorded, row: Row) -> Consultation:
    return Consultation(
        found=found,
        row=row,
        on=CaseDecision(found.on),
        consulted_on=found.consulted_on,
        standpoint=Standpoint(found.standpoint),
        request=found.request,
    )


@strawberry.type(description="Skyldighet: något som ska göras i ärendet. A dated duty.")
class CaseObligation:
    kind: str = strawberry.field(description="Slag av skyldighet. Kind of duty.")
    rule: str = strawberry.field(description="Regelns id. Id of the rule.")
    label: str = strawberry.field(description="Vad som ska göras. What is to be done.")
    due_on: date | None = strawberry.field(description="Senast; saknas där inget dokument anger dag. Due day.")
    raised_on: date = strawberry.field(description="Uppkom. When it arose.")
    overdue: bool = strawberry.field(description="Tiden har gått ut. Overdue.")
    source: RuleSource | None = strawberry.field(description="Källa. Source.")


def case_obligation(info: Info, duty: Obligation) -> CaseObligation:
    return CaseObligation(
        kind=duty.kind,
        rule=duty.rule,
        label=info.context.say(duty.label_sv, duty.label_en),
        due_on=duty.due_on,
        raised_on=duty.raised_on,
        overdue=duty.overdue,
        source=rule_source(duty.source),
    )
