"""The region's position, termination on a ground, recurrence as a flag, and cases whose agreement has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.domain.case import replay
from service.domain.dates import Month, Period
from service.domain.endings import AgreementTerminated
from service.domain.errors import InvalidInput, RuleRefused
from service.domain.events import CaseClosed, audience, encode, for_party
from service.domain.explained import Node, flatten
from service.rules.accrue import total_ore
from service.rules.commands import CloseCase, TerminateAgreement
from service.rules.deadlines import obligations
from service.rules.lint import lint
from service.rules.narrate import told
from service.rules.project import project
from service.rules.ruleset import Ruleset
from service.rules.settle import Facts, case_lines, ended, ends_on
from service.usecases.history import retell
from service.usecases.proposing import proposal
from tests.core.acts import CLASSIFIED, DUE, SENT, Led, led
from tests.core.kalmar import KALMAR, varied
from tests.core.play import at, named, play
from tests.core.points import AFTER, LATER, approved, corrected, requested, sanctioned
from tests.core.stories import STORIES

LISTED = {Month(2025, number): 8000 for number in range(1, 13)}
VERSIONS = {led().adopted.id: KALMAR}
ENDS = date(2025, 7, 1)


def doomed() -> Led:
    case = requested("BLACK")
    case.position_on(AFTER)
    return case


def code(act: Callable[[], object]) -> str:
    with pytest.raises(RuleRefused) as raised:
        act()
    return raised.value.code


def grounds(node: Node) -> list[str]:
    return [one.value for one in node.because]


# --- the position ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("HV-24", "AM-13")
@pytest.mark.parametrize("outcome", ["TERMINATE", "CONTINUE"])
def test_the_duty_that_black_raises_is_done_by_taking_a_position_of_either_kind(outcome: str) -> None:
    case = requested("BLACK")
    duties = obligations(VERSIONS, case.state, SENT)
    assert [(one.kind, one.rule) for one in duties] == [("PLAN_DUE", "plan"), ("ON_REQUEST", "TERMINATION_POSITION")]
    found = proposal(case.state, duties, VERSIONS, at(SENT))
    assert found is not None
    assert (found.action, found.given) == ("TAKE_TERMINATION_POSITION", {"decided_on": SENT})
    assert (found.missing, found.deciders) == (("outcome", "note"), ("coordination_office",))
    case.position_on(SENT, outcome)  # type: ignore[arg-type]
    assert [one.kind for one in obligations(VERSIONS, case.state, SENT)] == ["PLAN_DUE"]


@pytest.mark.requirement("HV-24", "AM-02")
def test_a_position_taken_at_red_does_not_answer_what_black_asks() -> None:
    case = requested("RED")
    case.position_on(DUE)
    case.sanction(AFTER)
    case.send(AFTER, LATER)
    assert [one.rule for one in obligations(VERSIONS, case.state, AFTER) if one.kind == "ON_REQUEST"] == [
        "TERMINATION_POSITION"
    ]
    assert code(lambda: case.terminate(AFTER, ENDS)) == "TERMINATION_WITHOUT_POSITION"


@pytest.mark.requirement("HV-24")
def test_the_latest_position_is_the_one_that_counts() -> None:
    case = doomed()
    case.position_on(LATER, "CONTINUE")
    assert code(lambda: case.terminate(LATER, ENDS)) == "TERMINATION_WITHOUT_POSITION"
    case.position_on(LATER)
    assert case.terminate(LATER, ENDS).events[0].type == "AgreementTerminated"


def test_a_duty_that_no_position_answers_stays_as_it_was() -> None:
    case = requested("BLACK")
    case.position_on(SENT)
    silent = KALMAR.model_copy(
        update={"termination": KALMAR.termination.model_copy(update={"answers": None}) if KALMAR.termination else None}
    )
    kinds = [one.kind for one in obligations({case.adopted.id: silent}, case.state, SENT)]
    assert kinds == ["PLAN_DUE", "ON_REQUEST"]


# --- the right to it ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("HV-24", "HV-34")
def test_black_and_a_plan_that_never_came_give_the_right_and_the_clause() -> None:
    decision = doomed().terminate(AFTER, ENDS)
    (event,) = decision.events
    assert isinstance(event, AgreementTerminated)
    assert (event.ground, event.decided_on, event.ends_on) == ("FAILED_PLAN", AFTER, ENDS)
    (ground,) = decision.explanation.because
    assert ground.source is not None
    assert ground.source.quote is not None
    assert ground.source.quote.endswith("äger Region Kalmar län rätt att häva avtalet.")
    assert [one.operation for one in ground.because] == ["late"]


@pytest.mark.requirement("HV-24")
def test_each_failure_at_black_gives_the_right_and_a_plan_in_time_does_not() -> None:
    rejected, followed = requested("BLACK"), requested("BLACK")
    for case in (rejected, followed):
        case.receive(DUE)
    rejected.reject(AFTER)
    followed.approve(AFTER, AFTER)
    followed.follow_up(AFTER, effect=False)
    waiting = requested("BLACK")
    waiting.receive(DUE)
    for case, right in ((rejected, True), (followed, True), (waiting, False)):
        case.position_on(LATER)
        if right:
            assert grounds(case.terminate(LATER, ENDS).explanation) == ["FAILED_PLAN"]
        else:
            assert code(lambda case=case: case.terminate(LATER, ENDS)) == "NO_RIGHT_TO_TERMINATE"  # type: ignore[misc]


@pytest.mark.requirement("HV-24")
def test_a_failure_at_yellow_gives_no_right() -> None:
    case = requested("YELLOW")
    case.position_on(AFTER)
    with pytest.raises(RuleRefused) as raised:
        case.terminate(AFTER, ENDS)
    assert raised.value.code == "NO_RIGHT_TO_TERMINATE"
    assert [one.sv for one in raised.value.allowed if not isinstance(one, str)] == [
        "Handlingsplanen har brustit vid svart",
        "Fördjupad uppföljning har visat på särskilt allvarliga brister",
        "Vårdenheten har uppvisat återkommande brister",
    ]


@pytest.mark.requirement("HV-12", "HV-28", "AM-17")
def test_a_recurrence_gives_the_right_directly_and_by_itself_leads_to_nothing() -> None:
    case = led("YELLOW")
    before = (case.position, obligations(VERSIONS, case.state, LATER), case.state.pieces)
    case.recur(SENT, "first", "second")
    assert (case.position, obligations(VERSIONS, case.state, LATER), case.state.pieces) == before
    case.position_on(SENT)
    decision = case.terminate(AFTER, ENDS)
    assert grounds(decision.explanation) == ["RECURRING_DEFICIENCY"]
    assert decision.explanation.because[0].source is not None
    assert decision.explanation.because[0].source.clause == "4. Sanktioner och upphörande av avtal"


@pytest.mark.requirement("HV-28")
def test_a_recurrence_found_after_the_decision_does_not_carry_it() -> None:
    case = led("YELLOW")
    case.position_on(SENT)
    case.recur(AFTER, "first")
    assert code(lambda: case.do(TerminateAgreement(DUE, ENDS), AFTER)) == "NO_RIGHT_TO_TERMINATE"


@pytest.mark.requirement("HV-02", "HV-08")
def test_an_in_depth_follow_up_in_the_case_gives_the_right_directly() -> None:
    case, deep = led("YELLOW"), led()
    case.position_on(SENT)
    assert code(lambda: case.terminate(SENT, ENDS)) == "NO_RIGHT_TO_TERMINATE"
    deep.deepen(CLASSIFIED)
    deep.classify("YELLOW")
    deep.position_on(SENT)
    assert grounds(deep.terminate(SENT, ENDS).explanation) == ["SERIOUS_DEFICIENCY"]


def test_several_grounds_stand_in_the_reasons_and_the_first_in_the_event() -> None:
    case = doomed()
    case.recur(AFTER, "first")
    decision = case.terminate(AFTER, ENDS)
    assert grounds(decision.explanation) == ["FAILED_PLAN", "RECURRING_DEFICIENCY"]
    assert case.state.terminated is not None
    assert case.state.terminated.ground == "FAILED_PLAN"


@pytest.mark.requirement("HV-24", "SM-3")
def test_a_terminated_case_asks_nothing_more_of_the_unit_and_waits_for_the_end() -> None:
    case = doomed()
    case.terminate(AFTER, ENDS)
    assert case.position == "AGREEMENT_TERMINATED"
    assert obligations(VERSIONS, case.state, LATER, ENDS) == []
    assert code(lambda: case.receive(LATER)) == "OUT_OF_ORDER"
    assert [one.kind for one in obligations(VERSIONS, case.state, ENDS, ENDS)] == ["CLOSE"]


def test_a_failure_that_was_not_decided_on_still_can_be_once_it_is_terminated() -> None:
    case = requested("YELLOW")
    case.recur(AFTER, "first")
    case.position_on(AFTER)
    case.terminate(AFTER, ENDS)
    assert [one.kind for one in obligations(VERSIONS, case.state, LATER, ENDS)] == ["DECIDE_SANCTION"]
    case.sanction(LATER)
    assert case.position == "AGREEMENT_TERMINATED"


def test_an_agreement_that_a_case_was_opened_under_has_held_for_a_day() -> None:
    case = led("YELLOW")
    case.recur(CLASSIFIED, "first")
    case.position_on(CLASSIFIED)
    case.state = replace(case.state, opened=case.state.opened.model_copy(update={"opened_on": CLASSIFIED}))
    with pytest.raises(InvalidInput) as raised:
        case.terminate(CLASSIFIED, CLASSIFIED)
    assert (raised.value.params["path"], raised.value.allowed) == ("ends_on", (">= 2025-03-06",))
    assert case.terminate(CLASSIFIED, CLASSIFIED + timedelta(days=1)).events


# --- the end of the agreement ---------------------------------------------------------------------------------------


@pytest.mark.requirement("AM-37", "HV-24")
def test_a_terminated_agreement_ends_its_sanction_and_the_case_closes_with_it() -> None:
    case = doomed()
    case.terminate(AFTER, ENDS)
    facts = Facts(VERSIONS, LISTED, date(2025, 9, 1), ENDS)
    lines = case_lines(named("case"), case.state, facts).lines
    assert [(str(line.month), line.days, line.amount_ore) for line in lines] == [
        ("2025-03", 21, 3_251_613),
        ("2025-04", 30, 4_800_000),
        ("2025-05", 31, 4_800_000),
        ("2025-06", 30, 4_800_000),
    ]
    assert total_ore(lines) == 17_651_613
    assert ended(case.state, facts) == (ENDS, "AGREEMENT_ENDED")
    eve = ENDS - timedelta(days=1)
    assert code(lambda: case.do(CloseCase(eve), eve, agreement_ends_on=ENDS)) == "SANCTION_RUNS"
    decision = case.do(CloseCase(ENDS), ENDS, agreement_ends_on=ENDS)
    (event,) = decision.events
    assert isinstance(event, CaseClosed)
    assert (event.ground, event.agreement_ended_on) == ("AGREEMENT_ENDED", ENDS)
    cited = [one.node.source.clause for one in flatten(decision.explanation) if one.node.source is not None]
    assert cited == ["Upphörande av avtal"] * 2, "and not the clause by which a sanction ends with a correction alone"
    assert case.position == "AGREEMENT_ENDED"
    assert KALMAR.state(case.position).closed
    assert case_lines(named("case"), case.state, facts).lines == lines
    assert project(case.events, VERSIONS).sanction_runs is False


@pytest.mark.requirement("AM-37")
@pytest.mark.parametrize("point", [led, lambda: led("RED"), requested, sanctioned, approved])
def test_whatever_is_open_when_the_agreement_has_ended_can_be_closed_from_its_last_day_on(
    point: Callable[[], Led],
) -> None:
    case = point()
    eve = ENDS - timedelta(days=1)
    assert code(lambda: case.do(CloseCase(eve), eve, agreement_ends_on=ENDS)) in {"SANCTION_RUNS", "OUT_OF_ORDER"}
    assert [one.kind for one in obligations(VERSIONS, case.state, ENDS, ENDS)][-1] == "CLOSE"
    case.do(CloseCase(ENDS), ENDS, agreement_ends_on=ENDS)
    assert (case.position, case.state.closed and case.state.closed.ground) == ("AGREEMENT_ENDED", "AGREEMENT_ENDED")


def test_what_is_corrected_or_needs_no_measure_closes_as_that_also_without_an_agreement() -> None:
    for point, ground in ((corrected, "CORRECTED"), (lambda: led("GREEN"), "NO_MEASURE")):
        case = point()
        decision = case.do(CloseCase(ENDS), ENDS, agreement_ends_on=ENDS)
        (event,) = decision.events
        assert isinstance(event, CaseClosed)
        assert (event.ground, event.agreement_ended_on, case.position) == (ground, None, "CLOSED")
        assert "agreement_ended_on" not in encode(event), "as it was always written"


@pytest.mark.requirement("HV-33", "AM-37")
def test_what_is_withheld_is_paid_before_a_case_ends_with_its_agreement() -> None:
    case = sanctioned()
    case.withhold(AFTER)
    assert code(lambda: case.do(CloseCase(ENDS), ENDS, agreement_ends_on=ENDS)) == "PAYMENT_WITHHELD"
    duties = [one.kind for one in obligations(VERSIONS, case.state, ENDS, ENDS)]
    assert duties[-1] == "RELEASE_PAYMENT"
    case.release(ENDS)
    case.do(CloseCase(ENDS), ENDS, agreement_ends_on=ENDS)
    assert case.position == "AGREEMENT_ENDED"


def test_a_ruleset_that_does_not_know_this_ground_keeps_what_runs_open() -> None:
    later = {"AGREEMENT_TERMINATED", "AGREEMENT_ENDED"}
    steps = [one.model_dump(mode="json") for one in KALMAR.track.steps]
    steps = [one for one in steps if "AGREEMENT_ENDED" not in one["outcomes"] and one["to"] not in later]
    for step in steps:
        step["states"] = [state for state in step["states"] if state not in later]
    states = [one.model_dump(mode="json") for one in KALMAR.track.states if one.id not in later]
    older = varied(track__steps=steps, track__states=states)
    case = led("YELLOW", sent=True, ruleset=older)
    case.sanction(AFTER)
    assert code(lambda: case.do(CloseCase(ENDS), ENDS, agreement_ends_on=ENDS)) == "SANCTION_RUNS"
    assert "CLOSE" not in [one.kind for one in obligations({case.adopted.id: older}, case.state, ENDS, ENDS)]


def test_the_agreement_of_a_case_is_the_one_that_began_last_by_its_opening() -> None:
    first, second = Period(date(2024, 1, 1), date(2025, 1, 1)), Period(date(2025, 1, 1), ENDS)
    assert ends_on([first, second], date(2025, 3, 3)) == ENDS


# --- who is told ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("AM-01", "HV-24", "HV-28")
def test_the_unit_is_told_of_the_termination_and_its_ground_and_of_no_deliberation() -> None:
    played = play(STORIES["recurring"])
    events = played.events["A"]
    hidden = [one.type for one in events if audience(one) == "staff"]
    assert hidden == ["CaseClassified", "RecurrenceFlagged", "TerminationPositionTaken"]
    seen = for_party(events)
    state = replay(seen)
    assert (state.positions, state.recurrences) == ((), ())
    retold = retell([(one, at("2025-04-01")) for one in seen], played.versions)[-1]
    assert told(retold.event, retold.ruleset).sv == (
        "Avtalet hävdes; första dag utan avtal 2025-03-10. Grund: vårdenheten har uppvisat återkommande brister."
    )
    assert retold.explanation is not None
    assert grounds(retold.explanation) == ["RECURRING_DEFICIENCY"]


def test_positions_and_flags_read_so() -> None:
    said = {
        one.type: told(one, KALMAR)
        for name in ("terminated", "recurring")
        for one in play(STORIES[name]).events["A"]
        if one.type in {"TerminationPositionTaken", "RecurrenceFlagged", "CaseClosed"}
    }
    assert said["TerminationPositionTaken"].sv == "Ställningstagande till hävning: avtalet ska hävas."
    assert said["RecurrenceFlagged"].sv == "Återkommande brist flaggades, med 2 tidigare ärenden."
    assert said["RecurrenceFlagged"].en == "A recurring deficiency was flagged, with 2 earlier cases."
    assert said["CaseClosed"].en == "The case was closed: the unit's agreement has ended."


# --- the ruleset ----------------------------------------------------------------------------------------------------


def changed(**sections: object) -> list[tuple[str, str]]:
    content = KALMAR.model_dump(mode="json") | sections
    return [(one.code, ".".join(map(str, one.path))) for one in lint(Ruleset.model_validate(content))]


def test_rules_that_cannot_be_followed_are_found() -> None:
    rules = KALMAR.model_dump(mode="json")
    no_release = [one for one in rules["track"]["steps"] if one["action"] != "RELEASE_PAYMENT"]
    assert changed(track={**rules["track"], "steps": no_release}) == [("RELEASE_MISSING", "track.steps")]
    assert ("TERMINATION_RULES_MISSING", "track.steps") in changed(termination=None)
    termination = rules["termination"]
    assert changed(termination={**termination, "answers": "LUNCH"}) == [("UNKNOWN_DUTY", "termination.answers")]
    first = {**termination["grounds"][0], "colours": ["PINK"]}
    assert changed(termination={**termination, "grounds": [first]}) == [
        ("UNKNOWN_COLOUR", "termination.grounds.0.colours.0")
    ]
    twice = [termination["grounds"][0]] * 2
    assert changed(termination={**termination, "grounds": twice}) == [("DUPLICATE_ID", "termination.grounds.1")]


@pytest.mark.parametrize(
    "part",
    [{"requires": "BREACH", "colours": []}, {"requires": "ACT"}, {"requires": "RECURRENCE", "colours": ["BLACK"]}],
    ids=str,
)
def test_a_ground_names_what_it_requires_and_nothing_else(part: dict[str, object]) -> None:
    rules = KALMAR.model_dump(mode="json")
    ground = {**rules["termination"]["grounds"][0], "colours": [], "actions": [], **part}
    with pytest.raises(ValueError, match="a ground names colours where it requires BREACH"):
        Ruleset.model_validate({**rules, "termination": {**rules["termination"], "grounds": [ground]}})


@pytest.mark.requirement("HV-24")
def test_a_ruleset_of_before_loads_without_any_of_it() -> None:
    rules = KALMAR.model_dump(mode="json")
    rules.pop("termination")
    new = {"WITHHOLD_PAYMENT", "RELEASE_PAYMENT", "TAKE_TERMINATION_POSITION", "TERMINATE_AGREEMENT", "FLAG_RECURRENCE"}
    rules["track"]["steps"] = [
        one for one in rules["track"]["steps"] if one["action"] not in new and "AGREEMENT_ENDED" not in one["outcomes"]
    ]
    rules["track"]["states"] = [one for one in rules["track"]["states"] if "AGREEMENT" not in one["id"]]
    for step in rules["track"]["steps"]:
        step["states"] = [one for one in step["states"] if "AGREEMENT" not in one]
    rules["mandates"] = [one for one in rules["mandates"] if one["action"] not in new]
    older = Ruleset.model_validate(rules)
    assert lint(older) == []
    case = led("BLACK", sent=True, ruleset=older)
    duties = obligations({case.adopted.id: older}, case.state, SENT)
    assert [one.kind for one in duties] == ["PLAN_DUE", "ON_REQUEST"]
    found = proposal(case.state, duties, {case.adopted.id: older}, at(SENT))
    assert found is not None
    assert found.action == "RECEIVE_PLAN", "as before: nothing does the duty"
