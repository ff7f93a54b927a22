"""Inputs of the commands on simulations."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import strawberry

from schema.inputs import COMMAND_ID


@strawberry.input(
    description="Begär en simulering av exakt ett av `content`, `draftId` och `rulesetId`. Ask for a simulation of"
    " exactly one of `content`, `draftId` and `rulesetId`."
)
class StartSimulationInput:
    content: str | None = strawberry.field(
        default=None,
        description="Regelverket som YAML, som i `trappa ruleset schema`, högst 200 000 tecken; utelämnat: inget. The"
        " ruleset as YAML, as `trappa ruleset schema` has it, at most 200,000 characters; omitted: none.",
    )
    draft_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Ett av regionens utkast, som det nu är sparat, som globalt id; utelämnat: inget. One of the"
        " region's drafts as it is saved now, by its global id; omitted: none.",
    )
    ruleset_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="En av regionens fastställda versioner, som globalt id; utelämnad: ingen. A version that the region"
        " has adopted, by its global id; omitted: none.",
    )
    since: date | None = strawberry.field(
        name="from",
        default=None,
        description="Dagen från vilken regelverket hade gällt, och periodens första; utelämnad: sedan alltid. The day"
        " from which the ruleset would have governed, and the first of the period; omitted: since ever.",
    )
    until: date | None = strawberry.field(
        default=None,
        description="Första dagen efter perioden; utelämnad: ingen gräns. The first day after the period; omitted: no"
        " end.",
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Avbryt en simulering som väntar eller pågår. End a simulation that waits or is being run."
)
class CancelSimulationInput:
    simulation_id: strawberry.ID = strawberry.field(
        description="Simuleringen, som globalt id. Which simulation it is, by its global id."
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)
