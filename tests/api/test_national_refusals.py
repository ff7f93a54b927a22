"""Whom and what the REST resources of national figures refuse, each time as a problem of RFC 9457."""

from __future__ import annotations

import pytest

from tests.api.caller import Person
from tests.api.national import CHANGES, PULLS, READER, Published, problem

LISTS = ("publications", "rounds")
OPEN = ("indicators", "catalog", "api-info", "openapi")


@pytest.mark.requirement("XC-03", "PV-10")
async def test_figures_are_for_national_bodies_alone_and_metadata_for_everybody(published: Published) -> None:
    for path in (*PULLS, *CHANGES, *LISTS):
        nobody = problem(await published.get(path, person=None))
        assert (nobody["status"], nobody["code"]) == (401, "TOKEN_MISSING")
        for person in (Person(["handler"]), Person(["auditor"]), Person(["handler"], region=None)):
            # What is asked for is not looked at before it is known who asks.
            refused = problem(await published.get(path, person=person, nothing="1"))
            assert (refused["status"], refused["code"]) == (403, "NOT_NATIONAL")
    for path in OPEN:
        answer = await published.get(path, person=None)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, no-cache")
        held = {"if-none-match": answer.headers["etag"]}
        assert (await published.get(path, person=None, headers=held)).status_code == 304


@pytest.mark.parametrize(
    ("path", "query", "code", "at"),
    [
        ("cells", "indikator=IN-01", "PARAMETER_UNKNOWN", "indikator"),
        ("cells", "separator=comma", "PARAMETER_UNKNOWN", "separator"),
        ("cells/csv", "limit=2", "PARAMETER_UNKNOWN", "limit"),
        ("rounds", "limit=2", "PARAMETER_UNKNOWN", "limit"),
        ("indicators", "id=1", "PARAMETER_UNKNOWN", "id"),
        ("cells", "limit=1&limit=2", "PARAMETER_REPEATED", "limit"),
        ("cells", "limit=1,2", "PARAMETER_INVALID", "limit"),
        ("cells", "limit=0", "PARAMETER_INVALID", "limit"),
        ("cells", "limit=50001", "PARAMETER_INVALID", "limit"),
        ("cells", "limit=٣", "PARAMETER_INVALID", "limit"),
        ("cells", "offset=-1", "PARAMETER_INVALID", "offset"),
        ("cells", "asOf=99999999999", "PARAMETER_INVALID", "asOf"),
        ("cells", "indicator=", "PARAMETER_INVALID", "indicator"),
        ("cells", "indicator=IN-999", "PARAMETER_INVALID", "indicator"),
        ("cells", "region=99", "PARAMETER_INVALID", "region"),
        ("cells", "region=08%00", "PARAMETER_INVALID", "region"),
        ("cells", "period=2025-13", "PARAMETER_INVALID", "period"),
        ("cells", "period=2025-Q5", "PARAMETER_INVALID", "period"),
        ("cells", "from=2025&until=2024", "PARAMETER_INVALID", "until"),
        ("cells/csv", "separator=tab", "PARAMETER_INVALID", "separator"),
        ("cells/json-stat", "dimension=UNIT", "PARAMETER_INVALID", "dimension"),
        ("cells", f"period={','.join(str(year) for year in range(2000, 2061))}", "PARAMETER_INVALID", "period"),
        ("changes", "since=900", "PARAMETER_INVALID", "since"),
    ],
)
async def test_what_cannot_be_asked_for_is_refused_with_what_can(
    published: Published, path: str, query: str, code: str, at: str
) -> None:
    token = published.api.token_of(READER)
    headers = {"authorization": f"Bearer {token}"}
    found = problem(await published.api.client.get(f"/national/v1/{path}?{query}", headers=headers))
    assert (found["status"], found["code"], found["path"]) == (400, code, at)
    assert found["allowed"] or code == "PARAMETER_UNKNOWN"
    assert "Parametern" in found["detail"] or "parameter" in found["detail"]


async def test_a_file_or_cube_is_never_cut_short(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.http.national_exports.MOST_CELLS", 5)
    for path in ("cells/csv", "cells/sdmx-csv", "changes/csv", "cells/json-stat"):
        found = problem(await published.get(path))
        assert (found["code"], found["path"]) == ("SELECTION_TOO_LARGE", "indicator")
    assert (await published.get("cells/csv", indicator="IN-06")).status_code == 200
    monkeypatch.undo()
    monkeypatch.setattr("infra.http.national_exports.MOST_PERIODS", 3)
    assert problem(await published.get("cells/json-stat"))["path"] == "period"
    monkeypatch.setattr("infra.http.national_exports.MOST_PLACES", 3)
    assert problem(await published.get("cells/json-stat", period="2025"))["code"] == "SELECTION_TOO_LARGE"


async def test_only_the_head_is_sent_to_who_asks_for_it(published: Published) -> None:
    token = published.api.token_of(READER)
    head = await published.api.client.head("/national/v1/cells/csv", headers={"authorization": f"Bearer {token}"})
    whole = await published.get("cells/csv")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length"):
        assert head.headers[name] == whole.headers[name]


async def test_other_methods_and_addresses_are_problems_too(published: Published) -> None:
    posted = await published.api.client.post("/national/v1/cells", json={})
    assert (problem(posted)["code"], set(posted.headers["allow"].split(", "))) == (
        "METHOD_NOT_ALLOWED",
        {"GET", "HEAD"},
    )
    assert problem(await published.api.client.get("/national/v1/nothing"))["code"] == "PATH_UNKNOWN"
