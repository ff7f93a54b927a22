"""Cases that are moved to another version of Kalmar's rules, and how that is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from service.rules.commands import MoveToVersion
from service.rules.decision import Adopted, Decision
from service.rules.ruleset import Ruleset
from tests.core.acts import DUE, SENT, Led, led
from tests.core.kalmar import KALMAR, adopted, varied
from tests.core.play import named
from tests.core.points import AFTER, requested

OLD = {"validity__valid_from": "2024-06-01"}


def version(**parameters: Any) -> Adopted:
    """Another version, valid from before the cases of these tests where nothing else is said."""
    return adopted(varied(**{"label": "2", **OLD, **parameters}))


def moved(case: Led, to: Adopted | None = None, on: date = AFTER, today: date | None = None) -> Decision:
    """The case moved; without a version to one that there is not."""
    target = None if to is None else to.ruleset
    return case.do(MoveToVersion(named("none") if to is None else to.id, on, target), today or on)


def without(section: str, own_id: str) -> Ruleset:
    """Kalmar's rules without one state, ladder or colour: no ruleset that could be adopted, but one that lacks it."""
    if section == "states":
        states = tuple(one for one in KALMAR.track.states if one.id != own_id)
        steps = tuple(one for one in KALMAR.track.steps if own_id not in {*one.states, one.to})
        return KALMAR.model_copy(update={"track": KALMAR.track.model_copy(update={"states": states, "steps": steps})})
    return KALMAR.model_copy(update={section: tuple(one for one in getattr(KALMAR, section) if one.id != own_id)})


def lacking(section: str, own_id: str) -> Decision:
    target = without(section, own_id)
    return moved(requested(), Adopted(named(own_id), target))


MOVE_REFUSALS: list[tuple[str, str, Callable[[], object]]] = [
    ("VERSION_LACKS", "no state like the case's", lambda: lacking("states", "REQUEST_SENT")),
    ("VERSION_LACKS", "no ladder like the case's", lambda: lacking("ladders", "STANDARD")),
    ("VERSION_LACKS", "no colour like the case's", lambda: lacking("colours", "YELLOW")),
    (
        "MOVE_CHANGES_PAST",
        "a request of before the version",
        lambda: moved(requested(), version(validity__valid_from=DUE.isoformat())),
    ),
    ("NOT_FOUND", "a move to no version", lambda: moved(requested())),
    ("INVALID_INPUT", "a move to the version that governs", lambda: moved(requested(), adopted())),
    ("INVALID_INPUT", "to one that has ended", lambda: moved(requested(), version(validity__valid_until="2025-01-01"))),
    ("INVALID_INPUT", "to one to come", lambda: moved(led(), version(validity__valid_from="2026-01-01"))),
    ("ACT_IN_FUTURE", "a move of tomorrow", lambda: moved(requested(), version(), AFTER, SENT)),
    ("ACT_BEFORE_PREVIOUS", "a move from before the request", lambda: moved(requested(), version(), date(2025, 3, 4))),
]
