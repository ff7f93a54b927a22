"""Settled months as files over HTTP: whose they are, that they stay as they were, and how they are refused."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from tenants.catalog import roles
from tests.api.caller import Json, Person, noon
from tests.api.conftest import WITHOUT_RULESET
from tests.api.region import Region, registration, seated
from tests.cli.command_line import PATIENCE, environment

LATER = noon("2025-09-01")
LOG = "query($c: ID) { readLog(first: 50, caseId: $c) { nodes { caseId roles { id } } } }"


async def fetched(
    region: Region, person: Person | None, path: str, *, headers: Mapping[str, str] | None = None, now: str = LATER
) -> httpx2.Response:
    sent = {"trappa-now": now, **(headers or {})}
    if person is not None:
        sent["authorization"] = f"Bearer {region.api.token_of(person)}"
    return await region.api.client.get(f"/export/{path}", headers=sent)


async def noted_as_auditor(region: Region, case: str) -> int:
    log = await region.api.ask(region.person("auditor"), LOG, {"c": case}, now=LATER)
    return [one["roles"] for one in log["readLog"]["nodes"]].count([{"id": "auditor"}])


def error_of(answer: httpx2.Response) -> tuple[int, str, Json]:
    (error,) = answer.json()["errors"]
    assert error["extensions"]["correlationId"] == answer.headers["x-correlation-id"]
    return answer.status_code, error["extensions"]["code"], error["extensions"]


@pytest.mark.requirement("AM-38", "AM-01", "C4")
async def test_a_settled_month_is_exported_with_its_figures_and_stays_byte_for_byte(alone: Region) -> None:
    unit, _ = await alone.sanctioned_with({"2025-03": 8000, "2025-04": 8000})
    await alone.settle("2025-03", now=noon("2025-05-02"))
    async with alone.api.statements() as sent:
        first = await fetched(alone, alone.finance, "settlements/2025-03.json")
    assert (first.status_code, len(sent)) == (200, 1)
    content = first.json()["content"]
    said = content["ledgers"]["DEDUCTION"]
    assert (content["region"], content["month"], content["settledOn"]) == (alone.code, "2025-03", "2025-05-02")
    (line,) = said["lines"]
    assert (line["amount"], line["days"], line["listed"], line["rate"]) == ("16258.06", 21, 8000, "3.00")
    assert (line["provider"], line["unitName"]) == ("2321000073", "Ängö hälsocentral")
    assert (said["total"], said["corrections"]) == ("16258.06", [])
    table = await fetched(alone, alone.finance, "settlements/2025-03.csv")

    # Afterwards a count changes, another month corrects this one, and there are more units and cases.
    await alone.counted(unit, {"2025-03": 7900}, now=noon("2025-05-20"))
    await alone.sanctioned_with({"2025-03": 100, "2025-04": 100}, "Öster")
    await alone.settle("2025-04", now=noon("2025-05-25"))
    for before, form in ((first, "json"), (table, "csv")):
        again = await fetched(alone, alone.person("auditor"), f"settlements/2025-03.{form}")
        assert again.content == before.content
        assert again.headers["etag"] == before.headers["etag"]
    april = (await fetched(alone, alone.finance, "settlements/2025-04.json")).json()["content"]["ledgers"]["DEDUCTION"]
    assert sorted((one["month"], one["amount"]) for one in april["corrections"]) == [
        ("2025-03", "-203.22"),
        ("2025-03", "203.23"),
    ]
    assert april["correctionsTotal"] == "0.01"


async def test_the_headers_hold_the_seal_and_whoever_has_the_file_is_told_so(alone: Region) -> None:
    await alone.sanctioned_with({"2025-03": 8000})
    await alone.settle("2025-03", now=noon("2025-05-02"))
    for form, media in (("json", "application/json"), ("csv", "text/csv; charset=utf-8; header=present")):
        got = await fetched(alone, alone.finance, f"settlements/2025-03.{form}")
        assert got.headers["content-type"] == media
        assert got.headers["etag"] == f'"{sha256(got.content).hexdigest()}"'
        assert got.headers["content-disposition"] == f'attachment; filename="trappa-{alone.code}-2025-03.{form}"'
        assert got.headers["cache-control"] == "private, no-cache"
        assert got.headers["trappa-seal"] in got.text
        held = {"if-none-match": f'"other", {got.headers["etag"]}'}
        same = await fetched(alone, alone.finance, f"settlements/2025-03.{form}", headers=held)
        assert (same.status_code, same.content) == (304, b"")
    content = json.loads((await fetched(alone, alone.finance, "settlements/2025-03.json")).text)
    events = await alone.api.admin.fetchrow(
        "select seq, encode(hash, 'hex') as hash from trappa.event where tenant_id = $1 and type = 'MonthSettled'",
        alone.code,
    )
    assert content["content"]["event"] == dict(events)


@pytest.mark.requirement("XC-07", "XC-08")
async def test_who_may_have_it_is_of_the_region_and_reads_its_ledgers(alone: Region) -> None:
    unit, _ = await alone.sanctioned_with({"2025-03": 8000})
    await alone.settle("2025-03", now=noon("2025-05-02"))
    got = {}
    for name, role in roles().items():
        if role.side != "national":
            person = alone.person(name, unit=unit if role.side == "party" else None)
            answer = await fetched(alone, person, "settlements/2025-03.json")
            got[name] = 200 if answer.status_code == 200 else error_of(answer)[:2]
    refused = (403, "EXPORT_NOT_PERMITTED")
    readers = {name for name, role in roles().items() if role.side == "staff" and "READ_LEDGER" in role.permissions}
    assert {"finance_officer", "auditor", "handler"} < readers
    assert got == {name: 200 if name in readers else refused for name in got}
    assert got["unit_head"] == refused


async def test_a_month_that_is_not_settled_and_one_of_another_region_are_not_there(alone: Region) -> None:
    await alone.sanctioned_with({"2025-03": 8000})
    await alone.settle("2025-03", now=noon("2025-05-02"))
    other = Region(alone.api, WITHOUT_RULESET)  # where nothing was ever settled
    for person, month in ((alone.finance, "2025-04"), (other.finance, "2025-03")):
        assert error_of(await fetched(alone, person, f"settlements/{month}.json"))[:2] == (404, "EXPORT_NOT_FOUND")


async def test_what_cannot_be_is_refused_in_the_one_shape(alone: Region) -> None:
    for month in ("2025-13", "25-3", "mars", "2025-03-01", "=1"):
        status, code, more = error_of(await fetched(alone, alone.finance, f"settlements/{month}.csv"))
        assert (status, code, more["path"], more["allowed"]) == (400, "EXPORT_MALFORMED", "month", ["YYYY-MM"])
    for path, code in (("settlements/2025-03.xml", "PATH_UNKNOWN"), ("settlements", "PATH_UNKNOWN")):
        assert error_of(await fetched(alone, alone.finance, path))[1] == code
    assert error_of(await fetched(alone, None, "settlements/2025-03.json"))[:2] == (401, "TOKEN_MISSING")
    posted = await alone.api.client.post("/export/settlements/2025-03.json")
    assert error_of(posted)[:2] == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.requirement("XC-08")
async def test_the_cases_in_it_are_noted_where_an_auditor_is_shown_them(alone: Region) -> None:
    _, case = await alone.sanctioned_with({"2025-03": 8000})
    await alone.settle("2025-03", now=noon("2025-05-02"))

    assert await noted_as_auditor(alone, case) == 0
    await fetched(alone, alone.finance, "settlements/2025-03.json")
    assert await noted_as_auditor(alone, case) == 0
    await fetched(alone, alone.person("auditor"), "settlements/2025-03.csv")
    assert await noted_as_auditor(alone, case) == 1


@pytest.mark.requirement("RM-30")
async def test_a_seat_that_is_granted_or_revoked_acts_on_the_next_file(alone: Region) -> None:
    await alone.sanctioned_with({"2025-03": 8000})
    await alone.settle("2025-03", now=noon("2025-05-02"))
    person = alone.person(name="payments")
    path = "settlements/2025-03.json"
    assert error_of(await fetched(alone, person, path))[:2] == (403, "EXPORT_NOT_PERMITTED")
    seat = await seated(alone, "finance_officer", "payments")
    assert (await fetched(alone, person, path)).status_code == 200
    await alone.api.done(alone.administrator, "revokeSeat", {"seatId": seat}, now=LATER)
    assert error_of(await fetched(alone, person, path))[:2] == (403, "EXPORT_NOT_PERMITTED")


async def test_a_name_made_to_be_run_by_a_spreadsheet_is_registered_and_exported_as_text(alone: Region) -> None:
    given = registration('=HYPERLINK("http://x";"y")', "SE2321000073-CSV1")
    unit = (await alone.api.done(alone.handler, "registerUnit", given, now=noon("2025-01-02")))["id"]
    await alone.counted(unit, {"2025-03": 8000}, now=noon("2025-05-01"))
    await alone.sanctioned(unit)
    await alone.settle("2025-03", now=noon("2025-05-02"))
    table = (await fetched(alone, alone.finance, "settlements/2025-03.csv")).text
    assert ';"\'=HYPERLINK(""http://x"";""y"")";' in table


def printed(region: Region, place: Path, *arguments: str) -> tuple[int, bytes, bytes]:
    """What `trappa` with the arguments prints beside the service, byte for byte."""
    done = subprocess.run(
        [sys.executable, "-m", "infra.cli", *arguments],
        env=environment(place, region.api.served.environment),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


async def test_the_command_line_prints_the_very_bytes_and_its_read_is_noted(alone: Region, tmp_path: Path) -> None:
    _, case = await alone.sanctioned_with({"2025-03": 8000})
    await alone.settle("2025-03", now=noon("2025-05-02"))
    asked = ("export", "settlement", "--region", alone.code, "--month")
    for form in ("json", "csv"):
        over_http = await fetched(alone, alone.finance, f"settlements/2025-03.{form}")
        got = await asyncio.to_thread(printed, alone, tmp_path, *asked, "2025-03", "--format", form)
        assert got == (0, over_http.content, b"")
    code, out, err = await asyncio.to_thread(printed, alone, tmp_path, *asked, "2025-04")
    assert (code, out) == (2, b"")
    assert err == f"trappa: NOT_SETTLED: 2025-04 is not settled in region {alone.code}\n".encode()
    assert await noted_as_auditor(alone, case) == 2
