"""What the unit was asked for, and what followed: plans, supplements, verdicts, follow-ups, what a failure costs."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from schema.context import Info
from schema.enums import (
    FailureGround,
    RequestChannel,
    RequestKind,
    RequestReceipt,
    SanctionGround,
    Verdict,
)
from schema.needs import described
from schema.scalars import Money
from schema.types.common import Term, term
from service.domain import case_parts
from service.domain.case_parts import Request
from service.domain.money import format_sek
from service.rules.ruleset import Ruleset
from service.usecases.views import Row


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
    found: strawberry.Private[case_parts.Supplement]
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


@strawberry.type(
    description="En förlängning av planens tid, överenskommen med enheten. More time for an action plan, as agreed with"
    " the unit."
)
class PlanExtension:
    agreed_on: date = strawberry.field(description="Dag för överenskommelsen. The day on which it was agreed.")
    plan_due_on: date = strawberry.field(description="Den nya sista dagen. The last day that was agreed on.")


@strawberry.type(
    description="Ett beslut att avstå från sanktion för en brist; skälet står i tidslinjen. A decision to let a failure"
    " cost nothing; the reason stands in the timeline."
)
class SanctionRefrained:
    ground: FailureGround = strawberry.field(description="Bristen som det gällde. What had failed.")
    decided_on: date = strawberry.field(description="Dag för beslutet. The day of that decision.")


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
    kind: RequestKind = strawberry.field(description="Vilket slags begäran. What it asks for, and what it may cost.")
    plan_due_on: date = strawberry.field(
        description="Sista dag för handlingsplanen, med förlängningar. The last day for the action plan, extensions"
        " included."
    )
    stated_due_on: date = strawberry.field(
        description="Sista dagen som begäran själv angav. The last day that the request itself stated."
    )

    @described(
        "Ärendets färg då den skickades; null för en begäran om handlingsplan. The colour that the case had when it was"
        " sent; null for a request for an action plan."
    )
    def colour(self, info: Info) -> Term | None:
        return None if self.request.colour is None else colour_term(info, self.ruleset, self.request.colour)

    @described(
        "Överenskomna förlängningar av planens tid, i ordning. What more time was agreed on for the plan, in order."
    )
    def extensions(self) -> list[PlanExtension]:
        return [PlanExtension(agreed_on=one.agreed_on, plan_due_on=one.plan_due_on) for one in self.request.extensions]

    @described(
        "Brister för vilka regionen avstått från sanktion. The failures that the region decided should cost nothing."
    )
    def refrained(self) -> list[SanctionRefrained]:
        return [
            SanctionRefrained(ground=FailureGround(one.ground), decided_on=one.decided_on)
            for one in self.request.refrained
        ]

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
        kind=RequestKind.ACTION_PLAN if request.colour is None else RequestKind.CORRECTION,
        plan_due_on=request.plan_due_on,
        stated_due_on=sent.plan_due_on,
    )
