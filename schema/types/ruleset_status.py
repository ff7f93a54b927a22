"""How an adopted version of a ruleset stands, and when it is to be revised."""

from __future__ import annotations

from datetime import date
from enum import Enum

import strawberry


@strawberry.enum(
    description="Hur en fastställd version står en dag. How an adopted version stands on a day; it is never stored."
)
class RulesetStatus(Enum):
    ADOPTED = strawberry.enum_value(
        "ADOPTED", description="Den har inte börjat gälla än. Its first day is still to come."
    )
    IN_FORCE = strawberry.enum_value("IN_FORCE", description="Den gäller nu. It is the one that holds now.")
    SUPERSEDED = strawberry.enum_value(
        "SUPERSEDED", description="En annan version har ersatt den. Another version has taken its place."
    )
    EXPIRED = strawberry.enum_value("EXPIRED", description="Dess tid har löpt ut. It has come to the end of its time.")


@strawberry.type(
    description="Påminnelse om att se över en version som upphör. A reminder to revise a version that will expire."
)
class RulesetReminder:
    on: date = strawberry.field(description="Dagen för påminnelsen. The day on which to be reminded.")
    months: int = strawberry.field(
        description="Månader kvar då: 6 eller 3. How many months the version has left then: 6 or 3."
    )
    due: bool = strawberry.field(
        description="Om dagen är inne och ingen annan version tar vid. Whether that day has come, and no other version"
        " takes over."
    )
