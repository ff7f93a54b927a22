"""The commands of a case, from signal to closing."""

from __future__ import annotations

from typing import Final, Literal, Protocol, cast

import strawberry

from schema import inputs
from schema.commanding import Command, Prepared
from schema.commands.opening_inputs import DeclaredOpeningInput, OpenCaseInput
from schema.commands.stating import stated
from schema.reading_back import CASE
from schema.written import happening_name, impulse, instant, levels, own, signal
from service.domain.errors import FieldName
from service.domain.events import Standpoint
from service.domain.request_events import Channel, DirectGround, Receipt
from service.domain.words import Words
from service.rules import commands
from service.usecases import cases
from service.usecases.checking import invalid
from service.usecases.commanding import Outcome, Sent, Services, Written

_MOST_HAPPENINGS: Final = 20
_ORIGINS: Final = ("signal", "impulse", "happening", "intended_measures")


class OnCase(Protocol):
    """What the input of every command on an existing case has."""

    case_id: strawberry.ID
    expected_version: int | None


def on_case(given: OnCase, command: commands.CaseCommand, *written: Written) -> Prepared:
    """The command on the case that the input names, with what is to be sealed of it."""
    acting = cases.Acting(own("Case", given.case_id, "caseId"), command, given.expected_version, written)

    async def act(services: Services, sent: Sent) -> Outcome:
        return await cases.act_on(services, sent, acting)

    return act


def _open_case(given: OpenCaseInput) -> Prepared:
    declared = None if given.declared is None else _declared(given, given.declared)
    opening = cases.Opening(
        procedure=given.procedure,
        unit_id=None if given.unit_id is None else own("CareUnit", given.unit_id, "unitId"),
        declared=declared,
        signal=signal(given.signal) if given.signal else None,
        impulse=impulse(given.impulse) if given.impulse else None,
        happening=given.happening,
        intended_measures=given.intended_measures,
        informant=given.impulse.informant if given.impulse else None,
    )

    async def act(services: Services, sent: Sent) -> Outcome:
        return await cases.open_new(services, sent, opening)

    return act


def _declared(given: OpenCaseInput, opening: DeclaredOpeningInput) -> cases.Declared:
    other = next((name for name in _ORIGINS if getattr(given, name) is not None), None)
    if other is not None:
        problem = Words("hör inte till en öppning som regelverket anger", "is no part of an opening by the ruleset")
        raise invalid(other, problem)
    values, texts = stated(opening.entries, "declared.entries")
    return cases.Declared(opening.opened_on, opening.outcome, values, texts)


def _record_signal(given: inputs.RecordSignalInput) -> Prepared:
    command = commands.RecordSignal(signal(given.signal))
    return on_case(given, command, *cases.told(given.happening, given.intended_measures))


def _record_impulse(given: inputs.RecordImpulseInput) -> Prepared:
    return on_case(given, commands.RecordImpulse(impulse(given.impulse)), cases.who_told(given.impulse.informant))


def _classify_case(given: inputs.ClassifyCaseInput) -> Prepared:
    override, several = given.override, given.happenings or []
    if len(several) > _MOST_HAPPENINGS:
        raise invalid("happenings", str(len(several)), f"<= {_MOST_HAPPENINGS}")
    command = commands.Classify(
        levels(given.levels or []),
        given.classified_on,
        override=None if override is None else override.colour,
        happenings=tuple(levels(one.levels, f"happenings[{place}].") for place, one in enumerate(several)),
    )
    written = [Written(given.note, "note")]
    written += [
        Written(one.description, f"happenings[{place}].description", name=happening_name(place + 1))
        for place, one in enumerate(several)
    ]
    if override is not None:
        written.append(Written(override.reason, "override.reason", name="reason", required=True))
    return on_case(given, command, *written)


def _send_correction_request(given: inputs.SendCorrectionRequestInput) -> Prepared:
    direct = given.direct_sanction
    command = commands.SendCorrectionRequest(
        sent_at=instant(given.sent_at, "sentAt"),
        channel=cast("Channel", given.channel.name),
        receipt=cast("Receipt", given.receipt.name),
        plan_due_on=given.plan_due_on,
        plan_due_months=given.plan_due_months,
        direct=None if direct is None else cast("DirectGround", direct.ground.name),
    )
    written = [Written(given.note, "note")]
    if direct is not None:
        written.append(Written(direct.reason, "directSanction.reason", name="reason", required=True))
    return on_case(given, command, *written)


def _receive_plan(given: inputs.ReceivePlanInput) -> Prepared:
    command = commands.ReceivePlan(
        received_on=given.received_on,
        on_template=given.on_template,
        timetable=given.timetable,
        signed_on=given.signed_on,
        signed_by_unit_head=given.signed_by_unit_head,
    )
    return on_case(given, command)


