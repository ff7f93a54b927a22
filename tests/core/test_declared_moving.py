"""A case with acts of its ruleset's own goes on under another version that knows them, and under no other."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest

from service.authorize import actor_from
from service.domain.case import evolve
from service.rules.commands import MoveToVersion
from service.rules.load import load_ruleset
from service.rules.track import position
from service.usecases.deciding import decided
from tenants.catalog import grants
from tests.core.declared import UNIT, VERSION, Played, noon, refused
from tests.core.fourth import DAY, RULES, TEXT, weighed

OTHER = UUID(int=7)
LEAD = actor_from(UUID(int=1), "21", frozenset({"team_lead"}), UNIT, grants())


def moved(played: Played, text: str) -> str:
    """Where the case stands under the version of that text."""
    target = load_ruleset(text.replace('label: "1"', 'label: "2"'), file="other")
    versions = {VERSION: RULES, OTHER: target}
    found = decided(played.case, MoveToVersion(OTHER, date.fromisoformat(DAY)), versions, LEAD, noon(DAY))
    (event,) = found.events
    case = evolve(played.case, event)
    assert case.ruleset_id == OTHER
    return position(target, case).id


def busy() -> Played:
    """A case that has acts, fields, a side track that was answered, and a task that was done."""
    played = weighed("HIGH", SUBJECT=("STAFFING",))
    played.take("handler", DAY, "ANSWER")
    played.tick("handler", DAY, "GRAVE_CASE", "CALL")
    return played


@pytest.mark.requirement("AM-39", "XC-01")
def test_a_case_stands_where_it_stood_under_a_version_that_knows_all_it_has() -> None:
    assert moved(busy(), TEXT.replace("sv: Väg allvaret", "sv: Bedöm allvaret")) == "HIGH"


@pytest.mark.requirement("AM-39")
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("WEIGH", "JUDGE", "the act Weigh the gravity"),
        ("GRAVITY", "WEIGHT", "the field Gravity"),
        ("GRAVE_CASE", "HEAVY_CASE", "the checklist At high gravity"),
        ("OF_STAFFING", "ON_STAFFING", "the track Staffing"),
        ("HIGH", "TOP", "the state Step 3"),
        ("ANSWERED", "REPLIED", "the track Staffing"),
    ],
)
def test_a_version_that_calls_something_of_the_case_otherwise_does_not_take_it(old: str, new: str, said: str) -> None:
    played = busy()
    with refused("VERSION_LACKS") as found:
        moved(played, re.sub(rf"\b{old}\b", new, TEXT))
    assert said in [one.en for one in found[0].params["lacking"]]
    assert played.case.ruleset_id == VERSION
