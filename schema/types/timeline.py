"""What may be done in a case and what has happened in it, in words and with reasons."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Final

import strawberry

from schema.context import Info
from schema.needs import described
from schema.types.common import Explanation, RuleSource, Term, explanation, role_term, rule_source
from schema.types.refusals import Refusal, refused
from service.domain.words import spoken
from service.rules.deadlines import Obligation
from service.rules.narrate import happened_on, kind_of, told
from service.usecases.deciding import Option
from service.usecases.history import Retold
from service.usecases.views import Row

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


@strawberry.enum(description="Slag av post i tidslinjen. Kind of timeline entry.")
class TimelineKind(Enum):
    LETTER = strawberry.enum_value("LETTER", description="Skrivelse. A letter sent or received.")
    DECISION = strawberry.enum_value("DECISION", description="Beslut. A decision.")
    STATE = strawberry.enum_value("STATE", description="Ärendet öppnas eller avslutas. Opening or closing.")
    ORIGIN = strawberry.enum_value("ORIGIN", description="Signal, impuls eller uppgiftslämnare. An origin.")
    CONSULTATION = strawberry.enum_value("CONSULTATION", description="Samråd inför beslut. A consultation.")
    DUTY = strawberry.enum_value("DUTY", description="Något som ska göras. A duty to come.")


@strawberry.type(description="Post i ärendets tidslinje. An entry of the timeline.")
class TimelineEntry:
    kind: TimelineKind = strawberry.field(description="Slag. Kind.")
    on: date | None = strawberry.field(description="Dag för handlingen, eller sista dag. Day of the act, or due day.")
    recorded_at: datetime | None = strawberry.field(description="När den registrerades. When it was recorded.")
    text: str = strawberry.field(description="I ord. In words.")
    actor_id: strawberry.ID | None = strawberry.field(
        description="Vem, som id; en part ser inte regionens. Who, as an id."
    )
    acted_as: Term | None = strawberry.field(description="Roll vars mandat användes. The role it was done as.")
    overdue: bool = strawberry.field(description="Tiden har gått ut. Overdue.")
    source: RuleSource | None = strawberry.field(description="Källa till skyldigheten. Source of the duty.")
    explanation: Explanation | None = strawberry.field(description="Motivering till beslutet. Why it was decided so.")


def happened(info: Info, row: Row, retold: Retold) -> TimelineEntry:
    """An event as an entry; `row` is the stored event it was read from."""
    return TimelineEntry(
        kind=TimelineKind(kind_of(retold.event)),
        on=happened_on(retold.event),
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
        text=spoken(told(retold.event, retold.ruleset), info.context.language),
        actor_id=info.context.shown_actor(row),
        acted_as=role_term(info, retold.event.acted_as),
        overdue=False,
        source=None,
        explanation=explanation(retold.explanation),
    )


def owed(info: Info, duty: Obligation) -> TimelineEntry:
    return TimelineEntry(
        kind=TimelineKind.DUTY,
        on=duty.due_on,
        recorded_at=None,
        text=info.context.say(duty.label_sv, duty.label_en),
        actor_id=None,
        acted_as=None,
        overdue=duty.overdue,
        source=rule_source(duty.source),
        explanation=None,
    )


def printed(entries: list[TimelineEntry]) -> str:
    """The timeline as plain text, one entry a line."""
    return "\n".join(
        f"{entry.on or '          '}  {entry.text}{f' ({entry.acted_as.label})' if entry.acted_as else ''}"
        for entry in entries
    )
