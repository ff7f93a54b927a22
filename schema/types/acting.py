"""Who acted in a case, as far as the viewer may know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import strawberry

from schema.context import Info
from schema.ids import global_id
from schema.types.common import role_term
from schema.types.seats import Organisation, organisation
from service.domain.access import OPERATOR
from service.usecases.views import Row

_OPERATOR: Final = "platform_operator"


@strawberry.type(
    description="Den som gjorde något: i ett ärende, eller med en plats eller utfärdare. Who did something: in a"
    " case, or with a seat or an issuer."
)
class ActingPerson:
    actor_id: strawberry.ID = strawberry.field(
        description="Personens id i händelsekedjan, ett per region; inget nod-id. The person's id in the chain, one in"
        " each region; no id of a node."
    )
    name: str | None = strawberry.field(
        description="Namnet enligt platsen, eller operatörens benämning; null utan plats, för en part och när det"
        " raderats. What the seat calls the person, or what the operator is called; null without a seat, for"
        " a party, and once it is erased."
    )
    seat_id: strawberry.ID | None = strawberry.field(
        description="Platsen som handlingen vilar på, som globalt id; null där rollen kom ur anspråk. The seat that it"
        " rests on, by its global id; null where the role came from claims."
    )
    organisation: Organisation | None = strawberry.field(
        description="Organisationen som det gjordes för; null där ingen plats säger det, eller den är dold för dig. For"
        " whom it was done; null where no seat says so, or it is hidden from you."
    )


def acting_person(info: Info, event: Row, seats: Sequence[Row]) -> ActingPerson | None:
    """Who recorded the event of a case; `seats` are the person's, those that the viewer sees.

    None where nobody may be told.
    """
    return None if info.context.shown_actor(event) is None else named_person(info, event, seats)


def named_person(info: Info, event: Row, seats: Sequence[Row]) -> ActingPerson:
    """Who recorded the event, to a viewer who may know it."""
    actor_id, own = event["actor_id"], event["body"].get("seat_id")
    seat = next((one for one in seats if one["seat_id"] == own), None)
    names = (info.context.opened(one["personal"]).get("name") for one in ([seat] if seat else seats))
    operator = role_term(info, _OPERATOR) if actor_id == str(OPERATOR) else None
    return ActingPerson(
        actor_id=strawberry.ID(actor_id),
        name=operator.label if operator is not None else next((name for name in names if name), None),
        seat_id=None if own is None else strawberry.ID(global_id("Seat", own)),
        organisation=None if seat is None else organisation(info, seat["organisation"], seat["unit"]),
    )
