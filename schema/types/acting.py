"""Who acted in a case, as far as the viewer may know."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from schema.context import Info
from schema.ids import global_id
from schema.types.seats import Organisation, organisation
from service.usecases.views import Row


@strawberry.type(description="Den som utförde en handling i ett ärende. Who acted in a case.")
class ActingPerson:
    actor_id: strawberry.ID = strawberry.field(description="Id i händelsekedjan. The id in the chain.")
    name: str | None = strawberry.field(
        description="Namn enligt platsen; null utan plats, för en part och när det raderats. The name, for the staff."
    )
    seat_id: strawberry.ID | None = strawberry.field(
        description="Platsen som handlingen vilar på; null om rollen kom ur anspråk. The seat that the act rests on."
    )
    organisation: Organisation | None = strawberry.field(
        description="Organisation som handlingen gjordes för. The organisation acted for."
    )


def acting_person(info: Info, event: Row, seats: Sequence[Row]) -> ActingPerson | None:
    """Who recorded the event; `seats` are those of that person that the viewer sees. None where nobody may be told."""
    actor_id = info.context.shown_actor(event)
    if actor_id is None:
        return None
    own = event["body"].get("seat_id")
    seat = next((one for one in seats if one["seat_id"] == own), None)
    names = (info.context.opened(one["personal"]).get("name") for one in ([seat] if seat else seats))
    return ActingPerson(
        actor_id=actor_id,
        name=next((name for name in names if name), None),
        seat_id=None if own is None else strawberry.ID(global_id("Seat", own)),
        organisation=None if seat is None else organisation(info, seat["organisation"], seat["unit"]),
    )
