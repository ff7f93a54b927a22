"""What a field of a ruleset is called in both languages, what to write in it, and what its numbers count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service.domain.words import Words


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts: `one` of it and `many`. Money is decimal text in kronor."""

    one: Words
    many: Words
    money: bool = False


@dataclass(frozen=True, slots=True)
class FieldWords:
    label: Words
    help: Words
    unit: Unit | None = None


KRONOR: Final = Unit(Words("krona", "krona"), Words("kronor", "kronor"), money=True)
MONTHS: Final = Unit(Words("månad", "month"), Words("månader", "months"))
DAYS: Final = Unit(Words("dag", "day"), Words("dagar", "days"))
PERSONS: Final = Unit(Words("person", "person"), Words("personer", "persons"))
POINTS: Final = Unit(Words("poäng", "point"), Words("poäng", "points"))


def field(sv: str, en: str, help_sv: str, help_en: str, unit: Unit | None = None) -> FieldWords:
    return FieldWords(Words(sv, en), Words(help_sv, help_en), unit)
