"""What a command would come to (förhandsvisning): the case, the ledger, and the reasons, with nothing written."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.needs import described
from schema.scalars import Money
from schema.types.case_parts import CaseObligation, case_obligation, colour_term
from schema.types.common import Explanation, Term, explanation, term
from schema.types.ledger import LedgerLine, money
from schema.types.refusals import InvalidInput, MandateMissing, NotFound, RuleRefused, VersionConflict
from service.domain.access_words import told as told_access
from service.domain.events import CaseEvent, Event
from service.domain.words import Words, spoken
from service.rules.narrate import happened_on, told
from service.rules.ruleset import Ruleset
from service.rules.settle import Entry, explain_entry
from service.usecases.effects import CaseForeseen, Effect


@strawberry.type(description="Händelse som kommandot skulle registrera. An event that the command would record.")
class ForeseenEvent:
    type: str = strawberry.field(description="Händelsetyp. Type of event.")
    on: date | None = strawberry.field(description="Dag för handlingen. Day of the act.")
    text: str | None = strawberry.field(description="I ord, där den kan sägas så. In words, where it can be told so.")
    body: JSON = strawberry.field(description="Händelsens innehåll, utan personuppgifter. Its content.")


@strawberry.type(description="Ärendet som det skulle bli. The case as it would become.")
class ForeseenCase:
    foreseen: strawberry.Private[CaseForeseen]

    @described("Läge i rutinen. State.")
    def state(self, info: Info) -> Term:
        return term(info, self.foreseen.state.id, self.foreseen.state.label)

    @described("Färg; för en part den som enheten fått besked om. Colour; to a party the one it has been told.")
    def colour(self, info: Info) -> Term | None:
        colour = self.foreseen.colour
        return None if colour is None else colour_term(info, self.foreseen.ruleset, colour)

    @described("Sanktionstrappa. The ladder of rates.")
    def ladder(self, info: Info) -> Term:
        ladder = self.foreseen.ruleset.ladder(self.foreseen.ladder)
        return term(info, ladder.id, ladder.label)

    @described("Vad som då ska göras. What would be to be done then.")
    def obligations(self, info: Info) -> list[CaseObligation]:
        return [case_obligation(info, one) for one in self.foreseen.obligations]


@strawberry.type(
    description="Vad kommandot skulle leda till; inget är skrivet. What it would come to; nothing is written."
)
class Preview:
    effect: strawberry.Private[Effect]

    @described("Händelser som skulle registreras. Events that would be recorded.")
    def events(self, info: Info) -> list[ForeseenEvent]:
        return [_event(info, one, self.effect.case.ruleset if self.effect.case else None) for one in self.effect.events]

    @described("Ärendet som det skulle bli, för kommandon på ett ärende. The case, for commands on one.")
    def case(self) -> ForeseenCase | None:
        return None if self.effect.case is None else ForeseenCase(foreseen=self.effect.case)

    @described("Rader som tillkommer eller ändras, hela belopp. Lines that are new or others, with whole amounts.")
    def lines(self) -> list[LedgerLine]:
        return [self._line(entry) for entry in self.effect.owed.lines]

    @described("Rader som faller bort. Lines that would be no more.")
    def dropped(self) -> list[LedgerLine]:
        return [self._line(entry) for entry in self.effect.owed.dropped]

    @described("Rättelser av avräknade månader. Corrections of months that are settled.")
    def corrections(self) -> list[LedgerLine]:
        return [self._line(entry) for entry in self.effect.owed.corrections]

    @described(
        "Summa före; null medan listtal inväntas, eller utan reskontra. The sum before, where a ledger is concerned."
    )
    def total_before(self) -> Money | None:
        return money(self.effect.owed.before)

    @described(
        "Summa efter; null medan listtal inväntas, eller utan reskontra. The sum after, where a ledger is concerned."
    )
    def total_after(self) -> Money | None:
        return money(self.effect.owed.after)

    @described("Motivering till beslutet. Why it would be decided so.")
    def explanation(self) -> Explanation | None:
        return explanation(self.effect.explanation)

    def _line(self, entry: Entry) -> LedgerLine:
        return LedgerLine(entry=entry, why=partial(explain_entry, entry, self.effect.versions))


PreviewResult = Annotated[
    Preview | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
    strawberry.union(
        "PreviewResult", description="Förhandsvisning, eller avslaget kommandot skulle få. The effect, or the refusal."
    ),
]


def preview(effect: Effect) -> Preview:
    return Preview(effect=effect)


def _event(info: Info, event: Event, ruleset: Ruleset | None) -> ForeseenEvent:
    on, words = None, None
    if isinstance(event, CaseEvent) and ruleset is not None:
        on, words = happened_on(event), told(event, ruleset)
    else:
        words = _told(event)
    return ForeseenEvent(
        type=event.type,
        on=on,
        text=None if words is None else spoken(words, info.context.language),
        body=JSON(event.model_dump(mode="json", exclude={"personal"})),
    )


def _told(event: Event) -> Words | None:
    try:
        return told_access(event)
    except TypeError:
        return None
