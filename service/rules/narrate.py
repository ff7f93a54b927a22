"""A case's history in words, Swedish and English: what happened, on which day, and of what kind it was."""

from __future__ import annotations

from typing import Literal, assert_never

from service.domain.act_words import DECISIONS, STANDPOINTS
from service.domain.endings import (
    AgreementTerminated,
    EndingEvent,
    PaymentReleased,
    PaymentWithheld,
    RecurrenceFlagged,
    TerminationPositionTaken,
)
from service.domain.events import (
    CaseClassified,
    CaseClosed,
    CaseEvent,
    CaseMoved,
    CaseOpened,
    CaseReopened,
    CaseSplit,
    ConsultationRecorded,
    FollowUpRecorded,
    ImpulseRecorded,
    InDepthStarted,
    InformantRecorded,
    OriginEvent,
    PlanDecided,
    PlanDueExtended,
    PlanEvent,
    PlanReceived,
    SanctionDecided,
    SanctionRefrained,
    SignalRecorded,
    SupplementReceived,
    SupplementRequested,
)
from service.domain.request_events import ActionPlanRequested, CorrectionRequestSent, RequestEvent
from service.domain.steps import StepEvent, StepTaken, TaskDone
from service.domain.words import Words, lowered, per_listed
from service.rules.narrate_endings import told_ending
from service.rules.narrate_steps import told_opening, told_step
from service.rules.ruleset import Ruleset
from service.rules.sourced import Label

EntryKind = Literal["LETTER", "DECISION", "STATE", "ORIGIN", "CONSULTATION", "FLAG", "STEP", "DUTY"]


def kind_of(event: CaseEvent) -> EntryKind:
    match event:
        case (
            ActionPlanRequested()
            | CorrectionRequestSent()
            | PlanReceived()
            | SupplementRequested()
            | SupplementReceived()
            | PlanDueExtended()
        ):
            return "LETTER"
        case (
            CaseClassified()
            | CaseSplit()
            | PlanDecided()
            | FollowUpRecorded()
            | SanctionDecided()
            | SanctionRefrained()
        ):
            return "DECISION"
        case PaymentWithheld() | PaymentReleased() | TerminationPositionTaken() | AgreementTerminated():
            return "DECISION"
        case RecurrenceFlagged():
            return "FLAG"
        case CaseOpened() | InDepthStarted() | CaseMoved() | CaseClosed() | CaseReopened():
            return "STATE"
        case SignalRecorded() | ImpulseRecorded() | InformantRecorded():
            return "ORIGIN"
        case ConsultationRecorded():
            return "CONSULTATION"
        case StepTaken() | TaskDone():
            return "STEP"
        case _:
            assert_never(event)


def told(event: CaseEvent, ruleset: Ruleset) -> Words:
    """The event in a sentence; `ruleset` is the version that governed it and gives colours and grounds their names."""
    if isinstance(event, PlanEvent | OriginEvent | EndingEvent | StepEvent):
        return _of_group(event, ruleset)
    if isinstance(event, RequestEvent):
        return _requested(event, ruleset)
    if isinstance(event, CaseClosed | CaseReopened):
        return _ended(event)
    if isinstance(event, CaseClassified | CaseSplit | SanctionDecided | SanctionRefrained):
        return _decided(event, ruleset)
    match event:
        case CaseOpened():
            return _opened(event) if event.outcome is None else told_opening(event, ruleset)
        case InformantRecorded():
            return Words(
                "Uppgiftslämnarens kontaktuppgifter registrerades.", "The informant's contact details were recorded."
            )
        case ConsultationRecorded():
            on, said = _decision(event.on, ruleset), STANDPOINTS[event.standpoint]
            return Words(f"Samråd om {on.sv}: {said.sv}.", f"Consultation on {on.en}: {said.en}.")
        case CaseMoved():
            return Words(
                f"Ärendet styrs nu av regelverkets version {ruleset.label}.",
                f"The case is now governed by version {ruleset.label} of the ruleset.",
            )
        case InDepthStarted():
            return Words("Fördjupad uppföljning inleddes.", "In-depth follow-up began.")
        case _:
            assert_never(event)


def _decision(on: str, ruleset: Ruleset) -> Words:
    found = {act.id: lowered(act.label) for act in ruleset.acts}
    return found.get(on) or DECISIONS[on]  # type: ignore[index]


def _requested(event: RequestEvent, ruleset: Ruleset) -> Words:
    if isinstance(event, ActionPlanRequested):
        return Words(
            f"Begäran om handlingsplan {event.number} skickades; handlingsplan senast {event.plan_due_on}.",
            f"Request {event.number} for an action plan was sent; action plan due {event.plan_due_on}.",
        )
    label = ruleset.colour(event.colour).label
    return Words(
        f"Begäran om rättelse {event.number} ({label.sv.lower()}) skickades; handlingsplan senast {event.plan_due_on}.",
        f"Correction request {event.number} ({label.en.lower()}) was sent; action plan due {event.plan_due_on}.",
    )


def _of_group(event: PlanEvent | OriginEvent | EndingEvent | StepEvent, ruleset: Ruleset) -> Words:
    if isinstance(event, StepEvent):
        return told_step(event, ruleset)
    if isinstance(event, PlanEvent):
        return _of_plan(event)
    return _joined(event, ruleset) if isinstance(event, OriginEvent) else told_ending(event, ruleset)


def _opened(event: CaseOpened) -> Words:
    if event.signal is not None:
        return Words(
            f"Verksamhetschefen signalerade den {event.signal.signalled_on}; ärendet öppnades.",
            f"The unit head signalled on {event.signal.signalled_on}; the case was opened.",
        )
    known = event.impulse.known_on if event.impulse else event.opened_on
    return Words(
        f"Regionen fick kännedom den {known}; ärendet öppnades.",
        f"The region became aware on {known}; the case was opened.",
    )


