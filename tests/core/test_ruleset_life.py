"""The life of a ruleset version: who may take which step, and that no order of steps leads past it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from service.domain.dates import Period
from service.domain.errors import Refusal, RuleRefused
from service.domain.events import audience, decode, encode
from service.domain.ruleset_events import RulesetEvent
from service.domain.ruleset_words import STATES, told
from service.rules import life
from service.rules.force import duties, latest, reminders, standing, version_on
from service.rules.life import SECTIONS, Draft, State
from service.rules.ruleset import Ruleset
from tests.core.acts import refusal
from tests.core.drafted import (
    APPROVER,
    CONTENT,
    EDITOR,
    READER,
    SECOND,
    TODAY,
    Drafted,
    next_version,
    out,
    validity,
)
from tests.core.kalmar import KALMAR
from tests.core.play import named

pytestmark = pytest.mark.requirement("SM-9", "VG-72")


def test_a_draft_goes_from_its_editors_over_those_who_are_heard_to_whoever_adopts_it() -> None:
    drafted = next_version().save("label", "2026", SECOND).consult().comment().give_back().save("label", "2026-1")
    adopted = drafted.consult().adopt()
    assert (adopted.label, adopted.procedure, adopted.valid_from) == ("2026-1", KALMAR.procedure, TODAY)
    assert Ruleset.model_validate(adopted.content).colours == KALMAR.colours
    draft = drafted.draft
    assert (draft.state, draft.version, draft.editors) == ("ADOPTED", len(drafted.acts), {EDITOR, SECOND})


@pytest.mark.requirement("VG-70")
def test_the_first_version_of_a_procedure_may_hold_from_a_past_day_and_each_has_its_days() -> None:
    first = Drafted().save("validity", validity("2020-01-01", "2027-01-01")).consult().adopt()
    assert (first.valid_from, first.valid_until) == (date(2020, 1, 1), date(2027, 1, 1))


def test_a_draft_may_hold_anything_until_it_is_adopted() -> None:
    drafted = Drafted(content={"procedure": "tandvard"}).save("plan", [1, None, {"a": "å"}])
    assert drafted.draft.content["plan"] == [1, None, {"a": "å"}]
    assert "plan" not in drafted.save("plan", None).draft.content
    assert refusal(drafted.consult().adopt).code == "RULESET_HAS_ERRORS"


def test_what_is_wrong_is_told_by_path_code_what_is_allowed_and_clause() -> None:
    bands = [*CONTENT["classification"]["bands"][:-1]]
    drafted = next_version().save("classification", {**CONTENT["classification"], "bands": bands})
    raised = refusal(drafted.consult().adopt)
    (problem,) = raised.params["problems"]
    assert (problem.key, problem.code) == ("classification.bands", "SCORES_UNCOVERED")
    assert problem.allowed == "a band for every reachable score"
    assert (raised.params["errors"], problem.file) == (1, "")


def test_mandates_name_roles_of_the_catalogue() -> None:
    mandates = [{**one, "roles": ["king"]} if n == 0 else one for n, one in enumerate(CONTENT["mandates"])]
    raised = refusal(next_version().save("mandates", mandates).consult().adopt)
    assert "UNKNOWN_ROLE" in {one.code for one in raised.params["problems"]}


@pytest.mark.parametrize("state", get_args(State))
def test_what_a_state_does_not_let_be_done_is_refused_with_what_it_does(state: State) -> None:
    draft = Draft(state, "p", "2", None, None, {"label": "2"}, frozenset())
    for step in get_args(life.Step):
        if step in life.STEPS[state]:
            life.check_step(draft, step)
            continue
        with pytest.raises(RuleRefused) as refused:
            life.check_step(draft, step)
        assert refused.value.code == "DRAFT_OUT_OF_ORDER"
        assert refused.value.allowed == (life.STEPS[state] or ("startRulesetDraft",))
    assert state in STATES


def test_every_section_but_those_that_are_given_can_be_saved() -> None:
    assert set(SECTIONS) == set(Ruleset.model_fields) - {"format", "procedure", "region"}
    draft = next_version().draft
    for section in set(SECTIONS) - {"label"}:
        assert life.save_section(draft, section, 1).content == 1


def test_a_fork_is_the_regions_own_under_another_label() -> None:
    begun = life.begin({**CONTENT, "region": "14"}, " 2 b ", "08", ("kalmar-halsoval", None))
    assert (begun.content["region"], begun.content["label"], begun.label) == ("08", "2 b", "2 b")
    assert (begun.procedure, begun.from_package) == (KALMAR.procedure, "kalmar-halsoval")


def test_every_event_of_a_version_stays_with_the_staff_keeps_its_text_and_is_told_in_words() -> None:
    drafted = next_version().save("references", None).consult().comment().give_back().withdraw()
    events = [event for event, _ in drafted.acts]
    events.append(out().adopt())
    assert {type(one) for one in events} == set(get_args(RulesetEvent))
    for event in events:
        assert audience(event) == "staff"
        assert encode(decode(encode(event))) == encode(event)
        words = told(event)
        assert words.sv != words.en
        assert "None" not in words.en


# --- no order of steps -----------------------------------------------------------------------------------------------

PEOPLE = st.sampled_from([EDITOR, SECOND, APPROVER, READER])
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


class AnyOrder(RuleBasedStateMachine):
    """People take any step on any draft, on days that go forward."""

    drafts = Bundle("drafts")

    def __init__(self) -> None:
        super().__init__()
        self.today = TODAY
        self.adopted: dict[UUID, Ruleset] = {}
        self.frozen: dict[int, tuple[Drafted, Any]] = {}
        self.wrote: dict[int, set[UUID]] = {}
        self.past: dict[date, UUID | None] = {}
        self.labels = 0

    @rule(target=drafts, by=PEOPLE)
    def begin(self, by: UUID) -> Drafted:
        self.labels += 1
        drafted = Drafted(adopted=self.adopted, acts=[(life.begin(CONTENT, f"v{self.labels}", "08"), by)])
        self.wrote[id(drafted)] = {by}
        return drafted

    @rule(drafted=drafts, by=PEOPLE, start=DAYS, length=st.none() | st.integers(1, 400))
    def save(self, drafted: Drafted, by: UUID, start: date, length: int | None) -> None:
        until = None if length is None else (start + timedelta(days=length)).isoformat()
        try:
            drafted.save("validity", validity(start.isoformat(), until), by)
        except Refusal:
            assert drafted.draft.state != "DRAFT"
        else:
            self.wrote[id(drafted)].add(by)

    @rule(drafted=drafts, step=st.sampled_from(["consult", "comment", "give_back", "withdraw"]))
    def step(self, drafted: Drafted, step: str) -> None:
        before = drafted.draft
        try:
            getattr(drafted, step)()
        except Refusal:
            assert drafted.draft == before

    @rule(drafted=drafts, by=PEOPLE)
    def adopt(self, drafted: Drafted, by: UUID) -> None:
        before = drafted.draft
        try:
            event = drafted.adopt(by, self.today)
        except Refusal:
            assert drafted.draft == before
            return
        assert before.state == "CONSULTATION"
        assert by not in self.wrote[id(drafted)]
        assert not self.adopted or event.valid_from >= self.today
        self.adopted[named(event.label)] = Ruleset.model_validate(event.content)
        self.frozen[id(drafted)] = (drafted, drafted.draft)

    @rule(days=st.integers(1, 120))
    def time_passes(self, days: int) -> None:
        self.past[self.today] = version_on(self.adopted, KALMAR.procedure, self.today)
        self.today += timedelta(days=days)

    @invariant()
    def what_is_adopted_stays_as_it_is(self) -> None:
        for drafted, was in self.frozen.values():
            assert drafted.draft == was

    @invariant()
    def what_was_in_force_stays_what_was_in_force(self) -> None:
        for day, was in self.past.items():
            if was is not None:
                assert version_on(self.adopted, KALMAR.procedure, day) == was

    @invariant()
    def one_version_at_the_most_is_in_force(self) -> None:
        periods = {own: one.validity.period for own, one in self.adopted.items()}
        for day in (self.today, self.today + timedelta(days=200)):
            stands = [standing(periods, own, day) for own in periods]
            assert stands.count("IN_FORCE") == (1 if any(one.contains(day) for one in periods.values()) else 0)


AnyOrder.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestNoOrderOfSteps = AnyOrder.TestCase


# --- how an adopted version stands ------------------------------------------------------------------------------------

A, B = named("A"), named("B")


def days(start: str, end: str | None = None) -> Period:
    return Period(date.fromisoformat(start), None if end is None else date.fromisoformat(end))


@pytest.mark.parametrize(
    ("first", "second", "on", "expected"),
    [
        (days("2025-01-01"), None, "2024-12-31", "ADOPTED"),
        (days("2025-01-01"), None, "2025-01-01", "IN_FORCE"),
        (days("2025-01-01", "2026-01-01"), None, "2025-12-31", "IN_FORCE"),
        (days("2025-01-01", "2026-01-01"), None, "2026-01-01", "EXPIRED"),
        (days("2025-01-01"), days("2026-01-01"), "2025-12-31", "IN_FORCE"),
        (days("2025-01-01"), days("2026-01-01"), "2026-01-01", "SUPERSEDED"),
        (days("2025-01-01", "2026-07-01"), days("2026-01-01"), "2027-01-01", "SUPERSEDED"),
        (days("2025-01-01", "2026-01-01"), days("2026-01-01"), "2026-01-01", "EXPIRED"),
        (days("2025-01-01"), days("2025-01-01"), "2025-06-01", "SUPERSEDED"),
        (days("2025-01-01"), days("2026-01-01", "2026-02-01"), "2026-02-01", "IN_FORCE"),
    ],
)
def test_how_a_version_stands_follows_from_the_days_of_all(
    first: Period, second: Period | None, on: str, expected: str
) -> None:
    periods = {A: first} if second is None else {A: first, B: second}
    assert standing(periods, A, date.fromisoformat(on)) == expected


PERIODS = st.builds(
    lambda start, length: Period(start, None if length is None else start + timedelta(days=length)),
    DAYS,
    st.none() | st.integers(1, 500),
)


@given(st.lists(PERIODS, min_size=1, max_size=5), DAYS)
def test_exactly_the_latest_to_begin_is_in_force(found: list[Period], day: date) -> None:
    periods = {UUID(int=n): one for n, one in enumerate(found)}
    stands = {own: standing(periods, own, day) for own in periods}
    assert {own for own, one in stands.items() if one == "IN_FORCE"} == {latest(periods, day)} - {None}
    for own, period in periods.items():
        assert (stands[own] == "ADOPTED") == (day < period.start)
        assert stands[own] != "EXPIRED" or (period.end is not None and period.end <= day)


# --- reminders -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("VG-71")
@pytest.mark.parametrize(
    ("today", "due", "owed"),
    [
        ("2026-02-27", [False, False], None),
        ("2026-02-28", [True, False], (6, "2026-02-28")),
        ("2026-05-30", [True, False], (6, "2026-02-28")),
        ("2026-05-31", [True, True], (3, "2026-05-31")),
        ("2026-08-30", [True, True], (3, "2026-05-31")),
        ("2026-08-31", [True, True], (0, "2026-08-31")),
    ],
)
def test_a_version_is_to_be_revised_six_and_three_months_before_it_expires(
    today: str, due: list[bool], owed: tuple[int, str] | None
) -> None:
    periods, day = {A: days("2025-01-01", "2026-08-31")}, date.fromisoformat(today)
    found = reminders(periods, A, day)
    assert [(one.months, one.on.isoformat()) for one in found] == [(6, "2026-02-28"), (3, "2026-05-31")]
    assert [one.due for one in found] == due
    owing = [(one.ruleset_id, one.months, one.on.isoformat(), one.expires_on) for one in duties(periods, day)]
    assert owing == ([] if owed is None else [(A, *owed, date(2026, 8, 31))])


@pytest.mark.requirement("VG-71")
@pytest.mark.parametrize(
    ("second", "today", "months"),
    [
        (days("2026-08-31"), "2026-08-01", []),
        (days("2026-03-01"), "2026-08-01", []),
        (days("2026-03-01", "2026-06-01"), "2026-08-01", [(A, 3)]),
        (days("2026-10-01"), "2026-09-01", [(A, 0)]),
        (days("2026-10-01"), "2026-10-01", []),
        (days("2026-08-31", "2027-08-31"), "2027-03-01", [(B, 6)]),
    ],
)
def test_nothing_is_owed_once_another_version_takes_over(
    second: Period, today: str, months: list[tuple[UUID, int]]
) -> None:
    periods = {A: days("2025-01-01", "2026-08-31"), B: second}
    assert [(one.ruleset_id, one.months) for one in duties(periods, date.fromisoformat(today))] == months


@pytest.mark.requirement("VG-71")
def test_a_version_that_holds_until_further_notice_reminds_of_nothing() -> None:
    periods = {A: days("2025-01-01")}
    assert reminders(periods, A, date(2030, 1, 1)) == []
    assert list(duties(periods, date(2030, 1, 1))) == []
