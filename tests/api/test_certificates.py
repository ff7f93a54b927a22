"""Certificates over HTTP and by command: whose they are, that they verify, and how they are refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest

from infra.certificate import verify_certificate
from schema.ids import global_id, own_id
from tenants.catalog import roles
from tests.api.caller import Api, Person, noon
from tests.api.region import Region, untouched
from tests.api.test_exports import error_of, noted_as_auditor, printed
from tests.core.test_certificate import verified

pytestmark = pytest.mark.requirement("C4")
NOW = noon("2025-09-01")
SCRIPT_TEXT = Path(verify_certificate.__file__).read_bytes()
MONTHS = {"from": "2025-03", "until": "2025-08"}


async def fetched(region: Region, person: Person, name: str, *, now: str = NOW, **query: str) -> httpx2.Response:
    headers = {"authorization": f"Bearer {region.api.token_of(person)}", "trappa-now": now}
    return await region.api.client.get(f"/export/certificates/{name}", params=query, headers=headers)


class Ground:
    """A region with a settled and corrected month, whose unit has sealed texts and another unit beside it."""

    def __init__(self, region: Region, unit: str, case: str, other: str) -> None:
        self.region = region
        self.unit = unit
        self.case = case
        self.other = other
        self.auditor = region.person("auditor")

    async def certificate(self, person: Person | None = None, **query: str) -> httpx2.Response:
        return await fetched(self.region, person or self.auditor, f"{self.unit}.json", **{**MONTHS, **query})


@pytest.fixture(scope="module")
async def ground(api: Api) -> Ground:
    region = await untouched(api)
    unit = await region.unit()
    await region.counted(unit, {f"2025-{month:02}": 8000 for month in range(3, 6)}, now=noon("2025-05-01"))
    secret = {"happening": "HEMLIGT", "intendedMeasures": "HEMLIGT"}
    signal = {"signalledOn": "2025-03-03", "onTemplate": True, "riskOfDeviation": True, "partyAtRisk": True}
    case = await region.opened(unit, now=noon("2025-03-03"), signal=signal, **secret)
    for name in ("classifyCase", "sendCorrectionRequest", "decideSanction"):
        await region.act(name, case)
    await region.settle("2025-03", now=noon("2025-05-02"))
    await region.counted(unit, {"2025-03": 7900}, now=noon("2025-05-20"))
    other = await region.unit("Öster")
    await region.counted(other, {"2025-03": 1000, "2025-04": 1000}, now=noon("2025-05-20"))
    await region.sanctioned(other)
    await region.settle("2025-04", now=noon("2025-05-25"))
    await region.counted(unit, {"2025-06": 8000, "2025-07": 8000, "2025-08": 8000}, now=noon("2025-08-31"))
    return Ground(region, unit, case, other)


async def test_a_certificate_verifies_offline_with_the_figures_of_the_ledger(ground: Ground, tmp_path: Path) -> None:
    region = ground.region
    async with region.api.statements() as sent:
        got = await ground.certificate()
    assert (got.status_code, len(sent)) == (200, 1)
    path = tmp_path / "certificate.json"
    path.write_bytes(got.content)
    script = await fetched(region, ground.auditor, "verify_certificate.py")
    assert script.content == SCRIPT_TEXT
    assert script.headers["content-type"] == "text/x-python; charset=utf-8"
    code, out, err = await asyncio.to_thread(verified, path)
    assert (code, err) == (0, ""), out
    ask = (
        f'{{ ledger(unitId: "{ground.unit}", from: "2025-03", until: "2025-08") {{ total lines {{ month amount }} }} }}'
    )
    ledger = (await region.api.ask(region.finance, ask, now=NOW))["ledger"]
    content = got.json()["content"]
    assert (content["total"], ledger["total"]) == ("45351.61", "45351.61")
    assert [(one["month"], one["amount"]) for one in content["lines"]] == [
        (one["month"], one["amount"]) for one in ledger["lines"]
    ]
    head = await region.api.admin.fetchrow(
        "select seq, encode(hash, 'hex') as hash from trappa.chain_head where tenant_id = $1", region.code
    )
    assert (content["chain"]["events"], content["chain"]["head"]) == tuple(head)
    assert got.headers["trappa-seal"] == got.json()["seal"]
    name = f"trappa-{region.code}-{own_id('CareUnit', ground.unit)}-2025-03-2025-08.json"
    assert got.headers["content-disposition"] == f'attachment; filename="{name}"'


async def test_nothing_of_persons_and_no_case_of_another_unit_is_in_it(ground: Ground) -> None:
    text = (await ground.certificate()).text
    assert "HEMLIGT" not in text
    events = json.loads(text)["content"]["events"]
    units = {own_id("CareUnit", ground.unit)}
    assert {event["streamId"] for event in events if event["streamKind"] == "unit"} == set(map(str, units))
    assert {event["streamId"] for event in events if event["streamKind"] == "case"} == {
        str(own_id("Case", ground.case))
    }
    assert not {event["streamKind"] for event in events} & {"seat", "issuer"}


async def test_the_same_again_byte_for_byte_as_known_at_a_time_whatever_came_later(ground: Ground) -> None:
    region, at = ground.region, noon("2025-05-22")
    first = await ground.certificate(knownAt=at)
    assert first.json()["content"]["knownAt"] == "2025-05-22T11:00:00.000000Z"
    by_uuid = await fetched(
        region, ground.auditor, f"{own_id('CareUnit', ground.unit)}.json", **MONTHS, knownAt=at, now=noon("2026-01-01")
    )
    assert by_uuid.content == first.content
    assert by_uuid.headers["etag"] == first.headers["etag"]
    later = await ground.certificate()
    assert later.content != first.content
    assert first.json()["content"]["chain"]["events"] < later.json()["content"]["chain"]["events"]


@pytest.mark.requirement("XC-07", "XC-08")
async def test_only_audit_and_finance_of_the_region_may_have_it(ground: Ground) -> None:
    got: dict[str, Any] = {}
    for name, role in roles().items():
        if role.side == "national":
            continue
        person = ground.region.person(name, unit=ground.unit if role.side == "party" else None)
        for asked in (f"{ground.unit}.json", "verify_certificate.py"):
            answer = await fetched(ground.region, person, asked, **MONTHS)
            got.setdefault(name, set()).add(200 if answer.status_code == 200 else error_of(answer)[:2])
    refused = (403, "EXPORT_NOT_PERMITTED")
    may = {"auditor", "finance_officer"}
    assert got == {name: {200} if name in may else {refused} for name in got}


@pytest.mark.requirement("XC-08")
async def test_the_cases_in_it_are_noted(ground: Ground) -> None:
    before = await noted_as_auditor(ground.region, ground.case)
    await ground.certificate()
    assert await noted_as_auditor(ground.region, ground.case) == before + 1


async def test_what_there_is_not_and_what_cannot_be_are_refused_in_the_one_shape(ground: Ground) -> None:
    region = ground.region
    nobody = global_id("CareUnit", "00000000-0000-7000-8000-000000000007")
    for name in (f"{nobody}.json", "x.json", f"{ground.case}.json", "%00.json"):
        answer = await fetched(region, ground.auditor, name, **MONTHS)
        assert error_of(answer)[:2] == (404, "EXPORT_NOT_FOUND"), name
    before = await ground.certificate(knownAt=noon("2024-06-01"))
    assert error_of(before)[:2] == (404, "EXPORT_NOT_FOUND"), "the unit was not there yet"
    asked: list[tuple[Mapping[str, str], str]] = [
        ({"from": "2025"}, "from"),
        ({"until": "x"}, "until"),
        ({"from": "2025-09"}, "until"),
        ({"from": "2005-01"}, "until"),
        ({"knownAt": "2025-05-01"}, "knownAt"),
        ({"knownAt": "2030-01-01T00:00:00Z"}, "knownAt"),
        ({"knownAt": "nu"}, "knownAt"),
    ]
    for query, path in asked:
        status, code, more = error_of(await ground.certificate(**query))
        assert (status, code, more["path"]) == (400, "EXPORT_MALFORMED", path), query


async def test_a_region_gets_no_certificate_of_anothers_unit(ground: Ground) -> None:
    other = Region(ground.region.api, "12" if ground.region.code != "12" else "13")
    answer = await fetched(other, other.person("auditor"), f"{ground.unit}.json", **MONTHS)
    assert error_of(answer)[:2] == (404, "EXPORT_NOT_FOUND")


async def test_the_command_writes_the_very_file_and_the_script_beside_it_and_says_what_to_compare_with(
    ground: Ground, tmp_path: Path
) -> None:
    region, at, out = ground.region, noon("2025-05-22"), tmp_path / "new" / "place"
    unit_id = str(own_id("CareUnit", ground.unit))
    over_http = await ground.certificate(knownAt=at)
    months = ("--from", "2025-03", "--until", "2025-08", "--known-at", at, "--out", str(out))
    for unit in (ground.unit, unit_id):
        asked = ("certificate", "--region", region.code, "--unit", unit, *months)
        code, printed_out, err = await asyncio.to_thread(printed, region, tmp_path, *asked)
        assert (code, err) == (0, b"")
    file, script = (Path(one) for one in printed_out.decode().splitlines())
    assert file.read_bytes() == over_http.content
    assert script == out / "verify_certificate.py"
    assert script.read_bytes() == SCRIPT_TEXT
    events = str(over_http.json()["content"]["chain"]["events"])
    anchor = ("anchor", "--region", region.code, "--events", events)
    code, told, _ = await asyncio.to_thread(printed, region, tmp_path, *anchor)
    said = dict(line.split() for line in told.decode().splitlines())
    assert (code, said["region"], said["events"]) == (0, region.code, events)
    assert (await asyncio.to_thread(verified, file, "--root", said["root"]))[0] == 0
    _, latest, _ = await asyncio.to_thread(printed, region, tmp_path, *anchor[:3])
    root = dict(line.split() for line in latest.decode().splitlines())["root"]
    assert (await asyncio.to_thread(verified, file, "--root", root))[0] == 1


async def test_commands_that_cannot_be_carried_out_say_why_in_a_line(ground: Ground, tmp_path: Path) -> None:
    region, taken = ground.region, tmp_path / "taken"
    taken.write_text("")
    nobody = "00000000-0000-7000-8000-000000000007"

    def asked(unit: str, first: str, out: Path) -> tuple[str, ...]:
        months = ("--from", first, "--until", "2025-08", "--out", str(out))
        return ("certificate", "--region", region.code, "--unit", unit, *months)

    for arguments, said in (
        (asked(nobody, "2025-03", tmp_path), f"UNKNOWN_UNIT: region {region.code} has no such care unit"),
        (asked("x", "2025-03", tmp_path), "INVALID_UNIT: 'x' is neither"),
        (asked(ground.unit, "2025-09", tmp_path), "INVALID_MONTHS: from 2025-09 until 2025-08"),
        (asked(ground.unit, "2025-03", taken / "below"), "FILE_UNWRITABLE: "),
        (("anchor", "--region", region.code, "--events", "100000"), "UNKNOWN_EVENT: the chain of region"),
        (("anchor", "--region", region.code, "--events", "0"), "UNKNOWN_EVENT: the chain of region"),
    ):
        code, out, err = await asyncio.to_thread(printed, region, tmp_path, *arguments)
        assert (code, out, err.decode().startswith(f"trappa: {said}")) == (2, b"", True), err
