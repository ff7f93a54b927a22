"""What the annex allows beside the ladder of colours: early plan, in-depth, more time, direct, no measure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.domain.case import replay
from service.domain.dates import Month
from service.domain.errors import Refusal
from service.domain.events import SanctionDecided, decode, encode, for_party
from service.domain.explained import flatten, sentence
from service.rules.classify import hints
from service.rules.commands import Classify, CloseCase, RecordFollowUp, SendCorrectionRequest
from service.rules.deadlines import obligations
from service.rules.narrate import told
from service.rules.settle import Facts
from service.rules.threat import threatened
from service.usecases.history import retell
from tests.core.acts import CLASSIFIED, DUE, LEVELS, OPENED, SENT, Led, led
from tests.core.kalmar import KALMAR, varied
from tests.core.play import at, lines_of, named

AFTER, LATER = DUE + timedelta(days=3), date(2025, 7, 21)
COUNTS = {Month(2025, number): 1000 for number in range(1, 13)}


def owed(case: Led, today: date) -> list[tuple[str, date | None]]:
    found = obligations({case.adopted.id: case.adopted.ruleset}, case.state, today)
    return [(one.kind, one.due_on) for one in found]


def cost(case: Led, until: date) -> int:
    versions = {case.adopted.id: case.adopted.ruleset}
    return sum(line.amount_ore or 0 for line in lines_of(case.state, versions, COUNTS, until))


def early() -> Led:
    case = led()
    case.ask_early(SENT)
    return case


def several_events() -> Led:
    case = led()
    case.do(Classify({}, CLASSIFIED, happenings=(LEVELS["YELLOW"], LEVELS["RED"])), CLASSIFIED)
    return case


def directly(colour: str = "RED") -> Led:
    case = led()
    case.deepen(CLASSIFIED)
    case.classify(colour)
    letter = SendCorrectionRequest(at(SENT), "LETTER", "SIGNED_RECEIPT", DUE, direct="PARTICULARLY_SERIOUS")
    case.do(letter, SENT)
    return case


@pytest.mark.requirement("HV-05", "SM-3")
def test_a_plan_asked_for_early_is_received_approved_and_followed_up_and_ends_the_case_without_any_colour() -> None:
    case = early()
    assert owed(case, SENT) == [("PLAN_DUE", DUE)]
    case.receive(DUE)
    case.approve(AFTER, LATER)
    case.follow_up(LATER)
    case.do(CloseCase(LATER), LATER)
    assert (case.position, case.state.colour, case.state.pieces) == ("CLOSED", None, ())


@pytest.mark.requirement("HV-05", "HV-06")
@pytest.mark.parametrize("failing", ["nothing came", "it was rejected", "its follow-up was not approved"])
def test_a_plan_asked_for_early_that_fails_costs_nothing_and_leads_to_in_depth_follow_up(failing: str) -> None:
    case = early()
    if failing != "nothing came":
        case.receive(DUE)
    if failing == "it was rejected":
        case.reject(AFTER)
    elif failing != "nothing came":
        case.approve(AFTER, AFTER)
        case.do(RecordFollowUp(carried_out=True, intended_effect=False, decided_on=AFTER), AFTER)
    assert ("START_IN_DEPTH", None) in owed(case, AFTER)
    assert threatened(named("case"), case.state, Facts({case.adopted.id: KALMAR}, COUNTS, AFTER)) == []
    case.deepen(AFTER)
    assert (case.position, owed(case, AFTER)) == ("IN_DEPTH", [("CLASSIFY", None)])
    assert case.state.request is None
    case.classify("YELLOW", AFTER)
    case.send(AFTER, LATER)
    assert [request.sent.number for request in case.state.requests] == [1, 2]


@pytest.mark.requirement("HV-06")
def test_in_depth_follow_up_is_told_to_the_unit_and_what_it_finds_is_not() -> None:
    case = led()
    case.deepen(CLASSIFIED)
    case.classify("RED")
    assert [event.type for event in for_party(case.events)] == ["CaseOpened", "InDepthStarted"]


@pytest.mark.requirement("AM-36", "HV-10")
def test_more_time_for_a_plan_moves_its_day_and_neither_the_letters_own_nor_the_sanctions_start() -> None:
    case, agreed = led("YELLOW", sent=True), DUE + timedelta(days=20)
    case.extend(DUE, agreed)
    request = case.state.request
    assert request is not None
    assert (request.plan_due_on, request.sent.plan_due_on) == (agreed, DUE)
    assert owed(case, AFTER) == [("PLAN_DUE", agreed)]
    past = agreed + timedelta(days=1)
    case.sanction(past)
    assert [piece.start for piece in case.state.pieces] == [SENT]


def test_a_day_that_has_passed_is_extended_as_long_as_nothing_is_decided_and_a_plan_by_it_is_in_time() -> None:
    case = led("YELLOW", sent=True)
    case.extend(AFTER, LATER)
    case.receive(LATER)
    request = case.state.request
    assert request is not None
    assert request.plans[0].in_time
    assert owed(case, LATER) == [("DECIDE_PLAN", None)]


@pytest.mark.requirement("HV-10", "AM-13")
def test_a_failure_that_is_refrained_from_costs_nothing_and_another_failure_of_the_request_still_may() -> None:
    case = led("YELLOW", sent=True)
    assert ("DECIDE_SANCTION", None) in owed(case, AFTER)
    decision = case.refrain(AFTER)
    assert told(decision.events[0], KALMAR).sv == (
        "Ingen sanktion beslutades. Brist: handlingsplan inte inkommen i tid."
    )
    assert ("DECIDE_SANCTION", None) not in owed(case, LATER)
    case.receive(LATER)
    case.reject(LATER)
    assert ("DECIDE_SANCTION", None) in owed(case, LATER)
    case.sanction(LATER)
    sanction = case.state.requests[-1].sanction
    assert sanction is not None
    assert (sanction.ground, sanction.starts_on) == ("PLAN_REJECTED", SENT)


@pytest.mark.requirement("HV-10")
def test_each_of_several_failures_is_refrained_from_by_itself() -> None:
    case = led("YELLOW", sent=True)
    case.receive(DUE)
    case.approve(DUE, AFTER)
    for number in range(3):
        day = AFTER + timedelta(days=number)
        case.follow_up(day, effect=False)
        case.refrain(day)
        assert ("DECIDE_SANCTION", None) not in owed(case, day)
    assert case.state.pieces == ()
    case.follow_up(LATER, carried_out=False)
    case.sanction(LATER)
    assert len(case.state.pieces) == 1


@pytest.mark.requirement("HV-08", "AM-15")
def test_a_direct_sanction_takes_its_rate_from_the_ladder_counts_from_the_letter_and_leaves_the_colour() -> None:
    case = directly()
    assert [(piece.start, piece.rate_ore) for piece in case.state.pieces] == [(SENT, 600)]
    assert (case.state.colour, case.position) == ("RED", "REQUEST_SENT")
    # 21 of March's 31 days, and all of April: 1 000 listed at 6 kr.
    assert cost(case, date(2025, 5, 1)) == 406_452 + 600_000
    case.receive(DUE)
    case.approve(DUE, LATER)
    case.follow_up(date(2025, 5, 1))
    case.do(CloseCase(LATER), LATER)
    assert cost(case, LATER) == 406_452 + 600_000


@pytest.mark.requirement("HV-08", "AM-02", "HV-21")
def test_a_failure_after_a_direct_sanction_raises_the_colour_and_does_not_cost_twice() -> None:
    case = directly()
    before = cost(case, date(2025, 6, 1))
    case.sanction(AFTER)
    assert (case.state.colour, cost(case, date(2025, 6, 1))) == ("BLACK", before)
    assert len(case.state.pieces) == 1
    assert ("SEND_REQUEST", None) in owed(case, AFTER)


def test_a_direct_sanction_that_adds_within_a_case_still_costs_its_request_once() -> None:
    ruleset = varied(accrual__in_case__value="ADD")
    case = led(ruleset=ruleset)
    case.deepen(CLASSIFIED)
    case.classify("RED")
    letter = SendCorrectionRequest(at(SENT), "LETTER", "SIGNED_RECEIPT", DUE, direct="PARTICULARLY_SERIOUS")
    case.do(letter, SENT)
    before = cost(case, date(2025, 6, 1))
    case.sanction(AFTER)
    assert cost(case, date(2025, 6, 1)) == before > 0


@pytest.mark.requirement("C3")
def test_a_direct_sanction_is_explained_by_its_ground_and_its_rate_for_ever() -> None:
    case = directly()
    again = [(decode(encode(event)), at(SENT)) for event in case.events]
    found = retell(again, {case.adopted.id: KALMAR})  # type: ignore[arg-type]
    (sanction,) = [one for one in found if isinstance(one.event, SanctionDecided)]
    assert sanction.explanation is not None
    said = " ".join(sentence(one.node, "sv") for one in flatten(sanction.explanation))
    assert "särskilt allvarliga brister" in said
    assert "6,00 kr per listad och månad" in said
    assert told(sanction.event, KALMAR).en.endswith("Ground: particularly serious deficiencies.")


@pytest.mark.requirement("AM-06")
def test_a_colour_is_raised_with_a_reason_and_both_colours_are_kept_and_explained() -> None:
    case = led()
    decision = case.do(Classify({"severity": 4, "deviation": 1}, CLASSIFIED, override="RED"), CLASSIFIED)
    classified = case.state.classified
    assert classified is not None
    assert (classified.computed, classified.colour, classified.score) == ("YELLOW", "RED", 4)
    assert case.position == "CLASSIFIED"
    assert [node.value for node in (decision.explanation, decision.explanation.because[0])] == ["RED", "YELLOW"]
    assert told(classified, KALMAR).sv == ("Ärendet klassificerades som röd, sammanvägt mått 4; måttet ger gul.")
    (_, retold) = retell([(event, at(CLASSIFIED)) for event in case.events][-2:], {case.adopted.id: KALMAR})[-2:]
    assert retold.explanation == decision.explanation


@pytest.mark.requirement("AM-06")
@pytest.mark.parametrize(
    ("levels", "colour", "hinted"),
    [((4, 1), "YELLOW", True), ((4, 1), "RED", False), ((3, 1), "YELLOW", False), ((4, 2), "RED", False)],
)
def test_a_grave_consequence_below_red_is_hinted_at(levels: tuple[int, int], colour: str, *, hinted: bool) -> None:
    severity, deviation = levels
    assert bool(hints(KALMAR, {"severity": severity, "deviation": deviation}, colour)) == hinted


def test_a_ruleset_may_let_any_other_colour_be_decided() -> None:
    case = led(ruleset=varied(classification__override__value="ANY"))
    case.do(Classify(LEVELS["RED"], CLASSIFIED, override="YELLOW"), CLASSIFIED)
    assert case.state.colour == "YELLOW"


@pytest.mark.requirement("SM-3")
def test_no_further_measure_ends_a_case_and_leaves_behind_what_was_asked() -> None:
    case = led("YELLOW", sent=True)
    case.end(AFTER)
    assert (case.position, owed(case, LATER), case.state.request) == ("CLOSED", [], None)
    case.reopen(LATER)
    assert (case.position, owed(case, LATER)) == ("IN_DEPTH", [("CLASSIFY", None)])
    case.classify("YELLOW", LATER)
    assert owed(case, LATER) == [("SEND_REQUEST", None)]
    case.send(LATER, LATER + timedelta(days=30))
    assert [request.colour for request in case.state.requests] == ["YELLOW", "YELLOW"]
    assert [request.sent.number for request in case.state.current] == [2]


@pytest.mark.requirement("HV-06", "HV-08")
@pytest.mark.parametrize("colour", ["GREEN", "YELLOW", "RED", "BLACK"])
def test_what_was_classified_may_be_looked_into_in_depth_and_is_then_classified_anew(colour: str) -> None:
    case = led(colour)
    case.deepen(SENT)
    assert (case.position, owed(case, SENT)) == ("IN_DEPTH", [("CLASSIFY", None)])
    case.classify("RED", SENT)
    case.do(SendCorrectionRequest(at(SENT), "LETTER", "SIGNED_RECEIPT", DUE, direct="PARTICULARLY_SERIOUS"), SENT)
    assert [(piece.colour, piece.start) for piece in case.state.pieces] == [("RED", SENT)]


@pytest.mark.parametrize(("colour", "state"), [("GREEN", "NO_MEASURE"), ("YELLOW", "CORRECTED")])
def test_a_case_that_was_closed_goes_on_where_it_was_closed(colour: str, state: str) -> None:
    case = led(colour, sent=colour == "YELLOW")
    if colour == "YELLOW":
        case.receive(DUE)
        case.approve(DUE, DUE)
        case.follow_up(DUE)
    case.do(CloseCase(DUE), DUE)
    case.reopen(LATER)
    assert (case.position, case.state.closed) == (state, None)
    assert owed(case, LATER) == [("CLOSE", None)]
    case.do(CloseCase(LATER), LATER)
    assert replay(case.events) == case.state


@pytest.mark.parametrize("colour", ["GREEN", "YELLOW"])
def test_what_was_reopened_is_not_closed_before_the_day_it_was_reopened(colour: str) -> None:
    case = led(colour, sent=colour == "YELLOW")
    if colour == "YELLOW":
        case.receive(DUE)
        case.approve(DUE, DUE)
        case.follow_up(DUE)
    case.do(CloseCase(DUE), DUE)
    case.reopen(LATER)
    with pytest.raises(Refusal) as raised:
        case.do(CloseCase(LATER - timedelta(days=1)), LATER)
    assert (raised.value.code, raised.value.params["earliest"]) == ("ACT_BEFORE_PREVIOUS", LATER.isoformat())
    case.do(CloseCase(LATER), LATER)


@pytest.mark.requirement("HV-10")
def test_what_failed_after_the_failure_that_was_refrained_from_may_cost_though_recorded_later() -> None:
    case = led("YELLOW", sent=True)
    case.receive(DUE)
    case.approve(DUE, DUE)
    first, second, refrained = (DUE + timedelta(days=days) for days in (1, 3, 5))
    case.follow_up(first, effect=False)
    case.refrain(refrained)
    case.do(RecordFollowUp(carried_out=True, intended_effect=False, decided_on=second), refrained)
    assert ("DECIDE_SANCTION", None) in owed(case, refrained)
    case.sanction(refrained)
    assert [piece.request for piece in case.state.pieces] == [1]


def test_what_a_case_does_not_have_yet_is_not_dated_before_what_it_has() -> None:
    case = led()
    case.deepen(SENT)
    assert case.state.latest_on == SENT > OPENED


@pytest.mark.requirement("AM-16", "HV-18")
def test_each_of_several_events_is_classified_and_the_case_takes_the_gravest_colour() -> None:
    case = led()
    levels = ({"severity": 2, "deviation": 2}, {"severity": 3, "deviation": 3}, {"severity": 3, "deviation": 4})
    decision = case.do(Classify({}, CLASSIFIED, happenings=levels), CLASSIFIED)
    classified = case.state.classified
    assert classified is not None
    assert classified.happenings is not None
    assert [(one.number, one.score, one.colour) for one in classified.happenings] == [
        (1, 4, "YELLOW"),
        (2, 9, "RED"),
        (3, 12, "RED"),
    ]
    assert (classified.score, classified.colour, classified.levels) == (12, "RED", levels[2])
    assert sentence(decision.explanation, "sv") == "Den allvarligaste färgen av gul, röd, röd är röd"
    again = retell([(decode(encode(event)), at(SENT)) for event in case.events], {case.adopted.id: KALMAR})  # type: ignore[misc]
    assert again[-1].explanation == decision.explanation


@pytest.mark.requirement("AM-16", "HV-25")
def test_events_that_are_split_off_are_sanctioned_by_themselves_and_the_sanctions_add() -> None:
    case = several_events()
    decision = case.split(SENT, 2)
    assert [event.type for event in decision.events] == ["CaseSplit", "CaseClassified"]
    assert (case.state.colour, case.position) == ("YELLOW", "CLASSIFIED")
    other = Led(case.adopted, list(decision.opens))
    assert (other.state.colour, other.position, other.state.opened.opened_on) == ("RED", "CLASSIFIED", OPENED)
    assert other.state.ladder == case.state.ladder
    for one in (case, other):
        one.send(SENT)
        one.sanction(AFTER)
    assert [piece.rate_ore for one in (case, other) for piece in one.state.pieces] == [300, 600]
    assert [event.type for event in for_party(case.events)][:2] == ["CaseOpened", "CorrectionRequestSent"]
    assert told(decision.events[0], KALMAR).en == "The case was split: event 2 goes on in a case of its own."


def test_what_is_split_off_may_be_several_and_keeps_the_numbers_it_had() -> None:
    case = several_events()
    case.do(Classify({}, SENT, happenings=tuple(LEVELS[one] for one in ("GREEN", "RED", "BLACK"))), SENT)
    decision = case.split(SENT, 3, 2)
    other = Led(case.adopted, list(decision.opens)).state
    assert (case.state.colour, case.position) == ("GREEN", "NO_MEASURE")
    assert case.state.classified is not None
    assert case.state.classified.happenings is None
    assert other.classified is not None
    assert other.classified.happenings is not None
    assert [one.number for one in other.classified.happenings] == [2, 3]
    assert other.colour == "BLACK"
