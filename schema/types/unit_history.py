"""What became of a care unit: what was recorded, when and by whom, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.types.acting import ActingPerson, acting_person
from schema.types.common import Term, role_term
from service.domain.register_events import UnitEvent
from service.domain.unit_words import happened_on, told
from service.domain.words import spoken
from service.usecases.views import Row


@strawberry.type(
    description="Något som registrerats om en vårdenhet. Something that was recorded of a care unit, and by whom."
)
class UnitHistoryEntry:
    type: str = strawberry.field(
        description="Händelsens slag, t.ex. `AgreementEnded`. What kind of event it is, e.g. `AgreementEnded`."
    )
    on: date | None = strawberry.field(
        description="Dag från vilken det gäller; null för antal listade, som gäller månader. The day from which it"
        " holds; null for listed counts, which are of months."
    )
    recorded_at: datetime = strawberry.field(
        description="När det registrerades. The instant at which it was entered in the register."
    )
    text: str = strawberry.field(
        description="Vad som registrerades, i en mening på begärt språk. What was recorded, in a sentence in the"
        " language asked for."
    )
    acted_as: Term | None = strawberry.field(
        description="Rollen vars behörighet användes; null där ingen antecknats. The role whose permission was used;"
        " null where none was noted."
    )
    actor: ActingPerson | None = strawberry.field(
        description="Vem som registrerade det; null för en part. The person who recorded it; null to a party."
    )
    body: JSON = strawberry.field(
        description="Innehållet som det lagrats; att granska, inte att visa. What is stored of it; to audit, not to"
        " show."
    )


def history_entry(info: Info, row: Row, event: UnitEvent, seats: Sequence[Row]) -> UnitHistoryEntry:
    """The event's row as an entry; `seats` are those of who recorded it, as far as the viewer sees them."""
    return UnitHistoryEntry(
        type=event.type,
        on=happened_on(event),
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
        text=spoken(told(event), info.context.language),
        acted_as=role_term(info, event.acted_as),
        actor=acting_person(info, row, seats),
        body=JSON(row["body"]),
    )
