"""What the team alone may read: where a ruleset would tell of it, and that others see and do the same without it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.authorize import Actor
from service.domain.case import replay
from service.domain.errors import MandateMissing, Refusal, RuleRefused
from service.domain.events import CaseEvent, audience, for_party, for_staff
from service.domain.steps import StepTaken
from service.rules.commands import CaseCommand, CompleteTask, MoveToVersion, RecordConsultation, TakeStep
from service.rules.load import problems_in
from service.rules.project import project
from service.usecases.deciding import Decided, decided_as_shown, smallest
from tenants.catalog import roles
from tests.core.broken_procedures import SMALL
from tests.core.declared import VERSION, Played, noon, refused
from tests.core.lopande import LOPANDE, opened

pytestmark = pytest.mark.requirement("PV-02", "VG-10")
TEAM = {"handler", "team_lead", "follow_up_team", "in_depth_team", "medical_adviser"}
DAY = date(2026, 1, 10)

# --- what a ruleset may not say -------------------------------------------------------------------------------------

LOOK = "- {id: look, audience: TEAM,"
HEARD = "    - {action: RECORD_CONSULTATION, states: [OPEN], to: CLOSED, source: {clause: s, derived: d}}\n"
BESIDE = "      - {action: answer, states: [LOOKING], source: {clause: s, derived: d}}\n"
WAYS = {
    "who is let in": (
        "- {organisation: UNIT,", "- {organisation: UNIT, when: [{act: look}],", "TELLS", "parties[0].when[0]",
    ),
    "what is asked": ("{field: all}", "{field: all, when: [{act: look}]}", "TELLS", "acts[0].asks[2].when[0]"),
    "what is done before": (
        "    bars:", "    after: [{acts: [look], source: {clause: a, derived: d}}]\n    bars:", "TELLS",
        "acts[1].after[0].acts[0]",
    ),
    "what is done before, unless": (
        "    bars:",
        "    after: [{acts: [OPEN_CASE], unless: [{act: look}], source: {clause: a, derived: d}}]\n    bars:",
        "TELLS", "acts[1].after[0].unless[0]",
    ),
    "what stands in the way": ("when: [{field: sure, holds: false}]", "when: [{act: look}]", "TELLS",
        "acts[1].bars[0].when[0]"),
    "what meets a day": ("met_by: [answer]", "met_by: [look]", "TELLS", "acts[0].due.met_by[0]"),
    "a step of the main track": (
        "to: CLOSED, closed_tracks: [side],", "to: CLOSED, when: [{act: look, done: false}],", "TELLS",
        "track.steps[1].when[0]",
    ),
    "a closed side track": ("{id: LOOKED", "{id: LOOKED", "TELLS", "track.steps[1].closed_tracks[0]"),
    "a side track of others": (
        "      - {action: look, states: [LOOKING],",
        f"{BESIDE}      - {{action: look, states: [LOOKING],",
        "MOVES", "side_tracks[0].steps[1].to",
    ),
    "a side track that others have by it": (
        "    opened_by: [{field: way, any_of: [LONG]}]\n    states:\n",
        "    opened_by: [{act: look}]\n    states:\n", "TELLS", "side_tracks[0].opened_by[0]",
    ),
    "a checklist that others wait for": (
        "    opened_by: [{act: OPEN_CASE}]\n", "    opened_by: [{act: look}]\n    before: [answer]\n", "TELLS",
        "checklists[0].before[0]",
    ),
    "a task that others wait for": (
        "    tasks: [{id: call,", "    before: [answer]\n    tasks: [{id: call, when: [{act: look}],", "TELLS",
        "checklists[0].before[0]",
    ),
    "where a consultation leads": (
        "    - {action: answer, states: [OPEN]",
        f"{HEARD}    - {{action: answer, states: [OPEN]", "MOVES", "track.steps[1].to",
    ),
    "whom a consultation lets in": (
        "- {organisation: UNIT,", "- {organisation: UNIT, when: [{act: RECORD_CONSULTATION}],", "TELLS",
        "parties[0].when[0]",
    ),
    "a consultation before an act": (
        "    bars:", "    after: [{acts: [RECORD_CONSULTATION], source: {clause: a, derived: d}}]\n    bars:", "TELLS",
        "acts[1].after[0].acts[0]",
    ),
    "the opening": (
        "    label: {sv: Öppna, en: Open}\n    asks", "    label: {sv: Öppna, en: Open}\n    audience: TEAM\n    asks",
        "MOVES", "acts[0].audience",
    ),
    "a field that it states as well": (
        "en: Look}, source", "en: Look}, asks: [{field: sure}], source", "TELLS", "acts[1].bars[0].when[0]",
    ),
}  # fmt: skip


@pytest.mark.requirement("C9")
@pytest.mark.parametrize("way", WAYS)
def test_nothing_that_others_see_may_depend_on_an_act_of_the_team(way: str) -> None:
    old, new, code, key = WAYS[way]
    text = SMALL.replace("- {id: look,", LOOK)
    if way in {"a side track of others", "a side track that others have by it"}:
        text = text.replace("closed_tracks: [side], ", "")
    if way == "a side track that others have by it":
        text = text.replace("    steps:\n      - {action: look", f"    steps:\n{BESIDE}      - {{action: look")
    assert text.count(old) == 1, way
    found = problems_in(text.replace(old, new), file="small", roles=roles())
    assert (f"TEAM_ACT_{code}", key) in {(one.code, one.key) for one in found}


def test_a_side_track_of_the_teams_acts_alone_moves_as_any_other() -> None:
    text = SMALL.replace("- {id: look,", LOOK).replace("closed_tracks: [side], ", "")
    assert problems_in(text, file="small", roles=roles()) == ()


# --- what others see, and may do ------------------------------------------------------------------------------------


@dataclass
class Shown:
    """A case, and how an actor acts in it who sees what all of the staff do."""

    played: Played

    def does(self, role: str, command: CaseCommand, day: date) -> Decided | Refusal:
        who = self.played._actor(role)
        case, shown = self.played.case, replay(for_staff(self.played.events))
        try:
            return decided_as_shown(
                case, case if who.of_team else shown, command, {VERSION: LOPANDE}, who, noon(day.isoformat())
            )
        except Refusal as refusal:
            return refusal


def assessed(played: Played, day: str, colour: str) -> None:
    played.take("follow_up_team", day, "ASSESS_PROVIDER", PROVIDER_ASSESSMENT=(colour,), GROUNDS="")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted({"board_secretary", "legal_counsel", "department_head", "unit_head", "handler"})),
            st.integers(0, 60),
            st.sampled_from((None, None, "GREEN", "YELLOW", "RED")),
            st.integers(-2, 3),
        ),
        max_size=8,
    ),
    st.sampled_from(("ORDINARY_FOLLOW_UP", "INDICATION")),
)
def test_others_do_and_see_the_same_whether_the_team_has_assessed_or_not(
    acts: list[tuple[str, int, str | None, int]], outcome: str
) -> None:
    told, untold = Shown(opened(outcome)), Shown(opened(outcome))
    day = DAY
    for role, choice, colour, days in acts:
        if colour is not None:
            with suppress(RuleRefused):  # closed meanwhile
                assessed(told.played, (day + timedelta(days=1)).isoformat(), colour)
        day += timedelta(days=days)
        commands = [
            command
            for _, command in smallest(untold.played.case, {VERSION: LOPANDE}, noon(day.isoformat()))
            if isinstance(command, TakeStep | CompleteTask | RecordConsultation)
            and not (isinstance(command, TakeStep) and command.act == "ASSESS_PROVIDER")
        ]
        done = [command for command in commands if isinstance(untold.does(role, command, day), Decided)]
        command = (done or commands)[choice % len(done or commands)]
        one, other = told.does(role, command, day), untold.does(role, command, day)
        assert type(one) is type(other)
        if isinstance(one, Decided) and isinstance(other, Decided):
            assert one == other
            told.played.events += one.events
            untold.played.events += other.events
        elif isinstance(one, Refusal) and isinstance(other, Refusal):
            assert (one.code, one.params) == (other.code, other.params)
    assert for_staff(told.played.events) == untold.played.events
    assert for_party(told.played.events) == for_party(untold.played.events)
    versions = {VERSION: LOPANDE}
    assert project(told.played.events, versions) == project(untold.played.events, versions)


def outsider(role: str = "board_secretary") -> Actor:
    return opened()._actor(role)


@pytest.mark.parametrize("role", sorted(roles()))
def test_the_team_is_of_the_region_and_of_nobody_else(role: str) -> None:
    actor = outsider(role)
    assert actor.of_team == (role in TEAM)
    assert ("team" in actor.audiences) == (role in TEAM)


def test_a_task_that_the_assessment_entails_is_the_teams_own() -> None:
    played = opened()
    assessed(played, "2026-02-01", "RED")
    played.tick("handler", "2026-02-02", "SERIOUS_DEVIATIONS", "DENSE_FOLLOW_UP")
    played.tick("handler", "2026-02-02", "ORDINARY_FOLLOW_UP", "PLAN")
    assert [audience(event) for event in played.events[-3:]] == ["team", "team", "staff"]


def with_an_owner(role: str) -> Played:
    """A case whose ruleset gives the role what is the team's: to assess, to be consulted on that, and the tasks."""
    mandates = tuple(
        one.model_copy(update={"roles": (*one.roles, role)})
        if one.action in {"ASSESS_PROVIDER", "RECORD_CONSULTATION"}
        else one
        for one in LOPANDE.mandates
    )
    checklists = tuple(
        one.model_copy(update={"tasks": tuple(task.model_copy(update={"owners": ()}) for task in one.tasks)})
        for one in LOPANDE.checklists
    )
    played = Played(LOPANDE.model_copy(update={"mandates": mandates, "checklists": checklists}))
    played.open("handler", "2026-01-05", "ORDINARY_FOLLOW_UP", CONTRACT_FORM=("LOU_RS",))
    return played