def _joined(event: OriginEvent, ruleset: Ruleset) -> Words:
    label = ruleset.ladder(event.ladder).label
    signalled = isinstance(event, SignalRecorded)
    sv = "Verksamhetschefens signal registrerades" if signalled else "Regionens kännedom registrerades"
    en = "The unit head's signal was recorded" if signalled else "That the region was aware was recorded"
    return Words(f"{sv}. Sanktionstrappa: {label.sv}.", f"{en}. Sanction ladder: {label.en}.")


def _of_plan(event: PlanEvent) -> Words:
    match event:
        case PlanDueExtended():
            return Words(
                f"Handlingsplanens tid förlängdes genom överenskommelse till {event.plan_due_on}.",
                f"The time for the action plan was extended by agreement to {event.plan_due_on}.",
            )
        case PlanReceived():
            sv, en = ("i tid", "in time") if event.in_time else ("efter utsatt tid", "late")
            return Words(f"Handlingsplan inkom, {sv}.", f"The action plan arrived, {en}.")
        case SupplementRequested():
            return Words(
                f"Komplettering av handlingsplanen begärdes, senast {event.due_on}.",
                f"A supplement of the action plan was asked for, due {event.due_on}.",
            )
        case SupplementReceived():
            sv, en = ("i tid", "in time") if event.in_time else ("efter utsatt tid", "late")
            return Words(f"Kompletteringen inkom, {sv}.", f"The supplement arrived, {en}.")
        case PlanDecided():
            if event.verdict == "REJECTED":
                return Words("Handlingsplanen underkändes.", "The action plan was rejected.")
            return Words(
                f"Handlingsplanen godkändes; uppföljning {event.follow_up_on}.",
                f"The action plan was approved; follow-up {event.follow_up_on}.",
            )
        case FollowUpRecorded():
            return _followed_up(event)
        case _:
            assert_never(event)


def _followed_up(event: FollowUpRecorded) -> Words:
    if event.approved:
        return Words(
            "Uppföljningen godkändes: åtgärderna är utförda och har fått avsedd effekt.",
            "The follow-up was approved: the measures are carried out and had their effect.",
        )
    lacking = [
        words
        for held, words in (
            (event.carried_out, Words("åtgärderna är inte utförda", "the measures are not carried out")),
            (event.intended_effect, Words("avsedd effekt saknas", "the intended effect is missing")),
        )
        if not held
    ]
    return Words(
        f"Uppföljningen godkändes inte: {' och '.join(one.sv for one in lacking)}.",
        f"The follow-up was not approved: {' and '.join(one.en for one in lacking)}.",
    )


def _ended(event: CaseClosed | CaseReopened) -> Words:
    match event:
        case CaseClosed(ground="NO_FURTHER_MEASURE"):
            return Words(
                "Ingen vidare åtgärd beslutades; ärendet avslutades.",
                "No further measure was decided; the case was closed.",
            )
        case CaseClosed(ground="AGREEMENT_ENDED"):
            return Words(
                "Ärendet avslutades: enhetens avtal har upphört.",
                "The case was closed: the unit's agreement has ended.",
            )
        case CaseClosed():
            return Words("Ärendet avslutades.", "The case was closed.")
        case CaseReopened():
            return Words("Ärendet återupptogs.", "The case was reopened.")
        case _:
            assert_never(event)


def _decided(event: CaseClassified | CaseSplit | SanctionDecided | SanctionRefrained, ruleset: Ruleset) -> Words:
    match event:
        case CaseSplit():
            numbers = ", ".join(map(str, event.happenings))
            return Words(
                f"Ärendet delades: händelse {numbers} går vidare i ett eget ärende.",
                f"The case was split: event {numbers} goes on in a case of its own.",
            )
        case CaseClassified():
            return _classified(event, ruleset)
        case SanctionDecided():
            return _sanctioned(event, ruleset)
        case SanctionRefrained():
            return _refrained(event, ruleset)
        case _:
            assert_never(event)


def _classified(event: CaseClassified, ruleset: Ruleset) -> Words:
    label = ruleset.colour(event.colour).label
    said = Words(
        f"Ärendet klassificerades som {label.sv.lower()}, sammanvägt mått {event.score}",
        f"The case was classified {label.en.lower()}, score {event.score}",
    )
    if event.computed is None:
        return Words(f"{said.sv}.", f"{said.en}.")
    given = ruleset.colour(event.computed).label
    return Words(f"{said.sv}; måttet ger {given.sv.lower()}.", f"{said.en}; the score gives {given.en.lower()}.")


def _refrained(event: SanctionRefrained, ruleset: Ruleset) -> Words:
    label = next(one.label for one in ruleset.breaches if one.ground == event.ground)
    return Words(
        f"Ingen sanktion beslutades. Brist: {label.sv.lower()}.",
        f"No sanction was decided. Failure: {label.en.lower()}.",
    )


def _sanctioned(event: SanctionDecided, ruleset: Ruleset) -> Words:
    labels: dict[str, Label] = {one.ground: one.label for one in ruleset.breaches}
    labels |= {one.ground: one.label for one in ruleset.direct_sanctions}
    label = labels.get(event.ground)
    rate = per_listed(event.rate_ore)
    sv = f"Sanktion beslutades: {rate.sv} från och med {event.starts_on}"
    en = f"A sanction was decided: {rate.en} from {event.starts_on}"
    if label is None:
        return Words(f"{sv}, genom begäran.", f"{en}, by the request itself.")
    return Words(f"{sv}. Grund: {label.sv.lower()}.", f"{en}. Ground: {label.en.lower()}.")
