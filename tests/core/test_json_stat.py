"""JSON-stat 2.0: valid by a public validator, read by the toolkit of the format's author, and never 0 for absence."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonstat_validator import JSONStatValidationError, validate_jsonstat

from service.domain.words import Language
from service.national.cells import Cell
from service.national.formats.json_stat import Cube, cube, row
from service.national.observations import VALUED, Key
from service.national.periods import ReportingPeriod
from tests.core.published import INDICATORS, PACKAGE, PERIODS, REGIONS, STATUSES, cell, cells, periods
from tests.rig.programs import missing

ROOT = Path(__file__).parents[2]
READER = Path(__file__).with_name("read_json_stat.mjs")
SPLIT = {"SEX": ("K", "M"), "DIRECTION": ("IN", "OUT"), "COLOUR": ("RED", "GREEN")}
YEARS = tuple(ReportingPeriod(year, 1, "YEAR") for year in (2024, 2025, 2026))


def a_cube(
    split: dict[str, tuple[str, ...]] | None = None,
    over: Sequence[ReportingPeriod] = YEARS,
    language: Language = "sv",
) -> Cube:
    return cube(
        PACKAGE,
        list(INDICATORS.values()),
        REGIONS,
        over,
        split or {},
        language=language,
        updated="2026-11-28T10:00:00Z",
    )


def read(text: str) -> dict[str, Any]:
    """The dataset, which is valid."""
    dataset: dict[str, Any] = json.loads(text, parse_float=Decimal)
    assert validate_jsonstat(json.loads(text))
    return dataset


def at(dataset: dict[str, Any], member: Any, **named: str) -> Any:
    """What stands at those categories, found as the standard says: row by row, the last dimension fastest."""
    place = 0
    for id, size in zip(dataset["id"], dataset["size"], strict=True):
        index = dataset["dimension"][id]["category"]["index"]
        place = place * size + index.index(named.get(id, "T"))
    return member[place] if isinstance(member, list) else member.get(str(place))


def at_key(dataset: dict[str, Any], member: Any, key: Key) -> Any:
    named = {"SEX": "sex"}
    split = {named.get(dimension, dimension): category for dimension, category in key.categories}
    return at(dataset, member, indicator=key.indicator, region=key.region, time=str(key.period), **split)


@given(st.lists(cells(), max_size=8, unique_by=lambda one: one.key), st.lists(periods(), max_size=3))
@settings(max_examples=50)
@pytest.mark.requirement("C6")
def test_any_cells_stand_where_the_standard_says_with_value_and_status(
    found: list[Cell], more: list[ReportingPeriod]
) -> None:
    over = list(dict.fromkeys([one.key.period for one in found] + more))
    dataset = read(a_cube(SPLIT, over).filled([row(one) for one in found]))
    for one in found:
        assert at_key(dataset, dataset["value"], one.key) == one.value
        status = at_key(dataset, dataset["status"], one.key)
        assert status == (None if one.status == "NORMAL" else one.status)
        assert (one.value is None) <= (status is not None)
    values = dataset["value"] if isinstance(dataset["value"], list) else list(dataset["value"].values())
    assert len([one for one in values if one is not None]) == len([one for one in found if one.value is not None])
    assert len(dataset["status"]) == len([one for one in found if one.status != "NORMAL"])


@pytest.mark.requirement("C6", "NI-03")
@pytest.mark.parametrize("dense", [True, False])
def test_each_status_is_told_apart_and_none_but_those_with_a_figure_has_a_value(*, dense: bool) -> None:
    found = [
        cell(status, "0", region=region, period=str(period), answered=2, eligible=3)
        for status, (region, period) in zip(
            STATUSES, [(region, period) for region in REGIONS for period in YEARS], strict=False
        )
    ]
    split = {} if dense else SPLIT
    indicators = [INDICATORS["IN-07"]]
    dataset = read(cube(PACKAGE, indicators, REGIONS, YEARS, split, language="sv").filled([row(one) for one in found]))
    assert isinstance(dataset["value"], list) == dense
    seen = set()
    for one in found:
        value = at_key(dataset, dataset["value"], one.key)
        assert (value == 0) if one.status in VALUED else (value is None)
        seen.add(at_key(dataset, dataset["status"], one.key))
        remark = at_key(dataset, dataset["extension"]["cells"], one.key)
        assert (remark["answered"], remark["eligible"]) == (2, 3)
    assert seen == {None, *STATUSES} - {"NORMAL"}
    assert dataset["extension"]["statuses"].keys() == set(STATUSES)


@pytest.mark.requirement("C6", "NI-15")
def test_the_toolkit_of_the_formats_author_reads_each_cell_where_it_belongs(needs_node: str) -> None:
    if not (ROOT / "node_modules" / "jsonstat-toolkit").is_dir():
        missing("npm's jsonstat-toolkit (make setup)")
    found = [
        cell("NORMAL", "12.34567", period="2024"),
        cell("SUPPRESSED", period="2025", split={"SEX": "K"}),
        cell("BREAK", "0", of="IN-13", region="00", period="2026", split={"SEX": "M", "COLOUR": "RED"}),
    ]
    for split, which in ((SPLIT, found), ({}, found[:1])):
        text = a_cube(split).filled([row(one) for one in which])
        done = subprocess.run([needs_node, READER], input=text.encode(), cwd=ROOT, capture_output=True, check=True)
        said = json.loads(done.stdout)
        assert said["ids"] == ["indicator", "region", "time", "sex", *(["DIRECTION", "COLOUR"] if split else [])]
        assert said["roles"] | {"time": ["time"], "geo": ["region"], "metric": ["indicator"]} == said["roles"]
        assert said["units"]["IN-13"] == {"label": "procent", "decimals": 1}
        assert said["labels"] == [words.sv for words in REGIONS.values()]
        expected = [
            [["IN-07", "08", "2024", "T", "T", "T"], 12.34567, None],
            [["IN-07", "08", "2025", "K", "T", "T"], None, "SUPPRESSED"],
            [["IN-13", "00", "2026", "M", "T", "RED"], 0, "BREAK"],
        ]
        places = [[place[: len(said["ids"])], value, status] for place, value, status in expected[: len(which)]]
        assert said["cells"] == places


def test_the_validator_refuses_what_is_no_such_dataset() -> None:
    dataset = json.loads(a_cube().filled([]))
    dataset["size"][0] += 1
    with pytest.raises(JSONStatValidationError, match="size"):
        validate_jsonstat(dataset)


@pytest.mark.parametrize("over", [YEARS, ()])
def test_a_pull_of_no_cells_is_valid_and_says_nothing(over: tuple[ReportingPeriod, ...]) -> None:
    dataset = read(a_cube(SPLIT, over).filled([]))
    assert not dataset["value"]
    assert not dataset["status"]


@pytest.mark.requirement("NI-15")
def test_words_come_in_the_language_asked_for_and_in_both_in_the_extension() -> None:
    for language in ("sv", "en"):
        dataset = read(a_cube(language=language).filled([]))
        labels = dataset["dimension"]["indicator"]["category"]["label"]
        assert labels["IN-07"] == getattr(INDICATORS["IN-07"].label, language)
        assert dataset["extension"]["labels"]["region"]["06"] == {
            "sv": "Region Jönköpings län",
            "en": "Region Jönköping County",
        }
        assert dataset["label"] == getattr(PACKAGE.label, language)
    assert dataset["updated"] == "2026-11-28T10:00:00Z"
    assert dataset["source"] == "in English"


@pytest.mark.requirement("NI-15")
def test_a_cell_tells_its_definition_its_verdict_and_its_reservations() -> None:
    one = replace(
        cell(period="2025", source="FK", scope="PV", flags=("UNDERREGISTRERING",)),
        verdict="NOT_COMPARABLE",
        reasons=("SCOPE_CHANGED",),
    )
    dataset = read(a_cube().filled([row(one)]))
    assert at_key(dataset, dataset["extension"]["cells"], one.key) == {
        "definition": 1,
        "verdict": "NOT_COMPARABLE",
        "reasons": ["SCOPE_CHANGED"],
        "flags": ["UNDERREGISTRERING"],
        "source": "FK",
        "scope": "PV",
    }
    assert dataset["extension"]["definitions"]["IN-07"]["codes"] == ["GC001"]


def test_every_kind_of_period_is_a_category_as_we_write_it() -> None:
    dataset = read(a_cube(over=PERIODS).filled([]))
    assert dataset["dimension"]["time"]["category"]["index"] == [
        "2026-03",
        "2026-Q1",
        "2026-T1",
        "2026-S1",
        "2026",
        "2026-3Y",
    ]


@pytest.mark.parametrize(
    "outside",
    [
        cell(of="IN-24", region="99"),
        cell(period="2020"),
        cell(split={"COLOUR": "RED"}),
        cell(split={"SEX": "X"}),
    ],
)
def test_what_the_cube_has_no_place_for_is_passed_over(outside: Cell) -> None:
    inside = cell(period="2026")
    assert a_cube({"SEX": ("K",)}).filled([row(outside), row(inside)]) == a_cube({"SEX": ("K",)}).filled([row(inside)])


@pytest.mark.requirement("PV-10")
def test_no_cube_is_split_by_care_units_nor_by_categories_that_are_none() -> None:
    with pytest.raises(ValueError, match="care units"):
        a_cube({"UNIT": ()})
    with pytest.raises(ValueError, match="SEX has no category X"):
        a_cube({"SEX": ("K", "X")})