def test_nobody_records_what_they_may_not_read_whatever_a_ruleset_says() -> None:
    played = with_an_owner("board_secretary")
    assessed(played, "2026-02-01", "RED")
    attempts: list[CaseCommand] = [
        TakeStep("ASSESS_PROVIDER", date(2026, 2, 2), values={"PROVIDER_ASSESSMENT": ("RED",)}),
        RecordConsultation("ASSESS_PROVIDER", date(2026, 2, 2), "SUPPORTS"),
        CompleteTask("SERIOUS_DEVIATIONS", "DENSE_FOLLOW_UP", date(2026, 2, 2)),
    ]
    for command in attempts:
        before: list[CaseEvent] = list(played.events)
        with refused("MANDATE_MISSING") as found:
            played.decide("board_secretary", "2026-02-02", command)
        assert isinstance(found[0], MandateMissing)
        assert "board_secretary" not in found[0].allowed
        assert played.events == before
        played.decide(
            "handler" if not isinstance(command, RecordConsultation) else "medical_adviser", "2026-02-02", command
        )
        assert audience(played.events[-1]) == "team"


def test_a_task_of_the_teams_is_to_others_one_that_the_case_does_not_have() -> None:
    played = with_an_owner("board_secretary")
    assessed(played, "2026-02-01", "RED")
    command = CompleteTask("SERIOUS_DEVIATIONS", "DENSE_FOLLOW_UP", date(2026, 2, 2))
    case, shown = played.case, replay(for_staff(played.events))
    with refused("INVALID_INPUT") as found:
        decided_as_shown(
            case, shown, command, {VERSION: played.ruleset}, played._actor("board_secretary"), noon("2026-02-02")
        )
    assert not [one for one in found[0].allowed or () if "SERIOUS" in str(one)]


