"""Payment held back until correction is approved: its own ledger, its own duty, and nothing netted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.case import replay
from service.domain.dates import Month
from service.domain.errors import Refusal, RuleRefused
from service.domain.events import for_party
from service.domain.explained import sentence
from service.domain.words import kronor
from service.rules.accrue import total_ore
from service.rules.commands import CloseCase
from service.rules.deadlines import PARTY_KINDS, obligations
from service.rules.narrate import told
from service.usecases.proposing import proposal
from tests.core.acts import DUE, Led, led
from tests.core.kalmar import KALMAR, varied
from tests.core.play import at, lines_of, play
from tests.core.points import AFTER, FOLLOW_UP_ON, LATER, approved, corrected, requested, sanctioned
from tests.core.stories import STORIES

LISTED = {Month(2025, number): 8000 for number in range(1, 13)}
VERSIONS = {led().adopted.id: KALMAR}


def held() -> Led:
    """Approved plan, and of two months' payments something withheld since the request."""
    case = approved()
    case.withhold(AFTER, 5_000_000, "2025-04")
    case.withhold(AFTER, 4_000_000, "2025-05")
    return case


def refused(case: Led, *release: object) -> RuleRefused:
    with pytest.raises(RuleRefused) as raised:
        case.release(*release)  # type: ignore[arg-type]
    return raised.value


@pytest.mark.requirement("HV-33", "AM-18")
def test_what_is_withheld_is_released_in_parts_and_what_remains_is_known() -> None:
    case = held()
    assert (case.state.withheld_ore, [one.number for one in case.state.held]) == (9_000_000, [1, 2])
    case.release(LATER, 1_234_567)
    (first, second) = case.state.withholdings
    assert (first.balance_ore, first.released_ore, second.balance_ore) == (3_765_433, 1_234_567, 4_000_000)
    case.release(LATER, 3_765_433)
    assert [one.number for one in case.state.held] == [2]
    assert [one.number for one in first.releases] + [one.number for one in second.releases] == [1]
    assert [one.number for one in case.state.withholdings[0].releases] == [1, 2]


@pytest.mark.requirement("HV-33")
def test_more_than_remains_is_refused_with_what_remains_and_the_clause() -> None:
    case = held()
    case.release(AFTER, 1_000_000)
    raised = refused(case, LATER, 4_000_001)
    assert (raised.code, raised.params["path"], raised.params["remaining"]) == (
        "MORE_THAN_WITHHELD",
        "amount",
        4_000_000,
    )
    assert raised.allowed == (kronor(4_000_000),)
    assert raised.source is not None
    assert raised.source.clause == "Innehållen ersättning"
    assert raised.explanation is not None
    assert sentence(raised.explanation, "sv") == (
        "50000,00 kr är innehållet, 10000,00 kr är utbetalt: 40000,00 kr återstår"
    )


@pytest.mark.requirement("HV-33")
@pytest.mark.parametrize(("of", "allowed"), [(0, ("1", "2")), (3, ("1", "2")), (-1, ("1", "2"))])
def test_release_of_what_is_not_withheld_is_refused_with_what_is(of: int, allowed: tuple[str, ...]) -> None:
    raised = refused(held(), AFTER, 100, of)
    assert (raised.code, raised.params["path"], raised.allowed) == ("NOTHING_WITHHELD", "of", allowed)


@pytest.mark.requirement("HV-33")
def test_at_an_approved_correction_a_duty_arises_for_each_and_nothing_is_released_by_itself() -> None:
    case = held()
    assert [one.kind for one in obligations(VERSIONS, case.state, AFTER)] == ["FOLLOW_UP"]
    case.follow_up(FOLLOW_UP_ON)
    duties = obligations(VERSIONS, case.state, LATER)
    assert [(one.kind, one.raised_on, one.label_sv) for one in duties] == [
        ("RELEASE_PAYMENT", FOLLOW_UP_ON, "Innehållen ersättning för 2025-04 ska betalas ut: 50000,00 kr"),
        ("RELEASE_PAYMENT", FOLLOW_UP_ON, "Innehållen ersättning för 2025-05 ska betalas ut: 40000,00 kr"),
    ]
    assert case.state.withheld_ore == 9_000_000
    for of, ore in ((1, 5_000_000), (2, 4_000_000)):
        found = proposal(case.state, obligations(VERSIONS, case.state, LATER), VERSIONS, at(LATER))
        assert found is not None
        assert (found.action, found.deciders, found.missing) == ("RELEASE_PAYMENT", ("region_principal",), ())
        assert found.given == {"of": of, "amount_ore": ore, "decided_on": LATER}
        case.release(LATER, ore, of)
        assert found.comes_to == tuple(case.events[-1:])
    assert [one.kind for one in obligations(VERSIONS, case.state, LATER)] == ["CLOSE"]


