"""What may be done in a case now: each command, open to the viewer or with the refusal it would get."""

from __future__ import annotations

from typing import Final

import strawberry

from schema.context import Info
from schema.enums import ActionOutcome
from schema.needs import described
from schema.types.refusals import Refusal, refused
from service.domain.act_words import act_words
from service.domain.words import spoken
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
    "MOVE_TO_VERSION": "moveCaseToRuleset",
}


@strawberry.type(
    description="Ett kommando på ärendet, öppet för dig nu eller med avslaget du skulle få. A command on the case,"
    " open to you now or with the refusal that you would get."
)
class AvailableAction:
    option: strawberry.Private[Option]

    @described(
        "Åtgärdens id, som i mandat; id:na står i docs/api.md. What mandates call it; the ids stand in docs/api.md.",
    )
    def action(self) -> str:
        return self.option.action

    @described("Åtgärden i ord, med utfallet där den har flera. The action in words, with the outcome if several.")
    def label(self, info: Info) -> str:
        return spoken(act_words(self.option.action, self.option.outcome), info.context.language)

    @described(
        "Fältet i `Mutation` och i `Previews`. Which field of `Mutation` and of `Previews` it is.",
    )
    def command(self) -> str:
        return COMMANDS[self.option.action]

    @described(
        "Utfallet som avses, för kommandon med flera; null för andra. The one that is meant, for commands"
        " with several; null for others.",
    )
    def outcome(self) -> ActionOutcome | None:
        return ActionOutcome(self.option.outcome) if self.option.outcome else None

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
