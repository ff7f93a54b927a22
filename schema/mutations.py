"""The commands. Each field calls one use case and re-reads what the caller may see of the outcome."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar, cast
from uuid import UUID

import strawberry
from strawberry import argument

from schema import inputs
from schema.context import Info
from schema.ids import own_id
from schema.needs import described
from schema.queries import load_case, load_unit
from schema.scalars import is_instant
from schema.settled import settlement_of, settlement_reads
from schema.types.cases import Case
from schema.types.ledger import Settlement
from schema.types.refusals import InvalidInput, MandateMissing, NotFound, RuleRefused, VersionConflict, refused
from schema.types.units import CareUnit
from service.domain import errors
from service.domain.events import CaseDecision, Channel, Impulse, Receipt, Signal, Standpoint
from service.rules import commands
from service.usecases import cases, settlement, units
from service.usecases.commanding import Outcome, Sent, Written


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
Result = TypeVar("Result")


def _plain(value: Any) -> Any:
    """An input as JSON-plain content: what two sendings of one command are compared by."""
    if dataclasses.is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.name
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _sent(info: Info, name: str, given: Any) -> Sent:
    content: Mapping[str, Any] = {key: value for key, value in _plain(given).items() if key != "command_id"}
    return Sent(info.context.actor, given.command_id, name, content)


def _own(kind: str, text: str, path: str) -> UUID:
    found = own_id(kind, text)
    if found is None:
        raise errors.NotFound(path=path)
    return found


async def _answer(info: Info, command: Callable[[], Awaitable[Result]]) -> Result:
    """The command's success, or its refusal as a value."""
    try:
        return await command()
    except errors.Refusal as refusal:
        return refused(info, refusal)  # type: ignore[return-value]


def _levels(given: list[inputs.LevelInput]) -> dict[str, int]:
    """Scale → value; InvalidInput where a scale is given twice, since neither of two values is meant more."""
    for scale, times in Counter(one.scale for one in given).items():
        if times > 1:
            raise errors.InvalidInput("INVALID_INPUT", path="levels", problem=f"{scale} stands {times} times")
    return {one.scale: one.value for one in given}


def _signal(given: inputs.SignalInput) -> Signal:
    return Signal.model_validate(_plain(given))


def _impulse(given: inputs.ImpulseInput) -> Impulse:
    kind = cast("Literal['DATA_ANALYSIS', 'DIALOGUE', 'OTHER']", given.kind.name)
    return Impulse(known_on=given.known_on, kind=kind)


def _instant(value: datetime, path: str) -> datetime:
    if not is_instant(value):
        allowed = ("YYYY-MM-DDThh:mm:ss±hh:mm",)
        raise errors.InvalidInput("INVALID_INPUT", path=path, problem=value.isoformat(), allowed=allowed)
    return value


def _present(found: Result | None) -> Result:
    """What was written and now is read again; NotFound where the caller may no longer see it."""
    if found is None:
        raise errors.NotFound
    return found


async def _on_case(
    info: Info,
    name: str,
    given: Any,
    command: commands.CaseCommand | Callable[[], commands.CaseCommand],
    *written: Written,
) -> CaseResult:
    async def act() -> CaseChanged:
        acting = cases.Acting(
            _own("Case", given.case_id, "caseId"),
            command() if callable(command) else command,
            given.expected_version,
            written,
        )
        outcome = await cases.act_on(info.context.services, _sent(info, name, given), acting)
        return await _case_changed(info, outcome)

    return await _answer(info, act)


async def _case_changed(info: Info, outcome: Outcome) -> CaseChanged:
    found = await load_case(info, str(info.path.key), UUID(outcome["case_id"]), "case")
    return CaseChanged(case=_present(found))


async def _unit_changed(info: Info, outcome: Outcome) -> UnitChanged:
    found = await load_unit(info, str(info.path.key), UUID(outcome["unit_id"]), "unit")
    return UnitChanged(unit=_present(found))


def _input(description: str) -> Any:
    return argument(description=description)


