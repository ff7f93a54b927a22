"""From levels to a colour, and from signal and impulse to a ladder."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product

import pytest

from service.domain.errors import InvalidInput, RuleRefused
from service.domain.events import Impulse, Signal
from service.domain.words import Words, spoken
from service.rules.classify import choose_ladder, classify
from service.rules.lint import reachable_scores
from service.rules.ruleset import Classification
from tests.core.kalmar import KALMAR, varied
from tests.core.play import play
from tests.core.vectors import VECTORS

MATRIX: list[list[str]] = VECTORS["matrix"]["colours"]
CELLS = [(severity, deviation) for severity, deviation in product(range(1, 5), repeat=2)]
DAY = date(2025, 3, 3)


def colour(severity: int, deviation: int) -> str:
    return str(classify(KALMAR, {"severity": severity, "deviation": deviation}).value)


@pytest.mark.requirement("EX-01", "HV-13", "HV-14", "HV-16", "HV-17", "AM-05", "AM-06")
@pytest.mark.parametrize(("severity", "deviation"), CELLS)
def test_every_cell_of_the_matrix_has_its_colour(severity: int, deviation: int) -> None:
    assert colour(severity, deviation) == MATRIX[severity - 1][deviation - 1]


@pytest.mark.requirement("EX-01")
def test_the_matrix_holds_three_green_seven_yellow_five_red_and_one_black_cell() -> None:
    assert Counter(colour(*cell) for cell in CELLS) == {"GREEN": 3, "YELLOW": 7, "RED": 5, "BLACK": 1}


@pytest.mark.requirement("AM-05", "HV-16")
def test_the_reachable_scores_are_the_nine_products() -> None:
    assert reachable_scores(KALMAR) == [1, 2, 3, 4, 6, 8, 9, 12, 16]


@pytest.mark.requirement("HV-13", "HV-14")
def test_the_levels_bear_the_names_of_the_annex() -> None:
    named = {
        scale.label.sv: [f"{level.label.sv} {level.value}" for level in scale.levels]
        for scale in KALMAR.classification.scales
    }
    assert named == {
        "Allvarlighetsgrad": ["Försumbar 1", "Måttlig 2", "Betydande 3", "Allvarlig 4"],
        "Avsteg från uppdraget": ["Litet 1", "Medel 2", "Stort 3", "Mycket stort 4"],
    }


@pytest.mark.requirement("HV-15")
def test_a_risk_and_a_realised_deficiency_get_their_colour_from_the_same_levels() -> None:
    found, risked = play("EX-02").cases["A"], play("EX-07a").cases["A"]
    assert found.opened.impulse is not None
    assert risked.opened.signal is not None
    assert risked.opened.signal.risk_of_deviation
    assert found.classified is not None
    assert risked.classified is not None
    assert found.classified.levels == risked.classified.levels == {"severity": 2, "deviation": 2}
    assert found.classified.colour == risked.classified.colour == "YELLOW"


LEVELS_SV = {
    "severity": ["1 Försumbar", "2 Måttlig", "3 Betydande", "4 Allvarlig"],
    "deviation": ["1 Litet", "2 Medel", "3 Stort", "4 Mycket stort"],
}


@pytest.mark.parametrize("value", [0, 5, -1, 100])
@pytest.mark.parametrize("scale", ["severity", "deviation"])
def test_a_level_outside_its_scale_is_refused_with_the_levels_there_are(scale: str, value: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        classify(KALMAR, {"severity": 2, "deviation": 2} | {scale: value})
    assert refused.value.code == "LEVEL_OUTSIDE_SCALE"
    assert refused.value.params["path"] == ("levels[0].value" if scale == "severity" else "levels[1].value")
    assert [spoken(one, "sv") for one in refused.value.allowed] == LEVELS_SV[scale]
    assert refused.value.source is not None


def test_a_scale_without_a_level_and_a_level_without_a_scale_are_refused() -> None:
    with pytest.raises(InvalidInput, match="SCALE_MISSING"):
        classify(KALMAR, {"severity": 2})
    with pytest.raises(InvalidInput, match="INVALID_INPUT") as unknown:
        classify(KALMAR, {"severity": 2, "deviation": 2, "cost": 3})
    assert unknown.value.allowed == ("severity", "deviation")


def test_a_score_outside_the_bands_is_refused_with_the_bands_there_are() -> None:
    """The linter lets no such ruleset through; the engine does not rely on it."""
    bands = KALMAR.classification.bands[:3]
    classification = KALMAR.classification.model_copy(update={"bands": bands})
    bare = KALMAR.model_copy(update={"classification": Classification.model_validate(classification.model_dump())})
    with pytest.raises(RuleRefused) as refused:
        classify(bare, {"severity": 4, "deviation": 4})
    assert (refused.value.code, refused.value.params["score"]) == ("SCORE_OUTSIDE_BANDS", 16)
    assert refused.value.allowed == (
        Words("1-2 Grön", "1-2 Green"),
        Words("3-6 Gul", "3-6 Yellow"),
        Words("8-12 Röd", "8-12 Red"),
    )


@pytest.mark.requirement("A10")
@pytest.mark.parametrize(("combine", "expected"), [("PRODUCT", "RED"), ("SUM", "YELLOW"), ("MAX", "YELLOW")])
def test_how_levels_combine_is_the_rulesets_choice(combine: str, expected: str) -> None:
    bands = [
        {"colour": name, "lowest": low, "highest": high, "source": {"clause": "own", "derived": "a test's own"}}
        for name, low, high in (("GREEN", 1, 2), ("YELLOW", 3, 6), ("RED", 7, 12), ("BLACK", 13, 16))
    ]
    ruleset = varied(classification__combine=combine, classification__bands=bands)
    assert classify(ruleset, {"severity": 3, "deviation": 3}).value == expected


# --- which ladder: who was first, and was it the template -----------------------------------------------------------


def signal(day: date = DAY, **facts: bool) -> Signal:
    stated = {"on_template": True, "risk_of_deviation": True, "party_at_risk": True} | facts
    return Signal(signalled_on=day, **stated)


def impulse(day: date) -> Impulse:
    return Impulse(known_on=day, kind="DATA_ANALYSIS")


@pytest.mark.requirement("HV-30", "HV-31", "HV-32", "AM-11", "C11")
@pytest.mark.parametrize(
    ("told", "known", "ladder"),
    [
        pytest.param(signal(), None, "TRUST", id="the unit signals and the region knew nothing"),
        pytest.param(signal(), impulse(date(2025, 3, 4)), "TRUST", id="the signal came the day before"),
        pytest.param(signal(), impulse(DAY), "TRUST", id="both bear one date"),
        pytest.param(signal(), impulse(date(2025, 3, 2)), "STANDARD", id="the region knew the day before"),
        pytest.param(None, impulse(DAY), "STANDARD", id="the region found it by itself"),
        pytest.param(signal(on_template=False), None, "STANDARD", id="not on the template"),
        pytest.param(signal(risk_of_deviation=False), None, "STANDARD", id="no risk of deviation"),
        pytest.param(signal(party_at_risk=False), None, "STANDARD", id="no party at risk"),
        pytest.param(signal(on_template=False), impulse(date(2025, 4, 1)), "STANDARD", id="first, not on the template"),
    ],
)
def test_trust_needs_the_units_own_signal_first_and_on_the_template(
    told: Signal | None, known: Impulse | None, ladder: str
) -> None:
    assert choose_ladder(KALMAR, told, known).value == ladder


@pytest.mark.requirement("AM-11", "A10", "C11")
def test_the_tie_of_one_date_is_a_parameter() -> None:
    strict = varied(signal_tie__value="IMPULSE")
    assert choose_ladder(strict, signal(), impulse(DAY)).value == "STANDARD"
    assert choose_ladder(strict, signal(), impulse(date(2025, 3, 4))).value == "TRUST"


@pytest.mark.requirement("HV-30", "HV-32", "AM-10", "AM-12")
def test_the_two_columns_hold_three_and_six_kronor_against_one_and_two_on_one_basis() -> None:
    rates = {ladder.id: [(rate.step, rate.ore) for rate in ladder.rates] for ladder in KALMAR.ladders}
    assert rates == {
        "TRUST": [("LOW", 100), ("HIGH", 200)],
        "STANDARD": [("LOW", 300), ("HIGH", 600)],
    }
    assert KALMAR.accrual.unit.value == "PER_LISTED_AND_MONTH"
