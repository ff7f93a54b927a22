"""What a command is foreseen to come to is what carrying it out comes to, in the case and in what is owed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.case import CaseState, replay
from service.domain.dates import Month, months_of
from service.domain.events import PARTY, STAFF, CaseClassified, CaseEvent, for_party
from service.domain.explained import Node
from service.domain.money import format_sek, parse_sek
from service.domain.register_events import MonthSettled
from service.rules.accrue import total_ore
from service.rules.classify import classify
from service.rules.deadlines import PARTY_KINDS, obligations
from service.rules.settle import CaseLines, Entry, Facts, case_lines, explain_entry, ledger, owed_ore, settle
from service.rules.track import position
from service.usecases.effects import Effect, Money, changed, on_case, settling
from service.usecases.history import Retold
from tests.core.kalmar import KALMAR, adopted
from tests.core.play import Player, at, ends_on, named, play, scenarios
from tests.core.stories import STORIES
from tests.core.vectors import SANCTIONS

CASE = named("case")
VERSIONS = {adopted().id: KALMAR}
STAFF_ONLY = {
    "InformantRecorded",
    "CaseClassified",
    "CaseSplit",
    "ConsultationRecorded",
    "TerminationPositionTaken",
    "RecurrenceFlagged",
}


@dataclass(frozen=True)
class Moment:
    """An act of a story: what was recorded of the case before it, what the act records, and what that came to."""

    name: str
    day: date
    earlier: tuple[tuple[CaseEvent, datetime], ...]
    new: tuple[CaseEvent, ...]
    after: CaseState
    reasons: Node

    @property
    def before(self) -> CaseState | None:
        return replay(event for event, _ in self.earlier) if self.earlier else None

    def effect(self, money: Money | None = None, *, staff: bool = True) -> Effect:
        return on_case(
            CASE,
            self.earlier,
            self.new,
            VERSIONS,
            money,
            now=at(self.day),
            audiences=STAFF if staff else PARTY,
        )


def moments(name: str) -> Iterator[Moment]:
    story = STORIES[name] if name in STORIES else scenarios()[name]
    player = Player(story, (KALMAR,))
    recorded: dict[str, tuple[tuple[CaseEvent, datetime], ...]] = {}
    for step in story["steps"]:
        player.take(step)
        letter, played, day = step.get("case", "A"), player.played, date.fromisoformat(step["on"])
        earlier = recorded.get(letter, ())
        new = tuple(played.events.get(letter, ()))[len(earlier) :]
        if new:
            yield Moment(
                f"{name} {letter} {step['do']} {day}", day, earlier, new, played.cases[letter], played.explanations[-1]
            )
            recorded[letter] = (*earlier, *((event, at(day)) for event in new))
        if step["do"] == "split_case":
            recorded[step["into"]] = tuple((event, at(day)) for event in played.events[step["into"]])


ACTS = {name: list(moments(name)) for name in (*scenarios(), *STORIES)}
MOMENTS = [one for acts in ACTS.values() for one in acts]
SANCTIONING = [one for one in MOMENTS if one.after.pieces]
each = pytest.mark.parametrize("acts", ACTS.values(), ids=ACTS.keys())


def the(name: str) -> Moment:
    return next(one for one in MOMENTS if one.name == name)


def bare(entries: Sequence[Entry]) -> list[Entry]:
    """The entries without what they are explained by."""
    return [replace(one, line=None, corrects=None) for one in entries]


def told(entries: Sequence[Entry]) -> list[tuple[str, int, str | None, str]]:
    return [
        (str(one.month), one.days, None if one.amount_ore is None else format_sek(one.amount_ore), one.status)
        for one in entries
    ]


def money(moment: Moment, listed: Mapping[Month, int], *settled: MonthSettled) -> Money:
    return Money(Facts(VERSIONS, listed, moment.day), settled)


def computed(case: CaseState, listed: Mapping[Month, int], until: date) -> list[CaseLines]:
    return [case_lines(CASE, case, Facts(VERSIONS, listed, until))]


def ledger_of(case: CaseState | None, known: Money) -> list[Entry]:
    return ledger([] if case is None else [case_lines(CASE, case, known.facts)], known.settled)


def settled_as(case: CaseState | None, known: Money, month: Month) -> MonthSettled:
    """The month as it would be settled: without the case where a count of the month, or of one before, is awaited."""
    cases = [] if case is None else [case_lines(CASE, case, known.facts)]
    awaiting = any(
        line.amount_ore is None and (line.month == month or str(line.month) in {one.month for one in known.settled})
        for one in cases
        for line in one.lines
    )
    left_out = (CASE,) if awaiting else ()
    return settle(month, cases, known.settled, left_out=left_out, today=known.facts.until)


@st.composite
def with_money(draw: st.DrawFn) -> tuple[Moment, Money]:
    """An act heard of some time later, with any listed counts, and months settled before it, each by any others."""
    moment = draw(st.sampled_from(MOMENTS) | st.sampled_from(SANCTIONING))
    moment = replace(moment, day=moment.day + timedelta(draw(st.integers(0, 70))))
    months = list(months_of(moment.after.opened.opened_on, moment.day))
    awaited = draw(st.sets(st.sampled_from(months), max_size=1)) if months else set()
    counts = st.fixed_dictionaries({month: st.integers(0, 15000) for month in months if month not in awaited})
    settled: tuple[MonthSettled, ...] = ()
    for month in months[: draw(st.integers(0, len(months)))]:
        if month.end <= moment.day:
            settled = (*settled, settled_as(moment.before, money(moment, draw(counts), *settled), month))
    return moment, money(moment, draw(counts), *settled)


# --- the case -------------------------------------------------------------------------------------------------------


@each
def test_the_case_foreseen_is_the_one_that_the_act_makes(acts: list[Moment]) -> None:
    for moment in acts:
        effect = moment.effect()
        assert effect.events == moment.new
        assert effect.explanation == moment.reasons
        assert effect.case is not None
        assert effect.case.state == position(KALMAR, moment.after)
        assert (effect.case.colour, effect.case.ladder) == (moment.after.colour, moment.after.ladder)
        due = obligations(VERSIONS, moment.after, moment.day, ends_on(moment.after))
        assert list(effect.case.obligations) == due


def _reasons(event: CaseEvent, moment: Moment) -> Node | None:
    if event.type == "InformantRecorded":
        return None
    if isinstance(event, CaseClassified) and event is not moment.new[0]:
        return classify(KALMAR, event.levels)
    return moment.reasons


@each
def test_each_event_foreseen_is_told_by_the_version_that_governed_it_and_with_its_reasons(acts: list[Moment]) -> None:
    for moment in acts:
        reasons = [_reasons(event, moment) for event in moment.new]
        wanted = [Retold(event, KALMAR, why) for event, why in zip(moment.new, reasons, strict=True)]
        assert list(moment.effect().retold) == wanted


@pytest.mark.requirement("AM-01")
@each
def test_what_a_party_foresees_follows_from_what_it_sees(acts: list[Moment]) -> None:
    for moment in acts:
        seen = {id(event) for event in for_party(event for event, _ in moment.earlier)}
        shown = replace(
            moment,
            earlier=tuple(one for one in moment.earlier if id(one[0]) in seen),
            new=tuple(for_party(moment.new)),
        )
        effect = moment.effect(staff=False)
        assert effect == shown.effect(staff=False)
        assert effect.case is not None
        assert not STAFF_ONLY & {event.type for event in effect.events}
        assert {one.kind for one in effect.case.obligations} <= PARTY_KINDS
        assert (effect.case.colour is None) == all(one.colour is None for one in moment.after.requests)


def test_a_party_is_shown_something_in_each_way_that_it_is_kept_from_more() -> None:
    """So that the test above does not hold for want of anything to hide."""
    effects = [(one, one.effect(staff=False), one.effect()) for one in MOMENTS]
    assert any(len(party.events) < len(staff.events) for _, party, staff in effects)
    cases = [(party.case, staff.case) for _, party, staff in effects]
    assert any(party and staff and party.colour is None and staff.colour for party, staff in cases)
    assert any(party and staff and 0 < len(party.obligations) < len(staff.obligations) for party, staff in cases)


@each
def test_who_reads_no_ledger_is_told_no_amount_not_even_nothing(acts: list[Moment]) -> None:
    for moment in acts:
        owed = moment.effect(None).owed
        assert (owed.lines, owed.dropped, owed.corrections) == ((), (), ())
        assert (owed.before, owed.after) == (None, None)


# --- what is owed ---------------------------------------------------------------------------------------------------


def named_so(entry: Entry) -> tuple[object, ...]:
    return entry.case_id, entry.month, entry.rate_ore, entry.correction, entry.settled_in


@pytest.mark.requirement("A12", "AM-01")
@given(with_money())
def test_what_is_foreseen_makes_of_the_ledger_before_the_ledger_after(drawn: tuple[Moment, Money]) -> None:
    moment, known = drawn
    owed = moment.effect(known).owed
    was, becomes = bare(ledger_of(moment.before, known)), bare(ledger_of(moment.after, known))
    made = {named_so(one): one for one in was}
    for one in bare(owed.dropped):
        assert made.pop(named_so(one)) == one
    for one in bare((*owed.lines, *owed.corrections)):
        assert made.get(named_so(one)) != one, "what stays is not told"
        made[named_so(one)] = one
    assert made == {named_so(one): one for one in becomes}
    assert [one.correction for one in (*owed.lines, *owed.corrections)] == [
        *(False for _ in owed.lines),
        *(True for _ in owed.corrections),
    ]
    assert owed.before == owed_ore(was)
    assert owed.after == total_ore(case_lines(CASE, moment.after, known.facts).lines)


@given(with_money())
def test_each_line_foreseen_is_explained_with_its_own_amount(drawn: tuple[Moment, Money]) -> None:
    moment, known = drawn
    effect = moment.effect(known)
    for one in (*effect.owed.lines, *effect.owed.corrections, *effect.owed.dropped):
        wanted = "AWAITING_LISTED_COUNT" if one.amount_ore is None else one.amount_ore
        assert explain_entry(one, effect.versions).value == wanted


@given(with_money())
def test_a_settlement_foreseen_is_what_the_ledger_then_holds_of_it(drawn: tuple[Moment, Money]) -> None:
    moment, known = drawn
    ended = (month for month in months_of(moment.after.opened.opened_on, moment.day) if month.end <= moment.day)
    month = next((one for one in ended if str(one) not in {event.month for event in known.settled}), None)
    if month is None:
        return
    event = settled_as(moment.after, known, month)
    effect = settling(event, VERSIONS)
    after = ledger_of(moment.after, replace(known, settled=(*known.settled, event)))
    frozen = bare([one for one in after if one.settled_in == str(month)])
    assert bare(effect.owed.lines) == [one for one in frozen if not one.correction]
    assert bare(effect.owed.corrections) == [one for one in frozen if one.correction]
    assert effect.events == (event,)
    assert (effect.owed.dropped, effect.owed.before) == ((), None)
    assert effect.owed.after == event.total_ore == sum(one.amount_ore or 0 for one in frozen)


# --- worked figures -------------------------------------------------------------------------------------------------

EIGHT_THOUSAND = {Month(2025, number): 8000 for number in range(1, 13)}
MARCH, APRIL = Month(2025, 3), Month(2025, 4)
TO_THE_14TH = [("2025-03", 21, "16258.06", "COMPUTED"), ("2025-04", 13, "10400.00", "COMPUTED")]
"""3 kr of 8000: 21 of March's 31 days, and 13 of April's 30 up to the day of the decision."""


@pytest.mark.requirement("EX-02")
def test_a_yellow_sanction_is_foreseen_from_the_day_of_the_request() -> None:
    moment = the("EX-02 A decide_sanction 2025-04-14")
    owed = moment.effect(money(moment, EIGHT_THOUSAND)).owed
    assert TO_THE_14TH[0][2] == SANCTIONS["EX-02"]["lines"]["2025-03"]
    assert (told(owed.lines), owed.corrections, owed.dropped) == (TO_THE_14TH, (), ())
    assert (owed.before, owed.after) == (0, parse_sek("26658.06"))


def test_a_sanction_decided_after_a_month_was_settled_corrects_that_month() -> None:
    moment = the("EX-02 A decide_sanction 2025-04-14")
    nothing = money(moment, EIGHT_THOUSAND)
    settled = settled_as(moment.before, nothing, MARCH)
    owed = moment.effect(money(moment, EIGHT_THOUSAND, settled)).owed
    assert told(owed.lines) == TO_THE_14TH[1:]
    assert told(owed.corrections) == [("2025-03", 21, "16258.06", "PENDING_CORRECTION")]
    assert (owed.before, owed.after) == (0, parse_sek("26658.06"))


def test_a_count_that_is_awaited_leaves_the_line_and_the_sum_without_an_amount() -> None:
    moment = the("EX-02 A decide_sanction 2025-04-14")
    owed = moment.effect(money(moment, {MARCH: 8000})).owed
    assert told(owed.lines) == [TO_THE_14TH[0], ("2025-04", 13, None, "AWAITING_LISTED_COUNT")]
    assert (owed.before, owed.after) == (0, None)


@pytest.mark.requirement("EX-08")
def test_a_request_on_black_is_foreseen_with_the_sanction_that_it_decides() -> None:
    moment = the("EX-08-leap A send_correction_request 2028-02-10")
    later = replace(moment, day=date(2028, 4, 1))
    owed = later.effect(money(later, {Month(2028, number): 12345 for number in (2, 3)})).owed
    assert [event.type for event in moment.new] == ["CorrectionRequestSent", "SanctionDecided"]
    assert [(month, amount) for month, _, amount, _ in told(owed.lines)] == list(
        SANCTIONS["EX-08-leap"]["lines"].items()
    )
    assert owed.after == parse_sek(SANCTIONS["EX-08-leap"]["total"])


@pytest.mark.requirement("EX-05")
def test_a_higher_rate_from_the_second_request_on_takes_the_place_of_the_lower() -> None:
    """Up to 9 June: 3 kr of 5000 until 5 May, then 6 kr. What was owed of May at 3 kr becomes four days of it."""
    moment = the("EX-05 A decide_sanction 2025-06-09")
    owed = moment.effect(money(moment, {Month(2025, number): 5000 for number in range(1, 13)})).owed
    assert told(owed.lines) == [
        ("2025-05", 4, "1935.48", "COMPUTED"),
        ("2025-05", 27, "26129.03", "COMPUTED"),
        ("2025-06", 8, "8000.00", "COMPUTED"),
    ]
    assert told(owed.dropped) == [("2025-06", 8, "4000.00", "COMPUTED")]
    # 10178.57 for 19 of February's 28 days, 15000.00 for each of March and April.
    assert (owed.before, owed.after) == (parse_sek("59178.57"), parse_sek("76243.08"))


@pytest.mark.requirement("EX-02", "HV-26")
def test_a_correction_approved_on_an_earlier_day_takes_back_the_days_since() -> None:
    moment = replace(the("EX-02 A record_follow_up 2025-07-21"), day=date(2025, 7, 25))
    owed = moment.effect(money(moment, EIGHT_THOUSAND)).owed
    assert told(owed.lines) == [("2025-07", 20, SANCTIONS["EX-02"]["lines"]["2025-07"], "COMPUTED")]
    # 24 of July's 31 days before: 18580.65; on the day of the approval itself nothing would change.
    assert (owed.before, owed.after) == (parse_sek("106838.71"), parse_sek(SANCTIONS["EX-02"]["total"]))
    same_day = the("EX-02 A record_follow_up 2025-07-21")
    unchanged = same_day.effect(money(same_day, EIGHT_THOUSAND)).owed
    assert (unchanged.lines, unchanged.dropped, unchanged.before) == ((), (), unchanged.after)


@pytest.mark.requirement("EX-11")
def test_another_listed_count_of_a_settled_month_is_foreseen_as_a_correction() -> None:
    vector, played = SANCTIONS["EX-11"], play("EX-11", before="2025-12-18")
    corrected = {Month.parse(month): count for month, count in vector["corrected"].items()}
    case, today = played.cases["A"], date(2025, 12, 18)
    before, after = (computed(case, listed, today) for listed in (played.listed, played.listed | corrected))
    october = settle(Month(2025, 10), before, [], left_out=(), today=today)
    owed = changed(before, after, [october])
    assert told(owed.corrections) == [("2025-10", 31, "-180.00", "PENDING_CORRECTION")]
    assert (owed.lines, owed.dropped) == ((), ())
    assert (owed.before, owed.after) == (parse_sek(vector["before"]), parse_sek(vector["after"]))


def test_a_correction_that_no_settlement_froze_falls_away_beside_one_that_stays() -> None:
    """March was settled for 8000 persons and corrected to 7900 with April; 7800 was recorded, and is taken back."""
    case, today = the("EX-02 A decide_sanction 2025-04-14").after, date(2025, 5, 14)
    eight, less, least = (computed(case, EIGHT_THOUSAND | {MARCH: listed}, today) for listed in (8000, 7900, 7800))
    march = settle(MARCH, eight, [], left_out=(), today=today)
    april = settle(APRIL, less, [march], left_out=(), today=today)
    owed = changed(least, less, [march, april])
    assert (owed.lines, owed.corrections) == ((), ())
    assert told(owed.dropped) == [("2025-03", 21, "-203.23", "PENDING_CORRECTION")]
    # 16054.84 for 7900 persons in March, 24000.00 in April, 10064.52 for 13 of May's 31 days.
    assert (owed.before, owed.after) == (parse_sek("49916.13"), parse_sek("50119.36"))
