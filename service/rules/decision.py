"""What every act needs to be decided: the version it rests on, the circumstances, and checks all acts share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from service.domain.case import CaseState
from service.domain.case_parts import Request
from service.domain.dates import local_date
from service.domain.errors import RuleRefused
from service.domain.events import CaseEvent
from service.domain.explained import Node
from service.rules.procedure import TrackStep
from service.rules.ruleset import Action, Ruleset
from service.rules.track import out_of_order, require


@dataclass(frozen=True, slots=True)
class Adopted:
    """A ruleset version as adopted: what `ruleset_id` in events points to."""

    id: UUID
    ruleset: Ruleset


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a decision depends on beside case and ruleset: the instant, and whether the actor is a party.

    `agreement_ends_on` is the first day on which the agreement that the case was opened under no longer holds; None
    while it has no end.
    """

    now: datetime
    by_party: bool
    agreement_ends_on: date | None = None

    @property
    def today(self) -> date:
        return local_date(self.now)


@dataclass(frozen=True, slots=True)
class Decision:
    """`opens` are the events of another case that comes of it."""

    events: tuple[CaseEvent, ...]
    explanation: Node
    opens: tuple[CaseEvent, ...] = ()


def knows(ruleset: Ruleset, case: CaseState, colour: str | None) -> bool:
    """Whether the version has the case's ladder, and the colour given, if any: else it cannot govern it (AM-39)."""
    has_ladder = any(one.id == case.ladder for one in ruleset.ladders)
    return has_ladder and (colour is None or any(one.id == colour for one in ruleset.colours))


def check_dated(
    day: date, circumstances: Circumstances, earliest: date, code: str = "ACT_BEFORE_PREVIOUS", *, path: str
) -> None:
    """Refuses a date in the future, one before `earliest`, and a party's date other than today; it stands in `path`."""
    today = circumstances.today
    if day > today:
        raise RuleRefused("ACT_IN_FUTURE", path=path, stated=day.isoformat(), now=today.isoformat())
    if circumstances.by_party and day != today:
        raise RuleRefused("BACKDATED_BY_PARTY", path=path, day=day.isoformat(), today=today.isoformat())
    if day < earliest:
        raise RuleRefused(code, path=path, day=day.isoformat(), earliest=earliest.isoformat())


def requested(case: CaseState, adopted: Adopted, action: Action, outcome: str = "") -> tuple[Request, TrackStep]:
    """The request that the act concerns, and the step; refused where the table, or having no request, forbids it."""
    step = require(adopted.ruleset, case, action, outcome)
    if case.request is None:
        raise out_of_order(adopted.ruleset, case, action, outcome)
    return case.request, step
