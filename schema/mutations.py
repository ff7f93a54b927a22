"""The commands. Each field calls one use case and re-reads what the caller may see of the outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, cast
from uuid import UUID

import strawberry

from schema import inputs
from schema.access_mutations import AccessMutation
from schema.commanding import answer, given_as, instant, levels, own, plain, present, sent_as
from schema.context import Info
from schema.needs import described
from schema.queries import load_case, load_unit
from schema.settled import settlement_of, settlement_reads
from schema.types.cases import Case
from schema.types.ledger import Settlement
from schema.types.refusals import InvalidInput, MandateMissing, NotFound, RuleRefused, VersionConflict
from schema.types.units import CareUnit
from service.domain import errors
from service.domain.events import Channel, Impulse, Receipt, Signal
from service.rules import commands
from service.usecases import cases, settlement, units
from service.usecases.commanding import Outcome


@strawberry.type(description="Kommandot utfördes. The command was carried out.")
class CaseChanged:
    case: Case = strawberry.field(description="Ärendet som det nu är. The case as it is now.")


@strawberry.type(description="Kommandot utfördes. The command was carried out.")
class UnitChanged:
    unit: CareUnit = strawberry.field(description="Vårdenheten som den nu är. The unit as it is now.")


@strawberry.type(description="Månaden är avräknad. The month is settled.")
class MonthSettled:
    settlement: Settlement = strawberry.field(description="Avräkningen. The settlement.")


CaseResult = Annotated[
    CaseChanged | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
    strawberry.union("CaseResult", description="Utfall: ärendet eller ett avslag. The case or a refusal."),
]
UnitResult = Annotated[
    UnitChanged | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
    strawberry.union("UnitResult", description="Utfall: enheten eller ett avslag. The unit or a refusal."),
]
SettleResult = Annotated[
    MonthSettled | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
    strawberry.union("SettleResult", description="Utfall: avräkningen eller ett avslag. The settlement or a refusal."),
]


async def _on_case(
    info: Info, name: str, given: Any, command: commands.CaseCommand | Callable[[], commands.CaseCommand]
) -> CaseResult:
    async def act() -> CaseChanged:
        acting = cases.Acting(
            own("Case", given.case_id, "caseId"),
            command() if callable(command) else command,
            given.expected_version,
            getattr(given, "note", None),
        )
        outcome = await cases.act_on(info.context.services, sent_as(info, name, given), acting)
        return await _case_changed(info, outcome)

    return await answer(info, act)


async def _case_changed(info: Info, outcome: Outcome) -> CaseChanged:
    found = await load_case(info, str(info.path.key), UUID(outcome["case_id"]), "case")
    return CaseChanged(case=present(found))


async def _unit_changed(info: Info, outcome: Outcome) -> UnitChanged:
    found = await load_unit(info, str(info.path.key), UUID(outcome["unit_id"]), "unit")
    return UnitChanged(unit=present(found))


@strawberry.type(description="Kommandon: ett per begäran, en transaktion. Commands: one a request, one transaction.")
class Mutation(AccessMutation):
    @described("Registrera vårdenhet med avtal. Register a care unit with its agreement.")
    async def register_unit(
        self, info: Info, input: Annotated[inputs.RegisterUnitInput, given_as("Indata. Input.")]
    ) -> UnitResult:
        async def act() -> UnitChanged:
            registration = units.Registration(
                hsa_id=input.hsa_id,
                name=input.name,
                provider_name=input.provider.name,
                provider_orgnr=input.provider.orgnr,
                agreement_kind=input.agreement.kind,
                legal_basis=input.agreement.legal_basis,
                valid_from=input.agreement.valid_from,
                valid_until=input.agreement.valid_until,
                external_reference=input.agreement.external_reference,
            )
            sent = sent_as(info, "registerUnit", input)
            return await _unit_changed(info, await units.register_unit(info.context.services, sent, registration))

        return await answer(info, act)

    @described("Registrera eller rätta antal listade per månad. Record or correct listed counts.")
    async def record_listed_counts(
        self, info: Info, input: Annotated[inputs.RecordListedCountsInput, given_as("Indata. Input.")]
    ) -> UnitResult:
        async def act() -> UnitChanged:
            counts = [units.Count(one.month, one.listed) for one in input.counts]
            unit_id = own("CareUnit", input.unit_id, "unitId")
            sent = sent_as(info, "recordListedCounts", input)
            outcome = await units.record_listed_counts(info.context.services, sent, unit_id, counts)
            return await _unit_changed(info, outcome)

        return await answer(info, act)

    @described("Öppna ärende med signal eller impuls. Open a case by signal or impulse.")
    async def open_case(
        self, info: Info, input: Annotated[inputs.OpenCaseInput, given_as("Indata. Input.")]
    ) -> CaseResult:
        async def act() -> CaseChanged:
            signal, impulse = input.signal, input.impulse
            opening = cases.Opening(
                procedure=input.procedure,
                unit_id=own("CareUnit", input.unit_id, "unitId"),
                signal=Signal.model_validate(plain(signal)) if signal else None,
                impulse=Impulse.model_validate(plain(impulse)) if impulse else None,
                happening=input.happening,
            )
            sent = sent_as(info, "openCase", input)
            return await _case_changed(info, await cases.open_new(info.context.services, sent, opening))

        return await answer(info, act)

    @described("Klassificera: skalvärden ger färg. Classify: levels give a colour.")
    async def classify_case(
        self, info: Info, input: Annotated[inputs.ClassifyCaseInput, given_as("Indata. Input.")]
    ) -> CaseResult:
        def command() -> commands.Classify:
            return commands.Classify(levels(input.levels), input.classified_on)

        return await _on_case(info, "classifyCase", input, command)

    @described("Skicka begäran om rättelse. Send a correction request.")
    async def send_correction_request(
        self, info: Info, input: Annotated[inputs.SendCorrectionRequestInput, given_as("Indata. Input.")]
    ) -> CaseResult:
        def command() -> commands.SendCorrectionRequest:
            return commands.SendCorrectionRequest(
                sent_at=instant(input.sent_at, "sentAt"),
                channel=cast("Channel", input.channel.name),
                receipt=cast("Receipt", input.receipt.name),
                plan_due_on=input.plan_due_on,
                plan_due_months=input.plan_due_months,
            )

        return await _on_case(info, "sendCorrectionRequest", input, command)

    @described("Handlingsplan har inkommit. An action plan has arrived.")
    async def receive_plan(
        self, info: Info, input: Annotated[inputs.ReceivePlanInput, given_as("Indata. Input.")]
    ) -> CaseResult:
        command = commands.ReceivePlan(
            received_on=input.received_on,
            on_template=input.on_template,
            timetable=input.timetable,
            signed_on=input.signed_on,
            signed_by_unit_head=input.signed_by_unit_head,
        )
        return await _on_case(info, "receivePlan", input, command)

    @described("Godkänn eller underkänn handlingsplanen. Approve or reject the action plan.")
    async def decide_plan(
        self, info: Info, input: Annotated[inputs.DecidePlanInput, given_as("Indata. Input.")]
    ) -> CaseResult:
        command = commands.DecidePlan(
            cast("Literal['APPROVED', 'REJECTED']", input.verdict.name), input.decided_on, input.follow_up_on
        )
        return await _on_case(info, "decidePlan", input, command)

    @described("Registrera uppföljning: utförd och avsedd effekt. Record a follow-up.")
    async def record_follow_up(
        self, info: Info, input: Annotated[inputs.RecordFollowUpInput, given_as("Indata. Input.")]
    ) -> CaseResult:
        command = commands.RecordFollowUp(input.carried_out, input.intended_effect, input.decided_on)
        return await _on_case(info, "recordFollowUp", input, command)

    @described("Besluta sanktion för en konstaterad brist. Decide the sanction of an established failure.")
    async def decide_sanction(
        self, info: Info, input: Annotated[inputs.DecideSanctionInput, given_as("Indata. Input.")]
    ) -> CaseResult:
        return await _on_case(info, "decideSanction", input, commands.DecideSanction(input.decided_on))

    @described("Avsluta ärendet. Close the case.")
    async def close_case(
        self, info: Info, input: Annotated[inputs.CloseCaseInput, given_as("Indata. Input.")]
    ) -> CaseResult:
        return await _on_case(info, "closeCase", input, commands.CloseCase(input.closed_on))

    @described("Avräkna en månad: rader fryses, tidigare rättas. Settle a month: lines freeze, earlier ones correct.")
    async def settle_month(
        self, info: Info, input: Annotated[inputs.SettleMonthInput, given_as("Indata. Input.")]
    ) -> SettleResult:
        async def act() -> MonthSettled:
            left_out = {own("Case", one, "leaveOut") for one in input.leave_out}
            sent = sent_as(info, "settleMonth", input)
            outcome = await settlement.settle_month(info.context.services, sent, input.month, left_out)
            if not info.context.actor.holds("READ_LEDGER"):
                raise errors.NotFound
            key = str(info.path.key)
            rows = await info.context.load(*settlement_reads(info.context, key, outcome["month"]))
            return MonthSettled(settlement=present(settlement_of(info.context, rows, key)))

        return await answer(info, act)
