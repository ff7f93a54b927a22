"""The attack finds what was left open on purpose: without that, its finding nothing elsewhere would say nothing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from tests.core.attack import FAR, Adds, NoMore, Rounded, View, intervals
from tests.core.random_tables import SHAPES, case, names, published, seen
from tests.core.vectors import VECTORS

Interval = tuple[int, int]


@dataclass(frozen=True)
class Planted:
    """Publications that hide too little, and what they tell of it."""

    id: str
    views: Sequence[View]
    told: Mapping[Hashable, Interval]
    changed: Mapping[tuple[int, Hashable], Hashable] = field(default_factory=dict)


def sexes(region: str) -> Adds:
    return Adds(region, (f"{region} women", f"{region} men"))


REGIONS = Adds("nation", ("R1", "R2", "R3"))
FOUR = Adds("total", ("a", "b", "c", "d"))
PLANTED = (
    Planted(
        "both parts are told to be small",
        [View({"c": 6, "total": 14}, ["a", "b"], [Adds("total", ("a", "b", "c"))], small=frozenset("ab"))],
        {"a": (4, 4), "b": (4, 4)},
    ),
    Planted(
        "one part of a sum is hidden",
        [View({"women": 7, "total": 10}, ["men"], [Adds("total", ("women", "men"))])],
        {"men": (3, 3)},
    ),
    Planted(
        "two parts of a sum that is small itself",
        [View({"R": 5}, ["R women", "R men"], [sexes("R")])],
        {"R women": (1, 4), "R men": (1, 4)},
    ),
    Planted(
        "two publications of which the second has one more region",
        [
            View({"nation": 90, "R1": 40, "R2": 50}, [], [Adds("nation", ("R1", "R2"))]),
            View({"nation then": 93}, ["R1", "R3"], [Adds("nation then", ("R1", "R2", "R3"))]),
        ],
        {"R3": (3, 3), "R1": (40, 40)},
    ),
    Planted(
        "a figure that was hidden and is shown once it is corrected",
        [
            View({"R1": 30, "nation": 64}, ["R2", "R3"], [REGIONS]),
            View({"R1": 30, "R3": 12, "nation": 64}, ["R2"], [REGIONS]),
        ],
        {"R2": (22, 22), "R3 then": (12, 12)},
        changed={(0, "R3"): "R3 then"},
    ),
    Planted(
        "overlapping tables of sex and of category",
        [
            View(
                {"women": 20, "men": 19, "physical": 22, "mental": 17, "women physical": 15},
                ["women mental", "men physical", "men mental"],
                [
                    Adds("women", ("women physical", "women mental")),
                    Adds("men", ("men physical", "men mental")),
                    Adds("physical", ("women physical", "men physical")),
                    Adds("mental", ("women mental", "men mental")),
                ],
            )
        ],
        {"women mental": (5, 5), "men physical": (7, 7), "men mental": (12, 12)},
    ),
    Planted(
        "months beside their quarter and a half-year",
        [
            View(
                {"Q1": 40, "S1": 75, "feb": 21, "mar": 16, "apr": 11, "may": 13},
                ["jan", "jun", "Q2"],
                [Adds("Q1", ("jan", "feb", "mar")), Adds("Q2", ("apr", "may", "jun")), Adds("S1", ("Q1", "Q2"))],
            )
        ],
        {"jan": (3, 3), "jun": (11, 11), "Q2": (35, 35)},
    ),
    Planted(
        "individuals between what the other months leave and their contacts",
        [
            View(
                {"quarter": 31, "jan": 14, "mar": 13, "contacts feb": 6},
                ["feb"],
                [Adds("quarter", ("jan", "feb", "mar"), exact=False)],
                [NoMore("feb", "contacts feb")],
            )
        ],
        {"feb": (4, 6)},
    ),
    Planted(
        "a rounded share beside its denominator",
        [View({"of": 40}, ["n"], [], quotients=[Rounded("n", "of", Decimal("7.5"))])],
        {"n": (3, 3)},
    ),
    Planted(
        "what a large numerator leaves of its denominator",
        [View({"n": 38, "of": 40}, [], [Adds("of", ("n", "rest"))], derived=frozenset({"rest"}))],
        {"rest": (2, 2)},
    ),
    Planted(
        "a total that is told to be small, though all that is not zero is hidden",
        [View({}, ["a", "b", "c", "d", "total"], [FOUR], small=frozenset({"a", "b", "c", "d", "total"}))],
        {"a": (1, 1), "b": (1, 1), "c": (1, 1), "d": (1, 1), "total": (4, 4)},
    ),
    Planted(
        "as many hidden parts, none of them zero, as their total is",
        [View({"total": 4}, ["a", "b", "c", "d"], [FOUR])],
        {"a": (1, 1), "b": (1, 1), "c": (1, 1), "d": (1, 1)},
    ),
)


@pytest.mark.requirement("C6", "EX-23", "EX-23b", "PV-08")
@pytest.mark.parametrize("planted", PLANTED, ids=lambda one: one.id)
def test_attack_finds_a_planted_leak(planted: Planted) -> None:
    assert intervals(planted.views, 5, changed=planted.changed) == planted.told


@pytest.mark.requirement("EX-23b")
def test_attack_finds_the_planted_leak_with_the_figures_of_the_vector() -> None:
    example = VECTORS["indicators"]["EX-23b"]
    cells = dict(enumerate(example["cells"]))
    small = {one for one, count in cells.items() if count < example["threshold"]}
    shown = {one: count for one, count in cells.items() if one not in small}
    view = View({**shown, "T": example["total"]}, small, [Adds("T", tuple(cells))], small=frozenset(small))
    assert intervals([view], example["threshold"]) == {one: (cells[one], cells[one]) for one in small}


def test_attack_knows_no_more_than_is_published() -> None:
    hidden = View({"total": 14}, ["a", "b", "c"], [Adds("total", ("a", "b", "c"))])
    assert intervals([hidden], 5) == {"a": (1, 12), "b": (1, 12), "c": (1, 12)}
    assert intervals([hidden], 5, zero_shown=False) == {"a": (0, 14), "b": (0, 14), "c": (0, 14)}
    assert intervals([View({}, ["a"], [])], 5) == {"a": (1, FAR)}


@pytest.mark.parametrize("seed", range(len(SHAPES)))
def test_attack_never_rules_out_the_truth(seed: int) -> None:
    done = published(case(seed))
    name = names(done)
    found = intervals([seen(one) for one in done], case(seed).threshold, zero_shown=case(seed).zero_shown, changed=name)
    truth = {name[number, key]: n for number, one in enumerate(done) for key, n in one.table.cells.items()}
    assert {one: truth[one] for one, (low, high) in found.items() if not low <= truth[one] <= high} == {}


def test_an_interval_of_enough_numbers_may_be_told_smaller_but_never_too_small() -> None:
    done = published(case(1))
    views = [seen(one) for one in done]
    whole = intervals(views, case(1).threshold, zero_shown=case(1).zero_shown)
    least = intervals(views, case(1).threshold, zero_shown=case(1).zero_shown, enough=5)
    assert whole.keys() == least.keys()
    for one, (low, high) in whole.items():
        assert low <= least[one][0] <= least[one][1] <= high
        assert least[one][1] - least[one][0] + 1 >= min(5, high - low + 1)
