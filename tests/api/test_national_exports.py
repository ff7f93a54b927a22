"""The published figures over REST: every form is what its renderer makes, read in one statement."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest
from jsonstat_validator import validate_jsonstat

from infra.http.national_parameters import MOST_INDICATORS, MOST_PERIODS, MOST_REGIONS
from schema.national import surface
from service.national.cells import RIKET, Cell
from service.national.formats.csv_cells import csv_line, csv_text
from service.national.formats.kolada import kolada_head, kolada_text, kolada_value
from service.national.formats.native import native_object, native_text
from service.national.formats.sdmx_csv import sdmx_line, sdmx_text
from service.national.observations import VALUED
from tests.api.national import CHANGES, NAMES, PULLS, READER, Published, definition, key, problem, shown


def rendered(path: str, cells: Sequence[Cell]) -> str:
    """The cells by the renderers, one at a time."""
    if path == "cells":
        return native_text([native_object(one) for one in cells])
    if path.startswith("cells/csv"):
        lines = [csv_line(one, definition(one.key.indicator), NAMES[one.key.region]) for one in cells]
        return csv_text(lines, ";" if path.endswith(";") else ",")
    if path == "cells/sdmx-csv":
        return sdmx_text([("I", sdmx_line(one, definition(one.key.indicator))) for one in cells])
    return kolada_text(
        (kolada_head(one.key.indicator, one.key.region, str(one.key.period)), value)
        for one in cells
        if (value := kolada_value(one)) is not None
    )


@pytest.mark.requirement("NI-16")
@pytest.mark.parametrize("path", ["cells", "cells/csv", "cells/sdmx-csv", "cells/kolada"])
async def test_a_pull_is_one_statement_and_what_the_renderers_make_of_its_cells(
    published: Published, path: str
) -> None:
    asked = {"limit": 1000} if path in {"cells", "cells/kolada"} else {}
    async with published.api.statements() as sent:
        answer = await published.get(path, **asked)
    assert (answer.status_code, len(sent)) == (200, 1), answer.text
    assert answer.text == rendered(path, published.as_of())
    assert {one.key.region for one in published.as_of()} > {RIKET, "08"}


async def test_a_file_may_have_semicolons(published: Published) -> None:
    answer = await published.get("cells/csv", separator="semicolon")
    assert answer.text == rendered("cells/csv;", published.as_of())
    nothing = await published.get("cells/csv", separator="semicolon", asOf=0)
    assert nothing.text == rendered("cells/csv;", [])


@pytest.mark.requirement("NI-16", "C6")
async def test_a_cube_is_valid_and_has_each_figure_in_its_place(published: Published) -> None:
    async with published.api.statements() as sent:
        answer = await published.get("cells/json-stat", indicator="IN-01,IN-06", dimension="SEX")
    assert (answer.status_code, len(sent)) == (200, 1), answer.text
    cube = answer.json()
    assert validate_jsonstat(cube)
    assert cube["updated"] == "2026-03-01T09:00:00Z"
    axes = {name: cube["dimension"][name]["category"]["index"] for name in cube["id"]}
    assert axes["time"] == ["2024", "2025", "2025-12", "2026-01"]
    values = cube["value"] if isinstance(cube["value"], dict) else dict(enumerate(cube["value"]))
    found = {str(place): value for place, value in values.items() if value is not None}
    expected, statuses = {}, {}
    for one in published.as_of():
        if one.key.indicator == "IN-04":
            continue
        at = (one.key.indicator, one.key.region, str(one.key.period), one.key.category("SEX"))
        place = 0
        for axis, category in zip(axes.values(), at, strict=True):
            place = place * len(axis) + axis.index(category)
        if one.value is not None:
            expected[str(place)] = float(one.value)
        if one.status != "NORMAL":
            statuses[str(place)] = one.status
    assert found == expected
    assert cube["status"] == statuses


async def test_a_cube_is_split_by_the_dimensions_asked_for_and_speaks_the_callers_language(
    published: Published,
) -> None:
    asked = {"indicator": "IN-04", "dimension": "DIAGNOSIS_GROUP,SEX"}
    answer = await published.get("cells/json-stat", headers={"accept-language": "en"}, **asked)
    cube = answer.json()
    assert cube["id"] == ["indicator", "region", "time", "sex", "DIAGNOSIS_GROUP"]
    assert len([one for one in cube["extension"]["cells"].values() if one is not None]) == 1
    assert (answer.headers["content-language"], answer.headers["vary"]) == ("en", "Accept-Language")
    swedish = await published.get("cells/json-stat", **asked)
    assert swedish.json()["label"] != cube["label"]
    assert swedish.headers["etag"] != answer.headers["etag"]


async def test_a_cube_of_nothing_is_a_cube(published: Published) -> None:
    cube = (await published.get("cells/json-stat", indicator="IN-10", period="2020")).json()
    assert validate_jsonstat(cube)
    assert (cube["value"], cube["status"]) == ({}, {})


@pytest.mark.requirement("C6", "PV-10")
async def test_what_is_absent_or_suppressed_has_its_status_and_no_figure_in_any_form(published: Published) -> None:
    absent = [one for one in published.as_of() if one.status not in VALUED]
    assert len({one.status for one in absent}) > 3
    cells = (await published.get("cells", limit=1000)).json()["cells"]
    figures = ("value", "numerator", "denominator", "low", "high", "unweighted", "change")
    hollow = [one for one in cells if one["status"] not in VALUED]
    assert len(hollow) == len(absent)
    assert {one[name] for one in hollow for name in figures} == {None}
    for path in ("cells/csv", "cells/sdmx-csv"):
        head, *lines = (await published.get(path)).text.splitlines()
        value = head.split(",").index("value" if path == "cells/csv" else "OBS_VALUE")
        empty = [one for one in lines if any(f",{status}," in one for status in {one.status for one in absent})]
        assert len(empty) == len(absent)
        assert {one.split(",")[value] for one in empty} == {""}
    assert not any("UNIT" in one["categories"] for one in cells)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"indicator": "IN-06"}, lambda one: one.key.indicator == "IN-06"),
        ({"region": "00,08"}, lambda one: one.key.region in {"00", "08"}),
        ({"period": "2025"}, lambda one: str(one.key.period) == "2025"),
        ({"from_": "2025-11", "until": "2025-12"}, lambda one: str(one.key.period).startswith("2025-1")),
        ({"until": "2024"}, lambda one: str(one.key.period) == "2024"),
        ({"indicator": "IN-01", "region": "25", "period": "2024"}, lambda one: one.key.region == "25"),
    ],
)
async def test_a_selection_is_by_indicator_region_and_period(
    published: Published, asked: dict[str, str], expected: Any
) -> None:
    found = (await published.get("cells", limit=1000, **asked)).json()["cells"]
    cells = [one for one in published.as_of() if expected(one)]
    if len(asked) == 3:
        cells = [one for one in cells if str(one.key.period) == "2024"]
    assert found == [json.loads(native_object(one)) for one in cells]
    assert 0 < len(found) < len(published.as_of())


async def test_names_may_be_repeated_instead_of_commas(published: Published) -> None:
    headers = {"authorization": f"Bearer {published.api.token_of(READER)}"}
    url = "/national/v1/cells/csv?region=00&region=08"
    repeated = await published.api.client.get(url, headers=headers)
    assert repeated.text == (await published.get("cells/csv", region="00,08")).text
    assert repeated.headers["etag"] == (await published.get("cells/csv", region="00,08")).headers["etag"]


async def test_figures_are_shown_as_of_any_publication(published: Published) -> None:
    for number in (0, 1, 2):
        answer = await published.get("cells", asOf=number, limit=1000)
        assert answer.text == rendered("cells", published.as_of(number))
    assert published.as_of(1) != published.as_of(2)
    later = problem(await published.get("cells", asOf=900))
    assert (later["code"], later["path"]) == ("PARAMETER_INVALID", "asOf")


@pytest.mark.parametrize("path", [*PULLS, *CHANGES])
async def test_who_has_it_is_told_so_until_something_is_published(published: Published, path: str) -> None:
    first = await published.get(path, region="08")
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    async with published.api.statements() as sent:
        same = await published.get(path, region="08", headers={"if-none-match": f'"x", W/{etag}'})
    assert (same.status_code, same.content, len(sent)) == (304, b"", 1)
    assert same.headers["etag"] == etag
    other = await published.get(path, region="01", headers={"if-none-match": etag})
    assert (other.status_code, other.headers["etag"] == etag) == (200, False)
    pinned = (await published.get(path, region="08", asOf=1)).headers["etag"]
    fresh = key("IN-01", "08", "2024")
    await published.add({fresh: shown(fresh, value=500 + len(published.editions))})
    later = await published.get(path, region="08", headers={"if-none-match": etag})
    assert later.status_code == 200
    assert later.content != first.content
    held = await published.get(path, region="08", asOf=1, headers={"if-none-match": pinned})
    assert held.status_code == 304


@pytest.mark.parametrize(
    ("path", "name", "link"), [("cells", "cells", "next"), ("cells/kolada", "values", "next_page")]
)
async def test_pages_cover_every_cell_once_also_where_something_is_published_meanwhile(
    published: Published, path: str, name: str, link: str
) -> None:
    whole = (await published.get(path, limit=1000)).json()[name]
    answer, found = await published.get(path, limit=4), []
    while True:
        page = answer.json()
        assert page["count"] == len(page[name]) <= 4
        found += page[name]
        if page[link] is None:
            assert "link" not in answer.headers
            break
        assert answer.headers["link"] == f'<{page[link]}>; rel="next"'
        if len(found) == 4:
            fresh = key("IN-01", "01", "2024", SEX="K")
            await published.add({fresh: shown(fresh, value=700 + len(published.editions))})
        token = published.api.token_of(READER)
        answer = await published.api.client.get(page[link], headers={"authorization": f"Bearer {token}"})
    assert found == whole
    assert len((await published.get(path)).json()[name]) == min(20, len(whole))


async def test_a_full_last_page_has_none_after_it(published: Published) -> None:
    every = (await published.get("cells", limit=1000)).json()["count"]
    assert (await published.get("cells", limit=every)).json()["next"] is None
    assert (await published.get("cells", limit=every - 1)).json()["next"] is not None


async def test_changes_lead_from_one_publication_to_another_with_what_is_gone(published: Published) -> None:
    held: dict[tuple[str, ...], Any] = {}
    gone = 0
    for number in (1, 2):
        page = (await published.get("changes", since=number - 1, asOf=number, limit=1000)).json()
        for one in page["changes"]:
            cell = one["cell"]
            at = tuple(str(cell[name]) for name in ("indicator", "region", "period", "categories"))
            assert one["publication"] == number
            if one["deleted"]:
                assert cell["status"] == "DELETED"
                held.pop(at)
                gone += 1
            else:
                held[at] = cell
        now = [json.loads(native_object(one)) for one in published.as_of(number)]
        assert sorted(map(json.dumps, held.values())) == sorted(map(json.dumps, now))
    assert gone == 1
    lines = (await published.get("changes/sdmx-csv", since=1, asOf=2)).text.splitlines()[1:]
    assert sorted(one.split(",")[2] for one in lines) == ["D", "R", "R", "R"]
    table = (await published.get("changes/csv", since=1, asOf=2, separator="semicolon")).text.splitlines()[1:]
    assert sum(";DELETED;" in one for one in table) == 1


async def test_pages_of_changes_cover_each_once(published: Published) -> None:
    whole = (await published.get("changes", asOf=2, limit=1000)).json()["changes"]
    found: list[Any] = []
    while len(found) < len(whole):
        page = (await published.get("changes", asOf=2, limit=7, offset=len(found))).json()
        assert (page["next"] is None) == (len(found) + 7 >= len(whole))
        found += page["changes"]
    assert found == whole


async def test_publications_and_rounds_are_listed(published: Published) -> None:
    found = (await published.get("publications")).json()
    assert found["count"] == len(published.editions)
    assert found["publications"][-1] | {"id": 1, "publishedAt": "2026-03-01T09:00:00Z"} == found["publications"][-1]
    rounds = (await published.get("rounds")).json()["rounds"]
    assert rounds == [
        {
            "period": "2025",
            "body": "SKR",
            "indicators": ["IN-07"],
            "opensOn": "2026-01-01",
            "closesOn": "2026-02-01",
            "openedAt": "2026-03-01T09:00:00Z",
        }
    ]


async def test_pulls_at_once_disturb_each_other_not(published: Published) -> None:
    answers = await asyncio.gather(*(published.get(path, region="08") for path in PULLS * 4))
    assert [one.content for one in answers[: len(PULLS)]] == [one.content for one in answers[-len(PULLS) :]]


def test_rest_and_graphql_have_the_same_bounds() -> None:
    assert (surface.MOST_INDICATORS, surface.MOST_REGIONS, surface.MOST_PERIODS) == (
        MOST_INDICATORS,
        MOST_REGIONS,
        MOST_PERIODS,
    )
