"""The parts of a case: what was classified, requested, planned, followed up, decided, and what is to be done."""

from __future__ import annotations

from datetime import date, datetime

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.enums import (
    CaseDecision,
    ObligationKind,
    RequestChannel,
    RequestReceipt,
    SanctionEndReason,
    SanctionGround,
    Standpoint,
    Verdict,
)
from schema.needs import described
from schema.scalars import Money
from schema.types.common import SOURCE, Explanation, RuleSource, Term, role_term, rule_source, term
from schema.types.ledger import LedgerLine
from service.domain import case
from service.domain.case import Request
from service.domain.events import ConsultationRecorded
from service.domain.money import format_sek
from service.rules.deadlines import Obligation
from service.rules.ruleset import Ruleset
from service.usecases.views import Row


@strawberry.type(description="En registrerad händelse i ärendet. One event of the case, as it was recorded.")
class CaseEvent:
    version: int = strawberry.field(
        description="Händelsens nummer bland dem du ser, från 1. Its position among those that you see, from 1."
    )
    type: str = strawberry.field(
        description="Händelsens slag, t.ex. `CaseClassified`; alla står i docs/api.md. The kind of event, e.g."
        " `CaseClassified`; all stand in docs/api.md."
    )
    recorded_at: datetime = strawberry.field(
        description="När den registrerades, som kan vara senare än dess dag. The instant at which it was recorded,"
        " which may be later than its day."
    )
    actor_id: strawberry.ID | None = strawberry.field(
        description="Personens id i händelsekedjan, inget nod-id; null för en part när regionen handlat. The person's"
        " id in the chain, no id of a node; null for a party where the region acted."
    )
    acted_as: Term | None = strawberry.field(
        description="Rollen vars mandat användes; null där ingen roll antecknats. The role on whose mandate it was"
        " done; null where none was noted."
    )
    body: JSON = strawberry.field(
        description="Innehållet som det lagrats, med interna id:n och utan personuppgifter; att granska, inte att visa."
        " What is stored of it, with internal ids and nothing personal; to audit, not to show."
    )


@strawberry.type(description="Ett valt värde på en skala. The level that was chosen on one scale.")
class LevelChosen:
    scale: Term = strawberry.field(description="Skalan, t.ex. allvarlighetsgrad. The one it is on, e.g. severity.")
    value: int = strawberry.field(description="Värdet som det valdes. The number that was chosen.")
    label: str = strawberry.field(
        description="Värdets benämning på begärt språk. What to show for the value, in the language asked for."
    )


@strawberry.type(
    description="Klassificering: skalvärden, sammanvägt mått och färg. What was decided of a case: its levels, their"
    " score and the colour."
)
class Classification:
    levels: list[LevelChosen] = strawberry.field(description="Ett värde för varje skala. One level for each scale.")
    score: int = strawberry.field(
        description="Det mått som värdena vägs samman till. The number that the levels come to together."
    )
    colour: Term = strawberry.field(
        description="Färgen som måttet ger, en av `Ruleset.colours`. The colour that the score gives, one of"
        " `Ruleset.colours`."
    )
    classified_on: date = strawberry.field(description="Dag för klassificeringen. The day on which it was decided.")
    explanation: Explanation | None = strawberry.field(
        description="Varför den färgen; null där den inte kan räknas om. Why that colour; null where it cannot be"
        " computed again."
    )


@strawberry.type(description="En handlingsplan som kommit in. An action plan that has arrived.")
class ActionPlan:
    received_on: date = strawberry.field(description="Dag då den kom in. The day on which it arrived.")
    in_time: bool = strawberry.field(
        description="Om den kom in senast den angivna dagen. Whether it arrived by the day that the request states."
    )
    signed_on: date | None = strawberry.field(
        description="Underskriftens dag; null där den är odaterad. The day of its signature; null where it bears none."
    )


@strawberry.type(description="En begärd komplettering av handlingsplanen. What an action plan lacks and was asked for.")
class Supplement:
    found: strawberry.Private[case.Supplement]
    row: strawberry.Private[Row]

    requested_on: date = strawberry.field(description="Dag då den begärdes. The day on which it was asked for.")
    due_on: date = strawberry.field(description="Kompletteringens egen sista dag. The last day for it, its own.")
    received_on: date | None = strawberry.field(
        description="Dag då den kom in; null innan dess. The day on which it arrived; null before that."
    )
    in_time: bool | None = strawberry.field(
        description="Om den kom in i sin tid; null innan den kommit in. Whether it arrived by its last day; null before"
        " it arrived."
    )

    @described(
        "Vad som ska kompletteras, i ord; null där det raderats. What the plan lacks, in words; null where it"
        " was erased.",
        children=("personal",),
    )
    def what(self, info: Info) -> str | None:
        return info.context.written(self.row, self.found.requested.personal)


