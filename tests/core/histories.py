"""Histories for simulations: scenarios as played, and drafts that they are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from service.domain.dates import Period
from service.rules.as_if import Draft
from service.rules.ruleset import Ruleset
from service.rules.simulate import CaseDifference, History, Simulation
from tests.core.kalmar import KALMAR, adopted
from tests.core.play import LATE, Played, ends_on, named, play

_DRAFT = UUID("5b3f8b8e-2b0a-5a55-9a3e-0d6d5e1f7c03")


def histories(played: Played, name: str) -> list[History]:
    """The cases of a scenario as they were recorded; their ids are made from its name and their letters."""
    return [
        History(case_of(name, letter), events, played.listed, [Period(date(2024, 1, 1), ends_on(played.cases[letter]))])
        for letter, events in sorted(played.events.items())
    ]


def case_of(name: str, letter: str = "A") -> UUID:
    return named(f"{name}/{letter}")


def draft(ruleset: Ruleset, since: date | None = None) -> Draft:
    return Draft(uuid5(_DRAFT, ruleset.label), ruleset, since)


def simulation(
    ruleset: Ruleset,
    *versions: Ruleset,
    since: date | None = None,
    until: date | None = None,
    today: date = LATE,
) -> Simulation:
    """A simulation of the ruleset as a draft, over what was decided under Kalmar's, or under `versions`."""
    by_id = {one.id: one.ruleset for one in map(adopted, versions or (KALMAR,))}
    return Simulation(draft(ruleset, since), by_id, today, until)


def simulated(
    ruleset: Ruleset, *names: str | tuple[str, Mapping[str, Any]], **asked: Any
) -> tuple[Simulation, dict[UUID, CaseDifference]]:
    """The draft over scenarios played under Kalmar's ruleset: the simulation, and by case what came out otherwise."""
    found, asking = dict[UUID, CaseDifference](), simulation(ruleset, **asked)
    for one in names:
        name, told = one if isinstance(one, tuple) else (one, one)
        for history in histories(play(told), name):
            difference = asking.take(history)
            if difference is not None:
                found[difference.case_id] = difference
    return asking, found


def kinds(difference: CaseDifference) -> Sequence[str]:
    return [change.kind for change in difference.changes]
