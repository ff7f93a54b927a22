"""Which version of the rules governs an act, where versions differ in what a case rests on (AM-39)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from service.domain.case import CaseState, replay
from service.domain.errors import RuleRefused
from service.domain.events import CaseEvent
from service.rules.commands import Classify, DecideSanction, SendCorrectionRequest
from service.rules.deadlines import obligations
from service.rules.project import project
from service.rules.ruleset import Ruleset
from service.usecases.deciding import decided, options
from service.usecases.proposing import Proposal, proposal
from tests.core.acts import CLASSIFIED, DUE, LEVELS, SENT, Led, led
from tests.core.kalmar import KALMAR, adopted, varied
from tests.core.play import actor, at, named
from tests.core.points import AFTER

OFFICE = actor("coordination_office", named("unit"))
FROM_CLASSIFYING = {"validity__valid_from": "2025-03-05", "label": "2"}


def other(**changed: object) -> Ruleset:
    """A second version, in force from the day on which the case is classified."""
    return varied(**FROM_CLASSIFYING, **changed)


class Region:
    """Kalmar's version, under which the case is opened, and others after it."""

    def __init__(self, *later: Ruleset) -> None:
        self.versions: dict[UUID, Ruleset] = {one.id: one.ruleset for one in map(adopted, (KALMAR, *later))}
        self.events: list[CaseEvent] = led().events

    @property
    def state(self) -> CaseState:
        return replay(self.events)

    def act(self, command: Classify | SendCorrectionRequest | DecideSanction, on: date) -> None:
        self.events += decided(self.state, command, self.versions, OFFICE, at(on)).events

    def proposed(self, on: date) -> Proposal | None:
        return proposal(self.state, obligations(self.versions, self.state, on), self.versions, at(on))


LETTER = SendCorrectionRequest(at(SENT), "LETTER", "SIGNED_RECEIPT", DUE)


@pytest.mark.requirement("AM-39")
def test_a_version_without_the_cases_ladder_does_not_govern_it() -> None:
    renamed = other(ladders__1__id="COMMON")
    region = Region(renamed)
    region.act(Classify(LEVELS["YELLOW"], CLASSIFIED), CLASSIFIED)
    region.act(LETTER, SENT)
    assert region.state.ruleset_id == adopted(KALMAR).id
    region.act(DecideSanction(AFTER), AFTER)
    assert region.state.sanction_runs


@pytest.mark.requirement("C8", "AM-39")
def test_what_is_open_is_asked_with_the_levels_of_the_version_that_would_govern_it() -> None:
    scales = [one.model_dump(mode="json") for one in KALMAR.classification.scales]
    region = Region(other(classification__scales=[scales[0], {**scales[1], "id": "departure"}]))
    (found,) = [
        one for one in options(region.state, region.versions, OFFICE, at(CLASSIFIED)) if one.action == "CLASSIFY"
    ]
    assert found.refusal is None


def test_where_no_version_is_in_force_the_step_is_proposed_with_the_refusal() -> None:
    ended = varied(validity__valid_until="2025-06-01")
    versions = {adopted(ended).id: ended}
    for case in (led(ruleset=ended), led("YELLOW", ruleset=ended)):
        on = date(2025, 6, 2)
        found = proposal(case.state, obligations(versions, case.state, on), versions, at(on))
        assert found is not None
        assert isinstance(found.comes_to, RuleRefused)
        assert found.comes_to.code == "NO_RULESET_IN_FORCE"
        assert found.deciders == ("coordination_office",)


def _consulting_on_sanctions() -> Ruleset:
    place = [one.action for one in KALMAR.mandates].index("DECIDE_SANCTION")
    return varied(**{f"mandates__{place}__consult": ["legal_counsel"]})


@pytest.mark.requirement("C8", "AM-04")
def test_a_letter_that_decides_a_sanction_waits_for_whom_the_sanction_waits() -> None:
    ruleset = _consulting_on_sanctions()
    for colour, expected in (("YELLOW", ()), ("BLACK", ("legal_counsel",))):
        case = led(colour, ruleset=ruleset)
        versions = {case.adopted.id: ruleset}
        found = proposal(case.state, obligations(versions, case.state, SENT), versions, at(SENT))
        assert found is not None
        assert (found.action, found.consult) == ("SEND_CORRECTION_REQUEST", expected)


@pytest.mark.requirement("C8")
def test_of_a_request_whose_colour_is_known_only_those_may_decide_who_may_for_that_colour() -> None:
    rows = []
    for one in KALMAR.mandates:
        row = one.model_dump(mode="json")
        if one.action == "SEND_CORRECTION_REQUEST":
            rows.append({**row, "outcomes": ["BLACK"], "roles": ["region_principal"], "consult": ["legal_counsel"]})
            row = {**row, "outcomes": ["YELLOW", "RED"]}
        rows.append(row)
    ruleset = varied(mandates=rows)
    for colour, deciders, consult in (
        ("YELLOW", ("coordination_office",), ()),
        ("BLACK", (), ("legal_counsel",)),  # who may send it may not decide the sanction that it decides
    ):
        case = led(colour, ruleset=ruleset)
        versions = {case.adopted.id: ruleset}
        found = proposal(case.state, obligations(versions, case.state, SENT), versions, at(SENT))
        assert found is not None
        assert (found.deciders, found.consult) == (deciders, consult)


@pytest.mark.requirement("AM-01")
def test_a_case_that_may_be_classified_anew_after_its_letter_shows_the_unit_the_colour_of_the_letter() -> None:
    steps = [one.model_dump(mode="json") for one in KALMAR.track.steps]
    for step in steps:
        if step["action"] == "CLASSIFY":
            step["states"] = [*step["states"], "REQUEST_SENT"]
    case = led("YELLOW", sent=True, ruleset=varied(track__steps=steps))
    versions = {case.adopted.id: case.adopted.ruleset}
    before = project(case.events, versions)
    case.classify("RED", SENT)
    after = project(case.events, versions)
    assert (before.colour, after.colour, after.internal.classified) == ("YELLOW", "YELLOW", "RED")
    assert (after.state, after.version) == (before.state, before.version)


def test_what_is_overdue_comes_before_what_has_no_day() -> None:
    case = Led(adopted(KALMAR), led("YELLOW", sent=True).events)
    case.receive(AFTER)
    case.sanction(AFTER)
    case.approve(AFTER, date(2025, 5, 20))
    versions = {case.adopted.id: KALMAR}
    for day, expected in ((date(2025, 5, 20), "SEND_REQUEST"), (date(2025, 5, 21), "FOLLOW_UP")):
        duties = obligations(versions, case.state, day)
        assert {one.kind for one in duties} == {"SEND_REQUEST", "FOLLOW_UP"}
        found = proposal(case.state, duties, versions, at(day))
        assert found is not None
        assert found.duty.kind == expected
