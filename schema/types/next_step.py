"""What the ruleset proposes now, as a command that is nearly written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.ids import global_id
from schema.needs import DUTIES, LEDGER, described
from schema.types.actions import COMMANDS, AvailableAction
from schema.types.case_parts import CaseObligation, case_obligation
from schema.types.common import Term, role_terms
from schema.types.effects import PreviewResult, preview
from schema.types.refusals import named_here, refused
from service.domain.act_words import act_words
from service.domain.errors import Refusal
from service.domain.money import format_sek
from service.domain.words import spoken
from service.usecases.proposing import Proposal
from service.usecases.views import CaseView


@strawberry.type(
    description="Nästa steg som regelverket föreslår, som ett nästan färdigt kommando. What the ruleset proposes"
    " next, as a command that is nearly written."
)
class NextStep:
    view: strawberry.Private[CaseView]
    found: strawberry.Private[Proposal]

    @described(
        "Det som ska göras och som steget gäller. What is to be done, to which the step sees.",
    )
    def obligation(self, info: Info) -> CaseObligation:
        return case_obligation(info, self.found.duty)

    @described("Åtgärden i ord. The action in words.")
    def label(self, info: Info) -> str:
        return spoken(act_words(self.found.action), info.context.language)

    @described(
        "Fältet i `Mutation` och i `Previews`. Which field of `Mutation` and of `Previews` it is.",
    )
    def command(self) -> str:
        return COMMANDS[self.found.action]

    @described(
        "Kommandots indata så långt den är känd, daterad i dag, att fylla på med `missing`. The command's"
        " input as far as it is known, dated today, to be filled up with `missing`.",
    )
    def input(self) -> JSON:
        given = dict(_written(name, value) for name, value in self.found.given.items())
        named = {"caseId": global_id("Case", self.view.case_id), "expectedVersion": self.view.state.version}
        return JSON({**named, **given})

    @described(
        "Fälten som någon måste fylla i. Names of the fields that somebody has to fill in.",
    )
    def missing(self) -> list[str]:
        return [named_here(name) for name in self.found.missing]

    @described(
        "Rollerna som får göra det. The roles that may do it.",
    )
    def deciders(self, info: Info) -> list[Term]:
        return role_terms(info, self.found.deciders)

    @described(
        "Roller som först ska höras i samråd; tom lista: inga. The roles that have to be heard first; an empty list:"
        " none.",
    )
    def consult(self, info: Info) -> list[Term]:
        return role_terms(info, self.found.consult)

    @described(
        "Om det är öppet för dig, för varje utfall, eller avslaget. Whether it is open to you, for each outcome, or"
        " the refusal.",
        children=DUTIES,
        facts=True,
    )
    def available(self, info: Info) -> list[AvailableAction]:
        found = self.view.options(info.context.actor, info.context.now)
        return [
            AvailableAction(option=one, rules=self.view.ruleset) for one in found if one.action == self.found.action
        ]

    @described(
        "Vad det skulle leda till i dag; null medan något i indata saknas. What it would come to today; null while"
        " something of the input is missing.",
        children=LEDGER,
        facts=True,
    )
    def preview(self, info: Info) -> PreviewResult | None:
        comes_to = self.found.comes_to
        if comes_to is None:
            return None
        if isinstance(comes_to, Refusal):
            return refused(info, comes_to)
        actor = info.context.actor
        role = next((one for one in self.found.deciders if one in actor.roles), None)
        signed = comes_to if role is None else [event.model_copy(update=actor.signed(role)) for event in comes_to]
        return preview(self.view.foresee(signed, actor, info.context.now))


def next_step(view: CaseView, now: datetime) -> NextStep | None:
    found = view.next_step(now)
    return None if found is None else NextStep(view=view, found=found)


def _written(name: str, value: Any) -> tuple[str, Any]:
    """A field as the contract has it: days as text, amounts in kronor."""
    if name.endswith("_ore"):
        return named_here(name.removesuffix("_ore")), format_sek(value)
    return named_here(name), value.isoformat() if isinstance(value, date) else value