@strawberry.type(description="Kommandon: ett per begäran, en transaktion. Commands: one a request, one transaction.")
class Mutation:
    @described("Registrera vårdenhet med avtal. Register a care unit with its agreement.")
    async def register_unit(
        self, info: Info, input: Annotated[inputs.RegisterUnitInput, _input("Indata. Input.")]
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
            sent = _sent(info, "registerUnit", input)
            return await _unit_changed(info, await units.register_unit(info.context.services, sent, registration))

        return await _answer(info, act)

    @described("Registrera eller rätta antal listade per månad. Record or correct listed counts.")
    async def record_listed_counts(
        self, info: Info, input: Annotated[inputs.RecordListedCountsInput, _input("Indata. Input.")]
    ) -> UnitResult:
        async def act() -> UnitChanged:
            counts = [units.Count(one.month, one.listed) for one in input.counts]
            unit_id = _own("CareUnit", input.unit_id, "unitId")
            sent = _sent(info, "recordListedCounts", input)
            outcome = await units.record_listed_counts(info.context.services, sent, unit_id, counts)
            return await _unit_changed(info, outcome)

        return await _answer(info, act)

    @described("Öppna ärende med signal eller impuls. Open a case by signal or impulse.")
    async def open_case(
        self, info: Info, input: Annotated[inputs.OpenCaseInput, _input("Indata. Input.")]
    ) -> CaseResult:
        async def act() -> CaseChanged:
            signal, impulse = input.signal, input.impulse
            opening = cases.Opening(
                procedure=input.procedure,
                unit_id=_own("CareUnit", input.unit_id, "unitId"),
                signal=_signal(signal) if signal else None,
                impulse=_impulse(impulse) if impulse else None,
                happening=input.happening,
                intended_measures=input.intended_measures,
                informant=impulse.informant if impulse else None,
            )
            sent = _sent(info, "openCase", input)
            return await _case_changed(info, await cases.open_new(info.context.services, sent, opening))

        return await _answer(info, act)

    @described("Registrera verksamhetschefens signal i efterhand. Record the unit head's signal in an open case.")
    async def record_signal(
        self, info: Info, input: Annotated[inputs.RecordSignalInput, _input("Indata. Input.")]
    ) -> CaseResult:
        command, written = (
            commands.RecordSignal(_signal(input.signal)),
            cases.told(input.happening, input.intended_measures),
        )
        return await _on_case(info, "recordSignal", input, command, *written)

    @described("Registrera regionens impuls i efterhand. Record the region's impulse in an open case.")
    async def record_impulse(
        self, info: Info, input: Annotated[inputs.RecordImpulseInput, _input("Indata. Input.")]
    ) -> CaseResult:
        command = commands.RecordImpulse(_impulse(input.impulse))
        return await _on_case(info, "recordImpulse", input, command, cases.who_told(input.impulse.informant))

    @described("Klassificera: skalvärden ger färg. Classify: levels give a colour.")
    async def classify_case(
        self, info: Info, input: Annotated[inputs.ClassifyCaseInput, _input("Indata. Input.")]
    ) -> CaseResult:
        def command() -> commands.Classify:
            return commands.Classify(_levels(input.levels), input.classified_on)

        return await _on_case(info, "classifyCase", input, command, Written(input.note, "note"))

    @described("Skicka begäran om rättelse. Send a correction request.")
    async def send_correction_request(
        self, info: Info, input: Annotated[inputs.SendCorrectionRequestInput, _input("Indata. Input.")]
    ) -> CaseResult:
        def command() -> commands.SendCorrectionRequest:
            return commands.SendCorrectionRequest(
                sent_at=_instant(input.sent_at, "sentAt"),
                channel=cast("Channel", input.channel.name),
                receipt=cast("Receipt", input.receipt.name),
                plan_due_on=input.plan_due_on,
                plan_due_months=input.plan_due_months,
            )

        return await _on_case(info, "sendCorrectionRequest", input, command, Written(input.note, "note"))

    @described("Handlingsplan har inkommit. An action plan has arrived.")
    async def receive_plan(
        self, info: Info, input: Annotated[inputs.ReceivePlanInput, _input("Indata. Input.")]
    ) -> CaseResult:
        command = commands.ReceivePlan(
            received_on=input.received_on,
            on_template=input.on_template,
            timetable=input.timetable,
            signed_on=input.signed_on,
            signed_by_unit_head=input.signed_by_unit_head,
        )
        return await _on_case(info, "receivePlan", input, command)

    @described("Begär komplettering av handlingsplanen, med egen tid. Ask for a supplement, with its own due day.")
    async def request_supplement(
        self, info: Info, input: Annotated[inputs.RequestSupplementInput, _input("Indata. Input.")]
    ) -> CaseResult:
        command = commands.RequestSupplement(input.requested_on, input.due_on)
        return await _on_case(info, "requestSupplement", input, command, Written(input.note, "note", required=True))

    @described("Begärd komplettering har inkommit. The supplement asked for has arrived.")
    async def receive_supplement(
        self, info: Info, input: Annotated[inputs.ReceiveSupplementInput, _input("Indata. Input.")]
    ) -> CaseResult:
        return await _on_case(info, "receiveSupplement", input, commands.ReceiveSupplement(input.received_on))

    @described("Godkänn eller underkänn handlingsplanen. Approve or reject the action plan.")
    async def decide_plan(
        self, info: Info, input: Annotated[inputs.DecidePlanInput, _input("Indata. Input.")]
    ) -> CaseResult:
        command = commands.DecidePlan(
            cast("Literal['APPROVED', 'REJECTED']", input.verdict.name), input.decided_on, input.follow_up_on
        )
        return await _on_case(info, "decidePlan", input, command)

    @described("Registrera uppföljning: utförd och avsedd effekt. Record a follow-up.")
    async def record_follow_up(
        self, info: Info, input: Annotated[inputs.RecordFollowUpInput, _input("Indata. Input.")]
    ) -> CaseResult:
        command = commands.RecordFollowUp(input.carried_out, input.intended_effect, input.decided_on)
        return await _on_case(info, "recordFollowUp", input, command)

    @described("Besluta sanktion för en konstaterad brist. Decide the sanction of an established failure.")
    async def decide_sanction(
        self, info: Info, input: Annotated[inputs.DecideSanctionInput, _input("Indata. Input.")]
    ) -> CaseResult:
        return await _on_case(info, "decideSanction", input, commands.DecideSanction(input.decided_on))

    @described("Avsluta ärendet. Close the case.")
    async def close_case(
        self, info: Info, input: Annotated[inputs.CloseCaseInput, _input("Indata. Input.")]
    ) -> CaseResult:
        return await _on_case(info, "closeCase", input, commands.CloseCase(input.closed_on))

    @described("Registrera samråd inför ett beslut. Record a consultation on a decision to come.")
    async def record_consultation(
        self, info: Info, input: Annotated[inputs.RecordConsultationInput, _input("Indata. Input.")]
    ) -> CaseResult:
        command = commands.RecordConsultation(
            on=cast("CaseDecision", input.on.name),
            consulted_on=input.consulted_on,
            standpoint=cast("Standpoint", input.standpoint.name),
        )
        return await _on_case(info, "recordConsultation", input, command, Written(input.note, "note"))

    @described("Avräkna en månad: rader fryses, tidigare rättas. Settle a month: lines freeze, earlier ones correct.")
    async def settle_month(
        self, info: Info, input: Annotated[inputs.SettleMonthInput, _input("Indata. Input.")]
    ) -> SettleResult:
        async def act() -> MonthSettled:
            left_out = {_own("Case", one, "leaveOut") for one in input.leave_out}
            sent = _sent(info, "settleMonth", input)
            outcome = await settlement.settle_month(info.context.services, sent, input.month, left_out)
            if not info.context.actor.holds("READ_LEDGER"):
                raise errors.NotFound
            key = str(info.path.key)
            rows = await info.context.load(*settlement_reads(info.context, key, outcome["month"]))
            return MonthSettled(settlement=_present(settlement_of(info.context, rows, key)))

        return await _answer(info, act)