def _request_supplement(given: inputs.RequestSupplementInput) -> Prepared:
    command = commands.RequestSupplement(given.requested_on, given.due_on)
    return on_case(given, command, Written(given.note, "note", required=True))


def _receive_supplement(given: inputs.ReceiveSupplementInput) -> Prepared:
    return on_case(given, commands.ReceiveSupplement(given.received_on))


def _decide_plan(given: inputs.DecidePlanInput) -> Prepared:
    verdict = cast("Literal['APPROVED', 'REJECTED']", given.verdict.name)
    return on_case(given, commands.DecidePlan(verdict, given.decided_on, given.follow_up_on))


def _record_follow_up(given: inputs.RecordFollowUpInput) -> Prepared:
    return on_case(given, commands.RecordFollowUp(given.carried_out, given.intended_effect, given.decided_on))


def _decide_sanction(given: inputs.DecideSanctionInput) -> Prepared:
    return on_case(given, commands.DecideSanction(given.decided_on))


def _close_case(given: inputs.CloseCaseInput) -> Prepared:
    return on_case(given, commands.CloseCase(given.closed_on))


def _record_consultation(given: inputs.RecordConsultationInput) -> Prepared:
    if (given.on is None) == (given.act is None):
        problem = Words("inget av dem, eller båda", "none of them, or both")
        raise invalid("on", problem, FieldName("on"), FieldName("act"))
    command = commands.RecordConsultation(
        on=given.on.name if given.on is not None else given.act or "",
        consulted_on=given.consulted_on,
        standpoint=cast("Standpoint", given.standpoint.name),
    )
    return on_case(given, command, Written(given.note, "note"))


CASES: Final = (
    Command(
        "openCase",
        "Öppna ett ärende med en signal, en impuls eller båda, eller som regelverket anger. Open a case by a signal, an"
        " impulse or both, or in the way that the ruleset declares.",
        OpenCaseInput,
        CASE,
        _open_case,
    ),
    Command(
        "recordSignal",
        "Registrera enhetens signal i ett ärende som en impuls öppnat. Add the unit's signal to a case that an"
        " impulse opened.",
        inputs.RecordSignalInput,
        CASE,
        _record_signal,
    ),
    Command(
        "recordImpulse",
        "Registrera regionens impuls i ett ärende som en signal öppnat. Add the region's impulse to a case that a"
        " signal opened.",
        inputs.RecordImpulseInput,
        CASE,
        _record_impulse,
    ),
    Command(
        "classifyCase",
        "Klassificera ärendet: skalvärden ger en färg. Classify the case: its levels give a colour.",
        inputs.ClassifyCaseInput,
        CASE,
        _classify_case,
    ),
    Command(
        "sendCorrectionRequest",
        "Skicka en begäran om rättelse till enheten. Ask the unit to correct what is wrong; sanctions count from"
        " that day.",
        inputs.SendCorrectionRequestInput,
        CASE,
        _send_correction_request,
    ),
    Command(
        "receivePlan",
        "En handlingsplan har kommit in från enheten. An action plan has arrived from the unit.",
        inputs.ReceivePlanInput,
        CASE,
        _receive_plan,
    ),
    Command(
        "requestSupplement",
        "Begär en komplettering av handlingsplanen, med egen tid. Ask for what the action plan lacks, by a day of"
        " its own.",
        inputs.RequestSupplementInput,
        CASE,
        _request_supplement,
    ),
    Command(
        "receiveSupplement",
        "Den begärda kompletteringen har kommit in. What was asked for beside the plan has arrived.",
        inputs.ReceiveSupplementInput,
        CASE,
        _receive_supplement,
    ),
    Command(
        "decidePlan",
        "Godkänn eller underkänn den senaste handlingsplanen. Approve or reject the latest of the action plans.",
        inputs.DecidePlanInput,
        CASE,
        _decide_plan,
    ),
    Command(
        "recordFollowUp",
        "Registrera uppföljningen av planen, med dess två omdömen. Judge how the plan was carried out, by the two"
        " verdicts.",
        inputs.RecordFollowUpInput,
        CASE,
        _record_follow_up,
    ),
    Command(
        "decideSanction",
        "Besluta sanktion för en konstaterad brist. Decide what an established failure costs.",
        inputs.DecideSanctionInput,
        CASE,
        _decide_sanction,
    ),
    Command(
        "closeCase",
        "Avsluta ett ärende som är rättat, inte kräver åtgärd eller saknar avtal. End a case that is corrected, calls"
        " for no measure, or has no agreement any more.",
        inputs.CloseCaseInput,
        CASE,
        _close_case,
    ),
    Command(
        "recordConsultation",
        "Registrera vad din roll har att säga om ett kommande beslut. Note what your role has to say on a decision"
        " to come.",
        inputs.RecordConsultationInput,
        CASE,
        _record_consultation,
    ),
)
