"""What has happened in a case and what is to be done in it, in words and with reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum

import strawberry

from schema.context import Info
from schema.needs import described
from schema.types.acting import ActingPerson, acting_person
from schema.types.common import Explanation, RuleSource, Term, explanation, role_term, rule_source
from service.domain.dated import happened_on
from service.domain.dates import ZONE
from service.domain.events import CaseOpened, InformantRecorded, SignalRecorded
from service.domain.facts import PersonalRef
from service.domain.words import spoken
from service.rules.deadlines import Obligation
from service.rules.narrate import kind_of, told
from service.usecases.history import Retold
from service.usecases.views import Row


@strawberry.enum(description="Vad en post i tidslinjen är. What an entry of the timeline is.")
class TimelineKind(Enum):
    LETTER = strawberry.enum_value(
        "LETTER", description="En skrivelse som skickats eller kommit in. Something that was sent or received."
    )
    DECISION = strawberry.enum_value("DECISION", description="Något har beslutats. Something was decided.")
    STATE = strawberry.enum_value(
        "STATE", description="Ärendet öppnades eller avslutades. The case was opened or closed."
    )
    ORIGIN = strawberry.enum_value(
        "ORIGIN",
        description="En signal, impuls eller uppgiftslämnare tillkom. A signal, impulse or informant was added.",
    )
    CONSULTATION = strawberry.enum_value(
        "CONSULTATION", description="Någon hördes inför ett beslut. Somebody was heard before a decision."
    )
    FLAG = strawberry.enum_value(
        "FLAG", description="Regionen har flaggat en återkommande brist. The region found that a deficiency recurs."
    )
    STEP = strawberry.enum_value(
        "STEP",
        description="En åtgärd eller uppgift som regelverket anger. An act or a task that the ruleset declares.",
    )
    DUTY = strawberry.enum_value("DUTY", description="Något som ska göras. Something that is to be done.")


@strawberry.type(
    description="Något som hänt i ärendet eller ska göras i det. Something that happened in the case, or is to be"
    " done in it."
)
class TimelineEntry:
    event: strawberry.Private[Row | None]
    case: strawberry.Private[Row]
    written: strawberry.Private[PersonalRef | None]

    kind: TimelineKind = strawberry.field(description="Vad för post det är. What it is that is told.")
    on: date | None = strawberry.field(
        description="Dag för handlingen, eller sista dag för det som ska göras; null där det inte har någon. The day of"
        " the act, or the last one for what is to be done; null where that has none."
    )
    recorded_at: datetime | None = strawberry.field(
        description="När det registrerades; null för det som ska göras. The instant at which it was noted; null for"
        " what is to be done."
    )
    text: str = strawberry.field(
        description="Vad det är, i en mening på begärt språk. What it is, in a sentence in the language asked for."
    )
    acted_as: Term | None = strawberry.field(
        description="Rollen vars mandat användes; null för det som ska göras. The role on whose mandate it was done;"
        " null for what is to be done."
    )
    overdue: bool = strawberry.field(
        description="Om sista dagen har passerat; falskt för det som hänt. Whether the last day for it has passed;"
        " false for what happened."
    )
    source: RuleSource | None = strawberry.field(
        description="Punkten som kräver det som ska göras; null för det som hänt. The clause that demands what is to be"
        " done; null for what happened."
    )
    explanation: Explanation | None = strawberry.field(
        description="Varför det beslutades så; null för det som inte är beslutat, eller som du inte ser skälen till."
        " Why it was decided so; null for what is no decision, or whose reasons you do not see."
    )

    @described(
        "Vem som gjorde det; null för det som ska göras, och för en part när regionen handlat. Who did it;"
        " null for what is to be done, and for a party where the region acted.",
        children=("acting",),
    )
    def actor(self, info: Info) -> ActingPerson | None:
        if self.event is None:
            return None
        version = self.event["version"]
        seats = next(one["seats"] for one in self.case["acting"] if one["version"] == version)
        return acting_person(info, self.event, seats)

    @described(
        "Vad som skrevs därtill, t.ex. ett skäl; null där inget gavs eller det raderats. What was written with it, e.g."
        " a reason; null where nothing was or it was erased.",
        children=("personal",),
    )
    def note(self, info: Info) -> str | None:
        if self.written is None:
            return None
        told = (info.context.written(self.case, self.written, name) for name in ("text", "reason"))
        return "\n\n".join(one for one in told if one) or None


_TOLD_ELSEWHERE = (CaseOpened, SignalRecorded, InformantRecorded)
"""What these tell has fields of its own, one of them only for those who may know who told."""


def happened(info: Info, case: Row, event: Row, retold: Retold) -> TimelineEntry:
    """An event of the case as an entry; both as they were read."""
    return TimelineEntry(
        event=event,
        case=case,
        written=None if isinstance(retold.event, _TOLD_ELSEWHERE) else getattr(retold.event, "personal", None),
        kind=TimelineKind(kind_of(retold.event)),
        on=happened_on(retold.event),
        recorded_at=datetime.fromisoformat(event["recorded_at"]),
        text=spoken(told(retold.event, retold.ruleset), info.context.language),
        acted_as=role_term(info, retold.event.acted_as),
        overdue=False,
        source=None,
        explanation=explanation(retold.explanation),
    )


def owed(info: Info, case: Row, duty: Obligation) -> TimelineEntry:
    return TimelineEntry(
        event=None,
        case=case,
        written=None,
        kind=TimelineKind.DUTY,
        on=duty.due_on,
        recorded_at=None,
        text=info.context.say(duty.label_sv, duty.label_en),
        acted_as=None,
        overdue=duty.overdue,
        source=rule_source(duty.source),
        explanation=None,
    )


def printed(info: Info, entries: list[TimelineEntry]) -> str:
    """The timeline as plain text: an entry a line, and below it who, when it was recorded, and the reasons."""
    return "\n".join(line for entry in entries for line in _lines(info, entry))


_INDENT = " " * 12


def _lines(info: Info, entry: TimelineEntry) -> Iterator[str]:
    late = info.context.say(" (försenat)", " (overdue)") if entry.overdue else ""
    yield f"{entry.on.isoformat() if entry.on else '':<10}  {entry.text}{late}"
    if entry.event is None:
        if entry.source is not None:
            yield f"{_INDENT}{info.context.say('Enligt', 'By')} {entry.source.clause}"
        return
    actor = entry.actor(info)
    of = actor.organisation.name if actor is not None and actor.organisation is not None else None
    who = (actor.name if actor is not None else None, entry.acted_as.label if entry.acted_as is not None else None, of)
    recorded = "" if entry.recorded_at is None else entry.recorded_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    told_as = f"{info.context.say('Registrerat', 'Recorded')} {recorded}"
    yield f"{_INDENT}{'. '.join(one for one in (', '.join(one for one in who if one), told_as) if one)}"
    if entry.explanation is not None:
        yield from (f"{_INDENT}{line}" for line in entry.explanation.text(info).splitlines())
