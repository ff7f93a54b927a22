"""What a command would come to (förhandsvisning): the case, the ledger, and the reasons, with nothing written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.needs import described
from schema.organisations import shown_body
from schema.scalars import Money
from schema.types.case_parts import CaseObligation, case_obligation
from schema.types.case_terms import Kind, newest
from schema.types.common import Explanation, Term, explanation, term
from schema.types.ledger import LedgerLine, money
from schema.types.refusals import InvalidInput, MandateMissing, NotFound, RuleRefused, VersionConflict
from service.domain.access import IssuerEvent, SeatEvent
from service.domain.access_words import told as told_of_access
from service.domain.dated import happened_on
from service.domain.events import Event, encode
from service.domain.register_events import UnitEvent
from service.domain.ruleset_events import RulesetEvent
from service.domain.ruleset_words import told as told_of_rules
from service.domain.unit_words import happened_on as day_of_unit
from service.domain.unit_words import told as told_of_unit
from service.domain.words import Words, spoken
from service.rules.narrate import told
from service.rules.settle import Entry, explain_entry
from service.usecases.effects import CaseForeseen, Effect


@strawberry.type(description="En händelse som kommandot skulle registrera. An event that the command would record.")
class ForeseenEvent:
    type: str = strawberry.field(
        description="Händelsens slag, som i `CaseEvent.type`, `AccessEvent.type`, `UnitHistoryEntry.type` eller"
        " `RulesetHistoryEntry.type`. What would be recorded, as in `CaseEvent.type`, `AccessEvent.type`,"
        " `UnitHistoryEntry.type` or `RulesetHistoryEntry.type`."
    )
    on: date | None = strawberry.field(
        description="Dag för handlingen i ett ärende, eller från vilken det gäller om en enhet; null för andra"
        " händelser. The day of the act in a case, or from which it holds of a unit; null for other events."
    )
    text: str | None = strawberry.field(
        description="Händelsen i en mening på begärt språk; null för en avräkning. The event in a sentence in"
        " the language asked for; null for a settlement."
    )
    body: JSON = strawberry.field(
        description="Innehållet som det skulle lagras, utan personuppgifter; att granska, inte att visa. What would be"
        " stored of it, with nothing personal; to audit, not to show."
    )


@strawberry.type(description="Ärendet som det skulle bli av kommandot. The case as the command would make it.")
class ForeseenCase:
    foreseen: strawberry.Private[CaseForeseen]
    effect: strawberry.Private[Effect]

    @described(
        "Läget som det då får, ett av `Ruleset.states`. Where it would stand, one of `Ruleset.states`.",
    )
    def state(self, info: Info) -> Term:
        return self._term(info, self.foreseen.state.id, "state")

    @described(
        "Färgen som det då får, för en part den som enheten fått besked om; null där det inte får någon. The colour"
        " that it would have, to a party the one that it has been told; null where it would have none.",
    )
    def colour(self, info: Info) -> Term | None:
        colour = self.foreseen.colour
        return None if colour is None else self._term(info, colour, "colour")

    @described(
        "Sanktionstrappan som det då följer; null utan sanktionstrappa. The ladder of rates that it would follow; null"
        " without one.",
    )
    def ladder(self, info: Info) -> Term | None:
        ladder = self.foreseen.ladder
        return None if ladder is None else self._term(info, ladder, "ladder")

    @described(
        "Vad som då ska göras i ärendet. What there would be to be done in the case.",
    )
    def obligations(self, info: Info) -> list[CaseObligation]:
        return [case_obligation(info, one) for one in self.foreseen.obligations]

    def _term(self, info: Info, own_id: str, kind: Kind) -> Term:
        """As the case itself shows it."""
        return term(info, own_id, newest(self.effect.versions, self.foreseen.procedure, own_id, kind))


@strawberry.type(
    description="Vad kommandot skulle leda till; inget är skrivet. What the command would come to; nothing is written."
)
class Preview:
    effect: strawberry.Private[Effect]

    @described("Händelserna som skulle registreras. The events that would be recorded, in order.", once=True)
    def events(self, info: Info) -> list[ForeseenEvent]:
        if self.effect.case is None:
            return [_event(info, event, _day(event), _words(info, event)) for event in self.effect.events]
        return [
            _event(info, one.event, happened_on(one.event), told(one.event, one.ruleset)) for one in self.effect.retold
        ]

    @described(
        "Ärendet som det skulle bli; null för kommandon som inte gäller ett ärende. What would become of the"
        " case; null for commands that are not on one.",
        once=True,
    )
    def case(self) -> ForeseenCase | None:
        case = self.effect.case
        return None if case is None else ForeseenCase(foreseen=case, effect=self.effect)

    @described(
        "Rader som tillkommer eller ändras, med hela belopp. The lines that would be new or others than now, with"
        " whole amounts.",
        once=True,
    )
    def lines(self) -> list[LedgerLine]:
        return self._lines(self.effect.owed.lines)

    @described("Rader som skulle falla bort. The lines that there would be no more.", once=True)
    def dropped(self) -> list[LedgerLine]:
        return self._lines(self.effect.owed.dropped)

    @described(
        "Rättelser av avräknade månader, som nästa avräkning fryser. What the next settlement would put right"
        " in settled months.",
        once=True,
    )
    def corrections(self) -> list[LedgerLine]:
        return self._lines(self.effect.owed.corrections)

    @described(
        "Summa nu, i kronor; null medan ett listtal inväntas, där ingen reskontra berörs eller får läsas, och för en"
        " avräkning. The sum as it is now, in kronor; null while a listed count is awaited, where no ledger is"
        " concerned or yours to read, and for a settlement."
    )
    def total_before(self) -> Money | None:
        return money(self.effect.owed.before)

    @described(
        "Summa efteråt, eller avräkningens summa, i kronor; null som `totalBefore`. The sum as it would be, or that"
        " of the settlement, in kronor; null as `totalBefore`."
    )
    def total_after(self) -> Money | None:
        return money(self.effect.owed.after)

    @described(
        "Varför det skulle beslutas så i ärendet; null för det som inte är ett beslut. Why it would be"
        " decided so in the case; null for what is no decision.",
        once=True,
    )
    def explanation(self) -> Explanation | None:
        return explanation(self.effect.explanation)

    def _lines(self, entries: Iterable[Entry]) -> list[LedgerLine]:
        return [LedgerLine(entry=one, why=partial(explain_entry, one, self.effect.versions)) for one in entries]


PreviewResult = Annotated[
    Preview | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
    strawberry.union(
        "PreviewResult",
        description="Vad kommandot skulle leda till, eller avslaget det skulle få. What the command would come to, or"
        " the refusal that it would get.",
    ),
]


def preview(effect: Effect) -> Preview:
    return Preview(effect=effect)


def _event(info: Info, event: Event, on: date | None, words: Words | None) -> ForeseenEvent:
    body = json.loads(encode(event))
    for refers in ("personal", "into"):  # to a record, or a case, that there is not
        body.pop(refers, None)
    text = None if words is None else spoken(words, info.context.language)
    return ForeseenEvent(type=event.type, on=on, text=text, body=JSON(shown_body(body)))


def _day(event: Event) -> date | None:
    return day_of_unit(event) if isinstance(event, UnitEvent) else None


def _words(info: Info, event: Event) -> Words | None:
    if isinstance(event, SeatEvent | IssuerEvent):
        return told_of_access(event, info.context.role_words)
    if isinstance(event, RulesetEvent):
        return told_of_rules(event)
    return told_of_unit(event) if isinstance(event, UnitEvent) else None