@strawberry.type(description="Ett beslut om en handlingsplan. What was decided on an action plan.")
class PlanVerdict:
    verdict: Verdict = strawberry.field(
        description="Om den godkändes eller underkändes. Whether it was approved or rejected."
    )
    decided_on: date = strawberry.field(description="Dag för beslutet. The day of that decision.")
    follow_up_on: date | None = strawberry.field(
        description="Dag som bestämts för uppföljning; null vid ett underkännande. The day set for judging it; null"
        " with a rejection."
    )


@strawberry.type(
    description="Uppföljning av en plan, med två omdömen. How a plan was carried out, with the two verdicts on it."
)
class FollowUp:
    decided_on: date = strawberry.field(description="Dag för bedömningen. The day on which it was judged.")
    carried_out: bool = strawberry.field(description="Om åtgärderna är utförda. Whether the measures were taken.")
    intended_effect: bool = strawberry.field(
        description="Om de haft avsedd effekt. Whether the measures had the result that they were to have."
    )
    approved: bool = strawberry.field(
        description="Om rättelsen är godkänd: båda omdömena är sanna. Whether the correction is accepted: both verdicts"
        " are true."
    )


@strawberry.type(
    description="En beslutad sanktion: en sats från en begärans dag. A decided sanction: a rate from the day of a"
    " request."
)
class SanctionPiece:
    starts_on: date = strawberry.field(
        description="Dag från vilken den räknas. The day from which it counts, that day included."
    )
    rate: Money = strawberry.field(
        description="Kronor per listad person och månad. Kronor for each listed person and month."
    )
    colour: Term = strawberry.field(
        description="Ärendets färg då beslutet fattades. The colour that the case had when it was decided."
    )
    ground: SanctionGround = strawberry.field(
        description="Bristen som beslutet vilar på. The failure that the decision rests on."
    )
    decided_on: date = strawberry.field(description="Dag för beslutet. The day of that decision.")


@strawberry.type(
    description="Begäran om rättelse med vad som följt på den. A correction request with what followed on it."
)
class CorrectionRequest:
    request: strawberry.Private[Request]
    ruleset: strawberry.Private[Ruleset]
    row: strawberry.Private[Row]

    number: int = strawberry.field(description="Begärans nummer i ärendet, från 1. Which of the case's it is, from 1.")
    sent_at: datetime = strawberry.field(description="När den skickades. The instant at which it left.")
    sent_on: date = strawberry.field(
        description="Dagen i Stockholm då den skickades; sanktionen räknas från den. The day in Stockholm on which it"
        " left; the sanction counts from it."
    )
    channel: RequestChannel = strawberry.field(description="Hur den skickades. The way by which it was sent.")
    receipt: RequestReceipt = strawberry.field(description="Hur mottagandet styrks. What proves that it was received.")
    plan_due_on: date = strawberry.field(description="Sista dag för handlingsplanen. The last day for the action plan.")

    @described("Ärendets färg då den skickades. The colour that the case had when it was sent.")
    def colour(self, info: Info) -> Term:
        return colour_term(info, self.ruleset, self.request.sent.colour)

    @described("Handlingsplanerna som kommit in, i ordning. The action plans that have arrived, in order.")
    def plans(self) -> list[ActionPlan]:
        return [
            ActionPlan(received_on=one.received_on, in_time=one.in_time, signed_on=one.signed_on)
            for one in self.request.plans
        ]

    @described("Kompletteringar som begärts, i ordning. What was asked for beside the plan, in order.", same=True)
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

    @described("Besluten om dess planer, i ordning. What was decided on its plans, in order.")
    def plan_verdicts(self) -> list[PlanVerdict]:
        return [
            PlanVerdict(verdict=Verdict(one.verdict), decided_on=one.decided_on, follow_up_on=one.follow_up_on)
            for one in self.request.plan_verdicts
        ]

    @described("Uppföljningarna av dess plan, i ordning. How its plan was judged, in order.")
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

    @described(
        "Sanktionen som beslutats för denna begäran; null där ingen är det. What was decided for this"
        " request; null where nothing was."
    )
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
        ground=SanctionGround(decided.ground),
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
        channel=RequestChannel(sent.channel),
        receipt=RequestReceipt(sent.receipt),
        plan_due_on=sent.plan_due_on,
    )