@pytest.mark.requirement("AM-39")
@pytest.mark.parametrize("colour", [None, "RED"])
@pytest.mark.parametrize("role", ["handler", "board_secretary"])
def test_a_case_moves_to_no_version_that_shows_others_what_is_the_teams_assessed_or_not(
    role: str, colour: str | None
) -> None:
    played = opened()
    if colour is not None:
        assessed(played, "2026-02-01", colour)
    acts = tuple(
        one.model_copy(update={"audience": "STAFF"}) if one.audience == "TEAM" else one for one in LOPANDE.acts
    )
    moves = tuple(one.model_copy(update={"action": "MOVE_TO_VERSION"}) for one in LOPANDE.mandates[:1])
    moves = tuple(one.model_copy(update={"roles": (role,), "outcomes": ()}) for one in moves)
    pinned = LOPANDE.model_copy(update={"mandates": (*LOPANDE.mandates, *moves)})
    shown, kept = uuid4(), uuid4()
    versions = {VERSION: pinned, shown: pinned.model_copy(update={"acts": acts}), kept: pinned.model_copy()}
    case, seen = played.case, replay(for_staff(played.events))

    def moved(target: UUID) -> Decided:
        command = MoveToVersion(target, date(2026, 2, 2))
        return decided_as_shown(case, seen, command, versions, played._actor(role), noon("2026-02-02"))

    with refused("VERSION_LACKS") as found:
        moved(shown)
    lacking = ["åtgärden Verksamhetsbedömning", "fältet Skäl för bedömningen", "fältet Verksamhetsbedömning"]
    assert [str(one.sv) for one in found[0].params["lacking"]] == lacking
    assert [event.type for event in moved(kept).events] == ["CaseMoved"]


def test_an_act_of_the_team_lets_nobody_in() -> None:
    played = Played(LOPANDE)
    played.open("handler", "2026-01-05", "INDICATION", CONTRACT_FORM=("LOU_RS",))
    played.events.append(StepTaken(act="CONTACT_PROVIDER", outcome="DONE", taken_on=DAY, shared=True))
    assessed(played, "2026-02-01", "RED")
    assert played.parties == set()
    played.take("handler", "2026-02-02", "REGISTER_INDICATION", INDICATION_SOURCE=("PATIENT",), DESCRIPTION="")
    assert played.parties == {"UNIT"}
