"""Inputs of opening a case: by signal and impulse, or by the act of opening that a ruleset declares."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import strawberry

from schema.commands.declared_inputs import EntryInput
from schema.inputs import COMMAND_ID, HAPPENING, MEASURES, ImpulseInput, SignalInput


@strawberry.input(
    description="Öppningen i en rutin som har en egen. The act of opening, in a procedure with one of its own."
)
class DeclaredOpeningInput:
    outcome: str | None = strawberry.field(
        default=None,
        description="Öppningens id, där det finns flera, ur `Ruleset.acts`. Which way of opening it is, where there are"
        " several, from `Ruleset.acts`.",
    )
    opened_on: date = strawberry.field(
        description="Dag då ärendet öppnas; för en part dagens. The day on which it is opened; to a party today."
    )
    entries: list[EntryInput] = strawberry.field(
        default_factory=list, description="Fälten som öppningen frågar efter. The fields that the opening asks."
    )


@strawberry.input(
    description="Öppna ett ärende med en signal, en impuls eller båda, eller som regelverket anger. Open a case by a"
    " signal, an impulse or both, or in the way that the ruleset declares."
)
class OpenCaseInput:
    procedure: str = strawberry.field(
        description="Id för rutinen, ur `rulesets`. Id of the procedure to follow, from `rulesets`."
    )
    unit_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Vårdenheten, som globalt id; utelämnad: ingen. The care unit that it is about, by its global id;"
        " omitted: it is about none.",
    )
    declared: DeclaredOpeningInput | None = strawberry.field(
        default=None,
        description="Öppningen i en rutin med egen; i stället för signal och impuls. The opening, in a procedure with"
        " one of its own; in the place of signal and impulse.",
    )
    signal: SignalInput | None = strawberry.field(
        default=None, description="Enhetens signal; utelämnad: ingen. What the unit told; omitted: it did not."
    )
    impulse: ImpulseInput | None = strawberry.field(
        default=None, description="Regionens impuls; utelämnad: ingen. What told the region; omitted: nothing did."
    )
    happening: str | None = strawberry.field(default=None, description=HAPPENING)
    intended_measures: str | None = strawberry.field(default=None, description=MEASURES)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)