@strawberry.type(
    description="Ärendets sanktion: beslut, rader och summa. What the case costs: decisions, lines and their sum."
)
class CaseSanction:
    runs: bool = strawberry.field(
        description="Om den pågår: inte rättad, och avtalet gäller. Whether it goes on: no correction approved, and the"
        " agreement holds."
    )
    ended_on: date | None = strawberry.field(
        description="Dagen då den upphörde, som inte räknas; null medan den pågår. The day on which it ended, which is"
        " free; null while it runs."
    )
    end_reason: SanctionEndReason | None = strawberry.field(
        description="Varför den upphörde; null medan den pågår. Why it runs no longer; null while it does."
    )
    pieces: list[SanctionPiece] = strawberry.field(
        description="Besluten, ett per begäran. The decisions, one for each request."
    )
    lines: list[LedgerLine] = strawberry.field(
        description="Raderna, en per månad och sats. The lines, one for each month and rate."
    )
    total: Money | None = strawberry.field(
        description="Raderna tillsammans, i kronor; null medan ett listtal inväntas. What the lines come to, in kronor;"
        " null while a listed count is awaited."
    )
    threatened: list[LedgerLine] = strawberry.field(
        description="Rader som skulle tillkomma om en konstaterad brist beslutades; tom lista för en part. What would"
        " be added if an established failure were decided; an empty list for a party."
    )
    threatened_total: Money | None = strawberry.field(
        description="Vad de hotande raderna lägger till, i kronor; null där inget hotar, och medan ett listtal"
        " inväntas. What the threatened lines add, in kronor; null where nothing threatens, and while a listed count"
        " is awaited."
    )
    explanation: Explanation | None = strawberry.field(
        description="Varför summan är vad den är; null före ett beslut. Why the sum is what it is; null before a"
        " decision."
    )


@strawberry.type(
    description="Ett samråd inför ett beslut; bara regionen ser det. What somebody had to say on a decision to come;"
    " only the region sees it."
)
class Consultation:
    found: strawberry.Private[ConsultationRecorded]
    row: strawberry.Private[Row]

    on: CaseDecision = strawberry.field(description="Beslutet som samrådet gäller. The decision that it is about.")
    consulted_on: date = strawberry.field(description="Dag för samrådet. The day on which the role was heard.")
    standpoint: Standpoint = strawberry.field(description="Vad rollen tycker om det. What the role thinks of it.")
    request: int | None = strawberry.field(
        description="Numret på den begäran som det följde; null före den första. The number of the correction request"
        " that it followed; null before the first."
    )

    @described("Rollen som hördes; null där ingen roll antecknats. The role that was heard; null where none was noted.")
    def acted_as(self, info: Info) -> Term | None:
        return role_term(info, self.found.acted_as)

    @described(
        "Yttrandet i ord; null där inget gavs eller det raderats. What was said, in words; null where nothing"
        " was or it was erased.",
        children=("personal",),
    )
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


@strawberry.type(description="Något som ska göras i ärendet. A duty that the case gives somebody.")
class CaseObligation:
    kind: ObligationKind = strawberry.field(description="Vad det är som ska göras. What it is that has to be done.")
    rule: str = strawberry.field(
        description="Id i regelverket på den regel som kräver det. Id, in the ruleset, of what demands it."
    )
    label: str = strawberry.field(
        description="Vad som ska göras, på begärt språk. What is to be done, in the language asked for."
    )
    due_on: date | None = strawberry.field(
        description="Sista dag; null där inget dokument anger någon. The last day for it; null where no document states"
        " one."
    )
    raised_on: date = strawberry.field(description="Dag då det uppkom. The day on which it arose.")
    overdue: bool = strawberry.field(description="Om sista dagen har passerat. Whether the last day for it has passed.")
    source: RuleSource | None = strawberry.field(description=SOURCE)


def case_obligation(info: Info, duty: Obligation) -> CaseObligation:
    return CaseObligation(
        kind=ObligationKind(duty.kind),
        rule=duty.rule,
        label=info.context.say(duty.label_sv, duty.label_en),
        due_on=duty.due_on,
        raised_on=duty.raised_on,
        overdue=duty.overdue,
        source=rule_source(duty.source),
    )
