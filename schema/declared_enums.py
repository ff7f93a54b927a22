"""The words of the contract for acts that a ruleset declares, their fields and tasks."""

from __future__ import annotations

from enum import Enum

import strawberry


@strawberry.enum(description="Slag av fält, med vad det tar. Of which kind a field is, and what it takes.")
class FieldKind(Enum):
    TEXT = strawberry.enum_value("TEXT", description="Ord, som lagras krypterade. Words, which are kept encrypted.")
    CHOICE = strawberry.enum_value("CHOICE", description="Ett av flera val. One of several options.")
    CHOICES = strawberry.enum_value("CHOICES", description="Ett eller flera val. One option or several of them.")
    TRUTH = strawberry.enum_value("TRUTH", description="Ja eller nej. Yes or no, true or false.")
    WHOLE = strawberry.enum_value("WHOLE", description="Ett heltal från 0. A number without decimals, from 0.")
    DATE = strawberry.enum_value("DATE", description="En dag. A day of the calendar.")
    REFERENCE = strawberry.enum_value("REFERENCE", description="Id i ett annat system. An id in another system.")
    COUNTS = strawberry.enum_value(
        "COUNTS", description="Antal av varje medlem i en grupp. How many there are of each member of a group."
    )


@strawberry.enum(description="Hur en uppgift avslutas. How a task comes to its end.")
class TaskOutcome(Enum):
    DONE = strawberry.enum_value("DONE", description="Den är gjord. It was carried out, and nothing remains of it.")
    NOT_NEEDED = strawberry.enum_value("NOT_NEEDED", description="Den behövs inte. There is no need of it here.")


@strawberry.enum(description="Var en uppgift står. Where a task stands.")
class TaskStatus(Enum):
    OPEN = strawberry.enum_value("OPEN", description="Den ska göras. It is still to be done.")
    DONE = strawberry.enum_value("DONE", description="Den är gjord. It was carried out, and nothing remains of it.")
    NOT_NEEDED = strawberry.enum_value("NOT_NEEDED", description="Den behövs inte. There is no need of it here.")


@strawberry.enum(description="Vilka som läser en åtgärd. Who may read what was done.")
class ActAudience(Enum):
    TEAM = strawberry.enum_value(
        "TEAM",
        description="Av regionens egna bara de med READ_TEAM. Of the region's own none but those with READ_TEAM.",
    )
    STAFF = strawberry.enum_value("STAFF", description="Regionens egna. None but the region's own people.")
    PARTY = strawberry.enum_value("PARTY", description="Även ärendets parter. The parties of the case as well.")
