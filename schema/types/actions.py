"""What may be done in a case now: each command, open to the viewer or with the refusal it would get."""

from __future__ import annotations

from typing import Final

import strawberry

from schema.context import Info
from schema.needs import described
from schema.types.refusals import Refusal, refused
from service.domain.act_words import act_words
from service.domain.words import spoken
from service.usecases.deciding import Option

COMMANDS: Final = {
    "RECORD_SIGNAL": "recordSignal",
    "RECORD_IMPULSE": "recordImpulse",
    "CLASSIFY": "classifyCase",
    "SEND_CORRECTION_REQUEST": "sendCorrectionRequest",
    "RECEIVE_PLAN": "receivePlan",
    "REQUEST_SUPPLEMENT": "requestSupplement",
    "RECEIVE_SUPPLEMENT": "receiveSupplement",
    "DECIDE_PLAN": "decidePlan",
    "RECORD_FOLLOW_UP": "recordFollowUp",
    "DECIDE_SANCTION": "decideSanction",
    "CLOSE_CASE": "closeCase",
    "RECORD_CONSULTATION": "recordConsultation",
}


@strawberry.type(description="Kommando som du kan ge nu, eller varför inte. A command, open to you now or refused.")
class AvailableAction:
    option: strawberry.Private[Option]

    @described("Åtgärd i regelverkets ord. Action, in the ruleset's words.")
    def action(self) -> str:
        return self.option.action

    @described("Åtgärden i ord, med utfallet där den har flera. The action in words, with the outcome if several.")
    def label(self, info: Info) -> str:
        return spoken(act_words(self.option.action, self.option.outcome), info.context.language)

    @described("Kommandots fält i Mutation. The field of Mutation.")
    def command(self) -> str:
        return COMMANDS[self.option.action]

    @described("Utfall som kommandot gäller, där det har flera. The outcome meant, where there are several.")
    def outcome(self) -> str | None:
        return self.option.outcome

    @described("Om det är öppet för dig nu. Whether it is open to you now.")
    def allowed(self) -> bool:
        return self.option.refusal is None

    @described("Avslaget du skulle få. The refusal you would get.")
    def refusal(self, info: Info) -> Refusal | None:
        return None if self.option.refusal is None else refused(info, self.option.refusal)