@pytest.mark.requirement("HV-33", "AM-18")
def test_a_case_with_something_withheld_is_not_closed() -> None:
    case = held()
    case.follow_up(FOLLOW_UP_ON)
    case.release(FOLLOW_UP_ON, 5_000_000, 1)
    with pytest.raises(RuleRefused) as raised:
        case.do(CloseCase(LATER), LATER)
    assert (raised.value.code, raised.value.allowed) == ("PAYMENT_WITHHELD", ("RELEASE_PAYMENT",))
    assert raised.value.params["amount"] == 4_000_000
    case.release(LATER, 4_000_000, 2)
    with pytest.raises(RuleRefused) as early:
        case.do(CloseCase(FOLLOW_UP_ON), LATER)
    assert early.value.code == "ACT_BEFORE_PREVIOUS", "not before the last release"
    case.do(CloseCase(LATER), LATER)
    assert case.position == "CLOSED"


@pytest.mark.requirement("HV-33")
@pytest.mark.parametrize("point", [lambda: led("BLACK"), corrected], ids=["before a request", "after the correction"])
def test_nothing_is_withheld_where_nothing_calls_for_it(point: object) -> None:
    case: Led = point()  # type: ignore[operator]
    with pytest.raises(RuleRefused) as raised:
        case.withhold(LATER)
    assert raised.value.code == "OUT_OF_ORDER"
    assert raised.value.source is not None
    assert raised.value.source.clause == "Innehållen ersättning"


@pytest.mark.requirement("AM-18")
def test_a_deduction_is_the_same_to_the_ore_with_and_without_a_withholding() -> None:
    plain, beside = sanctioned(), sanctioned()
    beside.withhold(AFTER, 99_999_99, "2025-04")
    beside.release(LATER, 1)
    until = date(2025, 7, 1)
    lines = [lines_of(case.state, VERSIONS, LISTED, until) for case in (plain, beside)]
    assert lines[0] == lines[1]
    assert total_ore(lines[0]) == 8_825_806  # 21 of 31 days of March, April, May and June at 3 kr for 8,000
    assert beside.state.withheld_ore == 99_999_98


@pytest.mark.requirement("AM-18")
@given(
    st.lists(st.tuples(st.integers(1, 500), st.sampled_from(["2025-03", "2025-04"])), max_size=4),
    st.lists(st.tuples(st.integers(0, 5), st.integers(-5, 600)), max_size=12),
)
def test_a_balance_is_never_negative_and_what_went_out_never_more_than_what_was_held(
    withheld: list[tuple[int, str]], released: list[tuple[int, int]]
) -> None:
    case = requested()
    for ore, month in withheld:
        case.withhold(DUE, ore, month)
    out = 0
    for of, ore in released:
        before = case.state
        balance = next((one.balance_ore for one in before.withholdings if one.number == of), 0)
        try:
            case.release(DUE, ore, of)
        except Refusal:
            assert case.state is before
            assert not 0 < ore <= balance
        else:
            out += ore
            assert 0 < ore <= balance
    assert case.state.withheld_ore == sum(ore for ore, _ in withheld) - out
    assert all(one.balance_ore >= 0 for one in case.state.withholdings)


@pytest.mark.requirement("HV-33", "AM-01")
def test_the_unit_is_told_what_is_withheld_and_released_and_not_that_somebody_owes_it() -> None:
    events = play(STORIES["withheld"]).events["A"]
    seen = replay(for_party(events))
    assert [(one.withheld.month, one.withheld.amount_ore, one.balance_ore) for one in seen.withholdings] == [
        ("2025-04", 5_000_000, 0),
        ("2025-05", 4_000_000, 0),
    ]
    assert "RELEASE_PAYMENT" not in PARTY_KINDS
    said = [told(one, KALMAR) for one in events if one.type in {"PaymentWithheld", "PaymentReleased"}]
    assert [one.sv for one in said[:3]] == [
        "Av ersättningen för 2025-04 hålls 50000,00 kr inne (beslut 1).",
        "Av ersättningen för 2025-05 hålls 40000,00 kr inne (beslut 2).",
        "Innehållen ersättning betalas ut: 12345,67 kr av beslut 1.",
    ]
    assert said[2].en == "Withheld payment is released: SEK 12345.67 of decision 1."


def test_a_ruleset_without_the_steps_refuses_as_one_that_knows_no_withholding() -> None:
    steps = [one.model_dump(mode="json") for one in KALMAR.track.steps if "PAYMENT" not in one.action]
    mandates = [one.model_dump(mode="json") for one in KALMAR.mandates if "PAYMENT" not in one.action]
    case = led("YELLOW", sent=True, ruleset=varied(track__steps=steps, mandates=mandates))
    with pytest.raises(RuleRefused) as raised:
        case.withhold(DUE)
    assert (raised.value.code, raised.value.source) == ("OUT_OF_ORDER", None)
    case.receive(DUE)
    case.approve(AFTER, FOLLOW_UP_ON)
    case.follow_up(FOLLOW_UP_ON)
    case.do(CloseCase(LATER), LATER)
    assert case.position == "CLOSED"
