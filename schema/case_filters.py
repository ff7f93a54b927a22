"""Which cases a list is of, and in which order they stand in it."""

from __future__ import annotations

from datetime import date
from enum import Enum

import strawberry

from schema.ids import asked_id
from service.reads import Filter


@strawberry.enum(description="Ordning för en sida ärenden. In which order cases are listed.")
class CaseOrder(Enum):
    OPENED_AT_DESC = strawberry.enum_value(
        "OPENED_AT_DESC", description="Det senast registrerade först. The one recorded last comes first."
    )
    OPENED_AT_ASC = strawberry.enum_value(
        "OPENED_AT_ASC", description="Det först registrerade först. The one recorded first comes first."
    )


@strawberry.input(
    description="Urval av ärenden: alla villkor ska gälla. Which cases are meant: all conditions have to hold."
)
class CaseFilter:
    unit_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Bara en vårdenhets, som globalt id; utelämnad: alla. Those of one care unit, by its global id;"
        " omitted: of all.",
    )
    state: str | None = strawberry.field(
        default=None,
        description="Bara de i ett läge, ett id ur `Ruleset.states`; utelämnat: alla. Those in one state, an id from"
        " `Ruleset.states`; omitted: all.",
    )
    colour: str | None = strawberry.field(
        default=None,
        description="Bara de vars enhet fått besked om färgen, ett id ur `Ruleset.colours`; utelämnad: alla. Those"
        " whose unit has been told this colour, an id from `Ruleset.colours`; omitted: all.",
    )
    sanction_runs: bool | None = strawberry.field(
        default=None,
        description="Bara de med pågående sanktion, eller de utan; utelämnat: alla. Those with a sanction going on,"
        " or those without; omitted: all.",
    )
    closed: bool | None = strawberry.field(
        default=None,
        description="Bara de avslutade, eller de öppna; utelämnat: alla. The closed ones, or the open ones; omitted:"
        " all.",
    )
    plan_due_before: date | None = strawberry.field(
        default=None,
        description="Bara de vars handlingsplan ska vara inne före denna dag; utelämnad: alla. Those whose action plan"
        " has its last day before this one; omitted: all.",
    )


def filters(chosen: CaseFilter | None) -> tuple[Filter, ...]:
    if chosen is None:
        return ()
    found: list[Filter] = []
    if chosen.unit_id is not None:
        unit_id = asked_id("CareUnit", chosen.unit_id, "filter.unitId", "care unit")
        found.append(Filter("unit_id", "=", unit_id))
    for name in ("state", "colour", "sanction_runs"):
        value = getattr(chosen, name)
        if value is not None:
            found.append(Filter(name, "=", value))
    if chosen.closed is not None:
        found.append(Filter("closed_on", "null", not chosen.closed))
    if chosen.plan_due_before is not None:
        found.append(Filter("plan_due_on", "<", chosen.plan_due_before))
    return tuple(found)
