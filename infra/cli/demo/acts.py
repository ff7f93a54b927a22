"""A scenario's steps as mutations of the API: field, input type and input, and when and by whom they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from service.domain.dates import ZONE
from service.domain.facts import Fact
from tenants.demo.scenarios import (
    Classify,
    CloseCase,
    DecidePlan,
    DecideSanction,
    FurtherStep,
    LadderStep,
    OpenCase,
    ReceivePlan,
    RecordFollowUp,
    RecordListedCounts,
    ReleasePayment,
    SendCorrectionRequest,
    SettleMonth,
    SplitCase,
    StartInDepth,
    Step,
    TakeTerminationPosition,
    TerminateAgreement,
    Unit,
    WithholdPayment,
)
from tenants.demo.setting import PROCEDURE, PROVIDER

_SENT: Final = time(9)
_RECORDED: Final = time(10)


@dataclass(frozen=True, slots=True)
class Mutation:
    """One command: `field(input: …)`, the type of the input, and what to read of a success."""

    field: str
    content: Mapping[str, Any]
    kind: str
    success: str

    @property
    def document(self) -> str:
        return (
            f"mutation($input: {self.kind}!) {{ {self.field}(input: $input) {{ __typename"
            f" ... on Refusal {{ code message }} {self.success} }} }}"
        )


_CASE: Final = "... on CaseChanged { case { id version splitInto } }"
_UNIT: Final = "... on UnitChanged { unit { id } }"
_MONTH: Final = "... on MonthSettled { settlement { month total } }"


def at(day: date, hour: time = _RECORDED) -> datetime:
    return datetime.combine(day, hour, ZONE)


def recorded_at(step: Step) -> datetime:
    """Ten in the morning of the step's day, or a minute after what the step says was sent later than that."""
    instant = at(step.on)
    if isinstance(step, SendCorrectionRequest) and step.sent_at is not None:
        return max(instant, step.sent_at + timedelta(minutes=1))
    return instant


def registration(unit: Unit) -> Mutation:
    content = {
        "hsaId": unit.hsa_id,
        "name": unit.name,
        "provider": PROVIDER,
        "agreement": {"kind": "HALSOVAL", "legalBasis": "LOV", "validFrom": unit.valid_from.isoformat()},
    }
    return _mutation("registerUnit", content, _UNIT)


def mutation(step: Step, unit_id: str, case_id: str | None) -> Mutation:
    """`unit_id` and `case_id` are global ids; `case_id` None where the step's case is not open."""
    match step:
        case OpenCase():
            origin = {"signal": _camel(step.signal), "impulse": _camel(step.impulse)}
            return _mutation("openCase", {"procedure": PROCEDURE, "unitId": unit_id, **origin}, _CASE)
        case RecordListedCounts():
            counts = [{"month": month, "listed": listed} for month, listed in step.counts.items()]
            return _mutation("recordListedCounts", {"unitId": unit_id, "counts": counts}, _UNIT)
        case SettleMonth():
            return _mutation("settleMonth", {"month": step.month}, _MONTH)
        case _:
            field, content = _on_case(step) if isinstance(step, LadderStep) else _beside(step)
            return _mutation(field, {"caseId": case_id, **content}, _CASE)


def _on_case(step: LadderStep) -> tuple[str, Mapping[str, Any]]:
    day = step.on.isoformat()
    match step:
        case Classify():
            happenings = [{"levels": _levels(one)} for one in step.happenings or ()]
            weighed = {"levels": _levels(step.levels)} if step.levels is not None else {"happenings": happenings}
            return "classifyCase", {**weighed, "classifiedOn": day}
        case SendCorrectionRequest():
            sent: dict[str, Any] = {
                "sentAt": (step.sent_at or at(step.on, _SENT)).isoformat(),
                "channel": "LETTER",
                "receipt": "SIGNED_RECEIPT",
                "planDueOn": step.plan_due_on.isoformat(),
                "directSanction": None if step.direct is None else step.direct.model_dump(),
            }
            return "sendCorrectionRequest", sent
        case ReceivePlan():
            plan = {
                "receivedOn": day,
                "onTemplate": step.on_template,
                "timetable": step.timetable,
                "signedOn": day if step.signed else None,
                "signedByUnitHead": step.signed,
            }
            return "receivePlan", plan
        case DecidePlan():
            follow_up = step.follow_up_on.isoformat() if step.follow_up_on else None
            verdict = {"verdict": step.verdict, "decidedOn": day, "followUpOn": follow_up}
            return "decidePlan", verdict
        case RecordFollowUp():
            verdicts = {"carriedOut": step.carried_out, "intendedEffect": step.intended_effect, "decidedOn": day}
            return "recordFollowUp", verdicts
        case DecideSanction():
            return "decideSanction", {"decidedOn": day}
        case CloseCase():
            return "closeCase", {"closedOn": day}


def _beside(step: FurtherStep) -> tuple[str, Mapping[str, Any]]:
    day = step.on.isoformat()
    match step:
        case StartInDepth():
            return "startInDepth", {"startedOn": day}
        case SplitCase():
            return "splitCase", {"happenings": list(step.happenings), "splitOn": day}
        case WithholdPayment():
            held = {"month": step.month, "amount": step.amount, "note": step.note}
            return "withholdPayment", {**held, "decidedOn": day}
        case ReleasePayment():
            return "releasePayment", {"of": step.of, "amount": step.amount, "decidedOn": day}
        case TakeTerminationPosition():
            return "takeTerminationPosition", {"outcome": step.outcome, "note": step.note, "decidedOn": day}
        case TerminateAgreement():
            return "terminateAgreement", {"endsOn": step.ends_on.isoformat(), "decidedOn": day}


def _levels(levels: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"scale": scale, "value": value} for scale, value in levels.items()]


def _mutation(field: str, content: Mapping[str, Any], success: str) -> Mutation:
    return Mutation(field, content, f"{field[0].upper()}{field[1:]}Input", success)


def _camel(fact: Fact | None) -> dict[str, Any] | None:
    if fact is None:
        return None
    return {_camel_name(name): value for name, value in fact.model_dump(mode="json").items()}


def _camel_name(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
