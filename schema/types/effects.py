"""What a command would come to (förhandsvisning): the case, the ledger, and the reasons, with nothing written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.needs import described
from schema.scalars import Money
from schema.types.case_parts import CaseObligation, case_obligation
from schema.types.common import Explanation, Term, explanation, term
from schema.types.ledger import LedgerLine, money
from schema.types.refusals import InvalidInput, MandateMissing, NotFound, RuleRefused, VersionConflict
from service.domain.access import IssuerEvent, SeatEvent
from service.domain.access_words import told as told_of_access
from service.domain.events import Event, encode
from service.domain.words import Words, spoken
from service.rules.narrate import happened_on, told
from service.rules.ruleset import Colour, Ladder, Ruleset, State
from service.rules.settle import Entry, explain_entry
from service.usecases.effects import CaseForeseen, Effect


@strawberry.type(description="Händelse som kommandot skulle registrera. An event that the command would record.")
class ForeseenEvent:
    type: str = strawberry.field(description="Händelsetyp. Type of event.")
    on: date | None = strawberry.field(description="Dag för handlingen i ett ärende. Day of the act in a case.")
    text: str | None = strawberry.field(description="I ord, där den kan sägas så. In words, where it can be told so.")
    body: JSON = strawberry.field(description="Händelsens innehåll, utan personuppgifter. Its content.")


@strawberry.type(description="Ärendet som det skulle bli. The case as it would become.")
class ForeseenCase:
    foreseen: strawberry.Private[CaseForeseen]
    effect: strawberry.Private[Effect]

    @described("Läge i rutinen. State.")
    def state(self, info: Info) -> Term:
        return self._term(info, self.foreseen.state.id, lambda ruleset: ruleset.track.states)

    @described("Färg; för en part den som enheten fått besked om. Colour; to a party the one it has been told.")
    def colour(self, info: Info) -> Term | None:
        colour = self.foreseen.colour
        return None if colour is None else self._term(info, colour, lambda ruleset: ruleset.colours)

    @described("Sanktionstrappa. The ladder of rates.")
    def ladder(self, info: Info) -> Term:
        return self._term(info, self.foreseen.ladder, lambda ruleset: ruleset.ladders)

    @described("Vad som då ska göras. What would be to be done then.")
    def obligations(self, info: Info) -> list[CaseObligation]:
        return [case_obligation(info, one) for one in self.foreseen.obligations]

    def _term(self, info: Info, own_id: str, among: Callable[[Ruleset], Sequence[State | Colour | Ladder]]) -> Term:
        """As the case itself shows it: with the label of the newest version that has it."""
        newest = reversed(list(self.effect.versions.values()))
        labels = (one.label for ruleset in newest for one in among(ruleset) if one.id == own_id)
        return term(info, own_id, next(labels, None))


@strawberry.type(
    description="Vad kommandot skulle leda till; inget är skrivet. What it would come to; nothing is written."
)
class Preview:
    effect: strawberry.Private[Effect]

    @described("Händelser som skulle registreras. Events that would be recorded.", once=True)
    def events(self, info: Info) -> list[ForeseenEvent]:
        if self.effect.case is None:
            return [_event(info, event, None, _words(event)) for event in self.effect.events]
        return [
            _event(info, one.event, happened_on(one.event), told(one.event, one.ruleset)) for one in self.effect.retold
        ]

    @described("Ärendet som det skulle bli, för kommandon på ett ärende. The case, for commands on one.", once=True)
    def case(self) -> ForeseenCase | None:
        case = self.effect.case
        return None if case is None else ForeseenCase(foreseen=case, effect=self.effect)

    @described(
        "Rader som tillkommer eller ändras, hela belopp. Lines that are new or others, with whole amounts.", once=True
    )
    def lines(self) -> list[LedgerLine]:
        return self._lines(self.effect.owed.lines)

    @described("Rader som faller bort. Lines that would be no more.", once=True)
    def dropped(self) -> list[LedgerLine]:
        return self._lines(self.effect.owed.dropped)

    @described("Rättelser av avräknade månader. Corrections of months that are settled.", once=True)
    def corrections(self) -> list[LedgerLine]:
        return self._lines(self.effect.owed.corrections)

    @described(
        "Summa före; saknas medan listtal inväntas, där ingen reskontra berörs eller får läsas, och för en avräkning."
        " The sum before; null while a count is awaited, where no ledger is concerned or yours to read, and for a"
        " settlement."
    )
    def total_before(self) -> Money | None:
        return money(self.effect.owed.before)

    @described(
        "Summa efter, eller avräkningens summa; saknas som `totalBefore`. The sum after, or that of the settlement;"
        " null as `totalBefore`."
    )
    def total_after(self) -> Money | None:
        return money(self.effect.owed.after)

    @described("Motivering till beslutet i ärendet. Why it would be decided so in the case.", once=True)
    def explanation(self) -> Explanation | None:
        return explanation(self.effect.explanation)

    def _lines(self, entries: Iterable[Entry]) -> list[LedgerLine]:
        return [LedgerLine(entry=one, why=partial(explain_entry, one, self.effect.versions)) for one in entries]


PreviewResult = Annotated[
    Preview | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
    strawberry.union(
        "PreviewResult", description="Förhandsvisning, eller avslaget kommandot skulle få. The effect, or the refusal."
    ),
]


def preview(effect: Effect) -> Preview:
    return Preview(effect=effect)


def _event(info: Info, event: Event, on: date | None, words: Words | None) -> ForeseenEvent:
    body = json.loads(encode(event))
    body.pop("personal", None)  # a reference to a record that there is not
    text = None if words is None else spoken(words, info.context.language)
    return ForeseenEvent(type=event.type, on=on, text=text, body=JSON(body))


def _words(event: Event) -> Words | None:
    return told_of_access(event) if isinstance(event, SeatEvent | IssuerEvent) else None
