"""What may be done in a case now: each command, open to the viewer or with the refusal it would get."""

from __future__ import annotations

from typing import Final

import strawberry

from schema.context import Info
from schema.enums import ActionOutcome
from schema.needs import described
from schema.types.common import Term, term
from schema.types.declared import track_label
from schema.types.refusals import Refusal, refused
from service.domain.act_words import act_words
from service.domain.words import Words, lowered, spoken
from service.rules.commands import CompleteTask, TakeStep
from service.rules.procedure import Act
from service.rules.ruleset import Ruleset
from service.rules.sourced import Label
from service.usecases.deciding import Option

COMMANDS: Final = {
    "RECORD_SIGNAL": "recordSignal",
    "RECORD_IMPULSE": "recordImpulse",
    "REQUEST_PLAN": "requestPlan",
    "START_IN_DEPTH": "startInDepth",
    "CLASSIFY": "classifyCase",
    "SPLIT_CASE": "splitCase",
    "SEND_CORRECTION_REQUEST": "sendCorrectionRequest",
    "EXTEND_PLAN_DUE": "extendPlanDue",
    "RECEIVE_PLAN": "receivePlan",
    "REQUEST_SUPPLEMENT": "requestSupplement",
    "RECEIVE_SUPPLEMENT": "receiveSupplement",
    "DECIDE_PLAN": "decidePlan",
    "RECORD_FOLLOW_UP": "recordFollowUp",
    "DECIDE_SANCTION": "decideSanction",
    "REFRAIN_FROM_SANCTION": "refrainFromSanction",
    "DECIDE_NO_MEASURE": "decideNoMeasure",
    "CLOSE_CASE": "closeCase",
    "REOPEN_CASE": "reopenCase",
    "RECORD_CONSULTATION": "recordConsultation",
    "WITHHOLD_PAYMENT": "withholdPayment",
    "RELEASE_PAYMENT": "releasePayment",
    "TAKE_TERMINATION_POSITION": "takeTerminationPosition",
    "TERMINATE_AGREEMENT": "terminateAgreement",
    "FLAG_RECURRENCE": "flagRecurrence",
    "COMPLETE_TASK": "completeTask",
    "MOVE_TO_VERSION": "moveCaseToRuleset",
}


def task_label(ruleset: Ruleset, checklist: str, task: str) -> Label | None:
    """What the ruleset calls a task of one of its checklists."""
    tasks = (one for each in ruleset.checklists if each.id == checklist for one in each.tasks)
    return next((one.label for one in tasks if one.id == task), None)


def _act_of(option: Option, ruleset: Ruleset) -> Act | None:
    """The act of the ruleset that the command does; None for the platform's own."""
    return next((one for one in ruleset.acts if one.id == option.action), None)


def option_words(option: Option, ruleset: Ruleset) -> Words:
    """The command in words, by the ruleset's own where it declares the act or the task."""
    command = option.command
    if isinstance(command, CompleteTask):
        label = task_label(ruleset, command.checklist, command.task)
        return act_words(option.action) if label is None else Words(label.sv, label.en)
    act = _act_of(option, ruleset)
    if act is None:
        return act_words(option.action, option.outcome)
    outcome = next((lowered(one.label) for one in act.outcomes if one.id == option.outcome), None)
    if outcome is None:
        return Words(act.label.sv, act.label.en)
    return Words(f"{act.label.sv}: {outcome.sv}", f"{act.label.en}: {outcome.en}")


@strawberry.type(
    description="Ett kommando på ärendet, öppet för dig nu eller med avslaget du skulle få. A command on the case,"
    " open to you now or with the refusal that you would get."
)
class AvailableAction:
    option: strawberry.Private[Option]
    rules: strawberry.Private[Ruleset]

    @property
    def _act(self) -> Act | None:
        return _act_of(self.option, self.rules)

    @described(
        "Åtgärdens id, som i mandat; id:na står i docs/api.md. What mandates call it; the ids stand in docs/api.md.",
    )
    def action(self) -> str:
        return self.option.action

    @described("Åtgärden i ord, med utfallet där den har flera. The action in words, with the outcome if several.")
    def label(self, info: Info) -> str:
        return spoken(option_words(self.option, self.rules), info.context.language)

    @described(
        "Fältet i `Mutation` och i `Previews`. Which field of `Mutation` and of `Previews` it is.",
    )
    def command(self) -> str:
        return "takeStep" if self._act is not None else COMMANDS[self.option.action]

    @described(
        "Utfallet som avses, för kommandon med flera; null för andra. The one that is meant, for commands"
        " with several; null for others.",
    )
    def outcome(self) -> ActionOutcome | None:
        known = self._act is None and self.option.outcome in ActionOutcome.__members__
        return ActionOutcome(self.option.outcome) if known else None

    @described(
        "Utfallet av en åtgärd som regelverket anger, till `TakeStepInput.outcome`; null för andra. The outcome of an"
        " act that the ruleset declares, for `TakeStepInput.outcome`; null for others.",
    )
    def step_outcome(self, info: Info) -> Term | None:
        act, outcome = self._act, self.option.outcome
        if act is None or outcome is None or not act.outcomes:
            return None
        return term(info, outcome, next((one.label for one in act.outcomes if one.id == outcome), None))

    @described(
        "Sidospåret, till `TakeStepInput.track`; null på huvudspåret och för andra kommandon. The side track, for"
        " `TakeStepInput.track`; null on the main one and for other commands.",
    )
    def step_track(self, info: Info) -> Term | None:
        command = self.option.command
        track = command.track if isinstance(command, TakeStep) else None
        return None if track is None else term(info, track, track_label(self.rules, track))

    @described(
        "Uppgiften, till `CompleteTaskInput.task`; null för andra kommandon. What is to be done, for"
        " `CompleteTaskInput.task`; null for other commands.",
    )
    def task(self, info: Info) -> Term | None:
        command = self.option.command
        if not isinstance(command, CompleteTask):
            return None
        return term(info, command.task, task_label(self.rules, command.checklist, command.task))

    @described(
        "Om kommandot är öppet för dig nu, med sin minsta indata. Whether you may give it now, with its"
        " smallest input.",
    )
    def allowed(self) -> bool:
        return self.option.refusal is None

    @described(
        "Avslaget som du skulle få; null där det är öppet. What you would get; null where it is open.",
    )
    def refusal(self, info: Info) -> Refusal | None:
        return None if self.option.refusal is None else refused(info, self.option.refusal)
