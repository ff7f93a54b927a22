"""What the demo expects is what the worked examples say."""

from __future__ import annotations

from typing import Any

import pytest

from infra.cli.demo.comparison import AWAITING
from service.domain.money import format_sek
from tenants.demo.scenarios import Expected, expected, further, refusals, scenarios
from tests.core.vectors import SANCTIONS, expected_cases


def figures(vector: dict[str, Any]) -> dict[str, Any]:
    """The vector's own figures under the names of Expected."""
    return {
        "total": vector["total"] if "total" in vector else vector["after"],
        "lines": vector.get("lines"),
        "months": vector.get("unit_month", {}),
        "by_rate": {f"{rate}.00": amount for rate, amount in vector.get("by_rate", {}).items()},
        "cases": {
            case.letter: format_sek(case.total)
            for case in expected_cases(vector)
            if "cases" in vector and case.total is not None
        },
        "corrections": {one["month"]: one["amount"] for one in [vector.get("correction_line")] if one},
    }


@pytest.mark.requirement("A12")
@pytest.mark.parametrize("name", sorted(SANCTIONS))
def test_every_figure_of_a_worked_example_is_expected(name: str) -> None:
    wanted = figures(SANCTIONS[name])
    if name == "EX-05b":  # the vector says in words that all of it is at 3 kr
        wanted["by_rate"] = {"3.00": wanted["total"]}
    found = expected()[name]
    assert found.model_dump(exclude={"as_of"}) == Expected(**wanted).model_dump(exclude={"as_of"})
    assert (found.as_of.total if found.as_of else None) == SANCTIONS[name].get("before")


def test_every_scenario_is_expected_and_the_other_way_round() -> None:
    others = [scenario.id for scenario in further()]
    assert [*(scenario.id for scenario in scenarios()), *others] == list(expected())
    assert expected().keys() - set(others) == SANCTIONS.keys()
    assert any(AWAITING in (one.lines or {}).values() for one in expected().values())


def test_every_unit_is_registered_once() -> None:
    units = [scenario.unit.hsa_id for scenario in (*scenarios(), *further(), *refusals())]
    assert len(set(units)) == len(units)
