"""Whole sheets over HTTP: all of it or nothing, row by row what is wrong, and the same file again changes nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from infra.cli.replay import read_stored, replayed
from tests.api.caller import Json
from tests.api.region import Region
from tests.api.sheets import COUNTS, NOW, UNITS, send, sheet, unit

LISTED = "query($id: ID!) { unit(id: $id) { listedCounts { month listed } history { type text } } }"
NAMED = """{ units(first: 100) { nodes {
  id hsaId name provider { name orgnr } address { city } agreements { validFrom }
} } }"""
FULL = f"{UNITS};validUntil;externalReference;street;postalCode;city"
MARK = "SE2321000073-"


async def report(region: Region, kind: str, content: bytes, *, preview: bool = False, status: int = 200) -> Json:
    answer = await send(region.api, region.handler, kind, content, preview=preview)
    assert answer.status == status, answer.body
    return answer.body


def done(rows: int, units: int, unchanged: int = 0) -> Json:
    """The report of a sheet that was written."""
    return {**looked(rows, units, unchanged), "written": True}


def looked(rows: int, units: int, unchanged: int = 0) -> Json:
    """The report of a sheet that is right, and of which nothing was written."""
    told = {"written": False, "rows": rows, "unchanged": unchanged, "units": units}
    return {**told, "errorCount": 0, "errors": []}


def errors(found: Json) -> list[tuple[int, str | None, str]]:
    return [(one["row"], one["column"], one["code"]) for one in found["errors"]]


async def test_units_are_registered_from_a_sheet_and_the_same_sheet_again_changes_nothing(alone: Region) -> None:
    rows = [unit(f"{MARK}A{number}", f"Enhet {number}") for number in range(1200)]
    content = sheet(UNITS, [*rows[:600], "", ";;;;;;", *rows[600:]])
    async with alone.api.nothing_written():
        assert await report(alone, "units", content, preview=True) == looked(1200, 1200)
    assert await report(alone, "units", content) == done(1200, 1200)
    async with alone.api.nothing_written():
        assert await report(alone, "units", content) == looked(1200, 0, 1200)
    one_more = sheet(UNITS, [*rows, unit(f"{MARK}NEW")])
    assert await report(alone, "units", one_more) == done(1201, 1, 1200)
    stored = await read_stored(alone.api.served.urls.app, alone.code)
    assert replayed(alone.code, stored).findings == ()
    of_units = [one for one in stored.links if one.type == "UnitRegistered"]
    assert len(of_units) == 1201
    assert len({one.recorded_at for one in of_units[:1200]}) == len({one.command_id for one in of_units[:1200]}) == 1
    assert None not in {one.command_id for one in of_units}
    assert {'"acted_as":"handler"' in one.body for one in of_units} == {True}


async def test_a_unit_of_a_sheet_is_as_one_that_is_registered_by_command(alone: Region) -> None:
    row = f'{MARK}full;Öster;"Bolaget; ""Öst"" AB";5560360793;HALSOVAL;LOV;2024-02-01'
    row = f"{row};2026-01-01;A 17;Gatan 1;39233;Kalmar"
    assert await report(alone, "units", sheet(FULL, [row])) == done(1, 1)
    (seen,) = (await alone.api.ask(alone.handler, NAMED, now=NOW))["units"]["nodes"]
    assert {name: seen[name] for name in ("hsaId", "name", "provider", "address", "agreements")} == {
        "hsaId": f"{MARK}FULL",
        "name": "Öster",
        "provider": {"name": 'Bolaget; "Öst" AB', "orgnr": "5560360793"},
        "address": {"city": "Kalmar"},
        "agreements": [{"validFrom": "2024-02-01"}],
    }
    # In another order of columns, and separated by commas, the same is said of it.
    commas = UNITS.replace(";", ",")
    again = f"validUntil,externalReference,street,postalCode,city,{commas}\n2026-01-01,A 17,Gatan 1,392 33,Kalmar,"
    again += f'{MARK}FULL,Öster,"Bolaget; ""Öst"" AB",556036-0793,HALSOVAL,LOV,2024-02-01\n'
    assert await report(alone, "units", again.encode()) == looked(1, 0, 1)


async def test_what_a_sheet_does_not_say_of_a_unit_is_no_difference(alone: Region) -> None:
    full = f"{unit(f'{MARK}A')};2026-01-01;A 17;Gatan 1;39233;Kalmar"
    assert await report(alone, "units", sheet(FULL, [full])) == done(1, 1)
    assert await report(alone, "units", sheet(UNITS, [unit(f"{MARK}A")])) == looked(1, 0, 1)
    bare = f"{unit(f'{MARK}A')};2026-01-01;A 17;;;"
    assert await report(alone, "units", sheet(FULL, [bare])) == looked(1, 0, 1)
    for changed, column in (
        (full.replace("2026-01-01", ""), "validUntil"),
        (full.replace("A 17", "A 18"), "externalReference"),
        (full.replace("Gatan 1", "Gatan 2"), "street"),
        (full.replace("2024-01-01", "2024-01-02"), "validFrom"),
        (full.replace("LOV", "LOU"), "legalBasis"),
    ):
        found = await report(alone, "units", sheet(FULL, [changed]), status=422)
        assert errors(found) == [(2, column, "UNIT_DIFFERS")]


async def test_an_agreement_that_has_ended_is_in_the_sheet_as_it_was_agreed(alone: Region) -> None:
    content = sheet(UNITS, [unit(f"{MARK}END")])
    assert await report(alone, "units", content) == done(1, 1)
    (seen,) = (await alone.api.ask(alone.handler, NAMED, now=NOW))["units"]["nodes"]
    agreement = (await alone.agreements(seen["id"]))[0]["id"]
    given = {"unitId": seen["id"], "agreementId": agreement, "endsOn": "2025-05-01", "reason": "NOTICE"}
    await alone.api.done(alone.handler, "endAgreement", given, now=NOW)
    assert await report(alone, "units", content) == looked(1, 0, 1)


async def test_one_bad_row_and_nothing_is_written(alone: Region) -> None:
    known = await alone.unit("Ängö", f"{MARK}KNOWN")
    rows = [
        unit(f"{MARK}GOOD"),
        unit("SE1-BAD"),
        unit(f"{MARK}TWO", "Två"),
        f"{MARK}X;för få celler",
        unit(f"{MARK}two", "Två"),
        unit(f"{MARK}KNOWN", "Öster"),
        unit(f"{MARK}DATE", begins="2024-02-30"),
        unit(f"{MARK}ORG").replace("232100-0073", "121212-1212"),
    ]
    async with alone.api.nothing_written():
        for preview in (True, False):
            found = await report(alone, "units", sheet(UNITS, rows), preview=preview, status=422)
            assert errors(found) == [
                (3, "hsaId", "INVALID_INPUT"),
                (5, None, "ROW_CELLS"),
                (6, "hsaId", "INVALID_INPUT"),
                (7, "name", "UNIT_DIFFERS"),
                (8, "validFrom", "INVALID_INPUT"),
                (9, "providerOrgnr", "INVALID_INPUT"),
            ]
            assert (found["written"], found["rows"], found["errorCount"]) == (False, 8, 6)
    assert found["errors"][3]["message"] == (
        f"Enheten {MARK}KNOWN är redan registrerad, med något annat i kolumnen name. En import ändrar ingen enhet."
    )
    assert found["errors"][4]["allowed"] == ["YYYY-MM-DD"]
    assert "1212" not in str(found)
    assert [one["name"] for one in (await alone.api.ask(alone.handler, NAMED, now=NOW))["units"]["nodes"]] == ["Ängö"]
    assert known


async def test_listed_counts_come_in_any_order_and_a_correction_is_one(alone: Region) -> None:
    units = {name: await alone.unit(name, f"{MARK}{name}") for name in ("NORR", "OST")}
    rows = [f"{MARK}{name};2025-{month:02};{8000 + month}" for month in (3, 1, 2) for name in ("OST", "NORR")]
    assert await report(alone, "listed-counts", sheet(COUNTS, rows), preview=True) == looked(6, 2)
    assert await report(alone, "listed-counts", sheet(COUNTS, rows)) == done(6, 2)
    async with alone.api.nothing_written():
        assert await report(alone, "listed-counts", sheet(COUNTS, reversed(rows))) == looked(6, 0, 6)
    corrected = sheet(COUNTS, [*rows[1:], f'"{MARK}ost";2025-03;"7 999,0"'])
    assert await report(alone, "listed-counts", corrected) == done(6, 1, 5)
    seen = (await alone.api.ask(alone.handler, LISTED, {"id": units["OST"]}, now=NOW))["unit"]
    assert seen["listedCounts"] == [
        {"month": "2025-01", "listed": 8001},
        {"month": "2025-02", "listed": 8002},
        {"month": "2025-03", "listed": 7999},
    ]
    assert [one["text"] for one in seen["history"][1:]] == [
        "Antal listade registrerades, 2025-01: 8001, 2025-02: 8002, 2025-03: 8003.",
        "Antal listade registrerades, 2025-03: 7999.",
    ]
    stored = await read_stored(alone.api.served.urls.app, alone.code)
    assert replayed(alone.code, stored).findings == ()


@pytest.mark.requirement("EX-11", "AM-01")
async def test_what_an_imported_count_changes_is_what_a_recorded_one_changes(alone: Region) -> None:
    unit_id = await alone.unit("Ängö", f"{MARK}MONEY")
    case = await alone.sanctioned(unit_id)
    for listed, total in ((8000, "16258.06"), (7900, "16054.84")):
        await report(alone, "listed-counts", sheet(COUNTS, [f"{MARK}MONEY;2025-03;{listed}"]))
        lines = (await alone.sight(alone.office, case, now=NOW))["sanction"]["lines"]
        assert lines[0]["amount"] == total


async def test_a_wrong_count_is_told_with_its_row_and_nothing_is_written(alone: Region) -> None:
    await alone.unit("Ängö", f"{MARK}C")
    good = f"{MARK}C;2025-01;1"
    rows = [
        good,
        f"{MARK}C;2023-12;1",
        f"{MARK}C;2026-01;1",
        f"{MARK}NOBODY;2025-01;1",
        f"{MARK}C;2025-02;1,5",
        f"{MARK}C;jan;1",
        good.lower(),
    ]
    async with alone.api.nothing_written():
        found = await report(alone, "listed-counts", sheet(COUNTS, rows), status=422)
    assert errors(found) == [
        (3, "month", "MONTH_BEFORE_AGREEMENT"),
        (4, "month", "MONTH_IN_FUTURE"),
        (5, "hsaId", "UNIT_NOT_REGISTERED"),
        (6, "listed", "INVALID_INPUT"),
        (7, "month", "INVALID_INPUT"),
        (8, "month", "INVALID_INPUT"),
    ]
    english = {"accept-language": "en"}
    told = await send(alone.api, alone.handler, "listed-counts", sheet(COUNTS, rows), headers=english)
    assert told.body["errors"][2]["message"] == f"No unit with HSA-id {MARK}NOBODY is registered."


async def test_the_errors_of_the_first_rows_are_told_and_all_are_counted(alone: Region) -> None:
    rows = [f"Z{5000 - number};2025-01;1" for number in range(2500)]
    found = await report(alone, "listed-counts", sheet(COUNTS, rows), status=422)
    assert found["errorCount"] == 2500
    assert [one["row"] for one in found["errors"]] == list(range(2, 1002))


async def test_the_errors_come_as_csv_to_who_asks_for_it(alone: Region) -> None:
    content = sheet(UNITS, [unit("=1+1"), unit(f"{MARK}A").replace("LOV", "+LOV")])
    answer = await send(alone.api, alone.handler, "units", content, headers={"accept": "text/csv"})
    assert (answer.status, answer.headers["content-type"]) == (422, "text/csv; charset=utf-8")
    lines = answer.body.split("\r\n")
    assert lines[:2] == [
        "row;column;code;message",
        "2;hsaId;INVALID_INPUT;Fältet hsaId har ett otillåtet värde: inget HSA-id.",
    ]
    assert lines[2].startswith("3;legalBasis;INVALID_INPUT;")
    assert lines[3:] == [""]


async def test_two_imports_at_once_are_one_and_an_answer_to_come_again(alone: Region) -> None:
    content = sheet(UNITS, [unit(f"{MARK}AT{number}") for number in range(3000)])
    first, second = await asyncio.gather(
        send(alone.api, alone.handler, "units", content), send(alone.api, alone.handler, "units", content)
    )
    assert sorted((first.status, second.status)) == [200, 503]
    assert [one.codes for one in (first, second) if one.status == 503] == [["OVERLOADED"]]


async def test_commands_beside_an_import_leave_one_unbroken_chain(alone: Region) -> None:
    content = sheet(UNITS, [unit(f"{MARK}B{number}") for number in range(800)])

    async def beside() -> list[Any]:
        return [await alone.unit(f"Enhet {number}", f"{MARK}S{number}") for number in range(10)]

    answer, _ = await asyncio.gather(send(alone.api, alone.handler, "units", content), beside())
    assert answer.status == 200
    stored = await read_stored(alone.api.served.urls.app, alone.code)
    assert replayed(alone.code, stored).findings == ()
    assert sum(one.type == "UnitRegistered" for one in stored.links) == 810


async def test_a_file_whose_unit_somebody_registers_meanwhile_is_told_to_come_again(alone: Region) -> None:
    """The sheet was checked, and then the unit was there: whole or not at all, and the next time it is told which."""
    content = sheet(UNITS, [unit(f"{MARK}{name}") for name in ("RACE1", "RACE2")])
    begun = "begin; insert into trappa.care_unit select tenant_id, gen_random_uuid(), '{new}', name, name_sort,"
    begun += " provider_name, provider_orgnr, registered_at from trappa.care_unit where hsa_id = '{old}'"
    await alone.unit("Ängö", f"{MARK}OTHER")
    await alone.api.admin.execute("set session_replication_role = replica")
    await alone.api.admin.execute(begun.format(new=f"{MARK}RACE2", old=f"{MARK}OTHER"))
    sending = asyncio.create_task(send(alone.api, alone.handler, "units", content))
    await asyncio.sleep(0.5)
    await alone.api.admin.execute("commit")
    await alone.api.admin.execute("set session_replication_role = origin")
    answer = await sending
    assert (answer.status, answer.codes) == (409, ["BUSY"])
    await alone.api.admin.execute(f"delete from trappa.care_unit where hsa_id = '{MARK}RACE2'")
    assert await report(alone, "units", content) == done(2, 2)
