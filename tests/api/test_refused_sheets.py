"""What is no sheet, who may send none, and what is refused before all of it has come."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import pytest

from infra.db.bootstrap import DatabaseUrls
from tenants.catalog import roles
from tests.api.caller import Person
from tests.api.region import Region
from tests.api.serving import Served, served
from tests.api.sheets import COUNTS, UNITS, send, sheet, unit
from tests.api.test_importing import MARK, done, errors, report

REFUSED: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 422, "CSV_EMPTY"),
    "blanks": (b"\r\n;;\r\n", 422, "CSV_EMPTY"),
    "a column too many": (sheet(f"{COUNTS};personnummer", []), 422, "CSV_COLUMN_UNKNOWN"),
    "a column too few": (sheet("hsaId;month", []), 422, "CSV_COLUMN_MISSING"),
    "a column twice": (sheet(f"{COUNTS};Month", []), 422, "CSV_COLUMN_TWICE"),
    "another encoding": (f"{COUNTS}\nÄ;2025-01;1".encode("latin-1"), 422, "CSV_ENCODING"),
    "zero bytes": (f"{COUNTS}\n\0".encode(), 422, "CSV_NUL"),
    "an open quote": (f'{COUNTS}\n"SE;2025-01;1\n'.encode(), 422, "CSV_QUOTE_OPEN"),
    "a quote amiss": (f'{COUNTS}\n"S"E;2025-01;1\n'.encode(), 422, "CSV_MALFORMED"),
    "an endless line": (f"{COUNTS}\n{'x' * 70_000}".encode(), 422, "CSV_ROW_TOO_LONG"),
}


@pytest.mark.requirement("XC-07")
@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
async def test_what_is_no_sheet_is_refused_as_a_whole(kalmar: Region, case: tuple[bytes, int, str]) -> None:
    content, status, code = case
    async with kalmar.api.nothing_written():
        answer = await send(kalmar.api, kalmar.handler, "listed-counts", content)
    assert (answer.status, answer.codes) == (status, [code])
    assert (answer.body["data"], answer.headers["cache-control"]) == (None, "no-store")
    if code.startswith("CSV_COLUMN"):
        assert answer.body["errors"][0]["extensions"]["allowed"] == ["hsaId", "month", "listed"]
        assert "personnummer" not in str(answer.body)


@pytest.mark.requirement("XC-07")
async def test_only_those_import_who_may_do_the_same_by_command(kalmar: Region) -> None:
    unit_id = await kalmar.unit("Ängö", f"{MARK}ROLES")
    for kind, permission in (("units", "REGISTER_UNIT"), ("listed-counts", "RECORD_LISTED_COUNTS")):
        may = {name for name, role in roles().items() if permission in role.permissions}
        content = sheet(UNITS, [unit(f"{MARK}R{kind[0].upper()}")]) if kind == "units" else sheet(COUNTS, [])
        for role in roles():
            person = kalmar.person(role, unit=unit_id if roles()[role].side == "party" else None)
            answer = await send(kalmar.api, person, kind, content, preview=True)
            assert answer.status == (200 if role in may else 403), (kind, role, answer.body)
            if role not in may:
                assert answer.codes == ["MANDATE_MISSING"]
                assert set(answer.body["errors"][0]["extensions"]["allowed"]) == may
    for person, status, code in (
        (Person((), "08", None, None, "no token"), 401, None),
        (Person(("handler",), None), 403, "MANDATE_MISSING"),
    ):
        answer = await send(kalmar.api, person, "units", sheet(UNITS, []))
        assert answer.status == status
        assert code is None or answer.codes in ([code], ["NO_REGION"], ["REGION_UNNAMED"])


async def test_a_sheet_is_of_the_callers_own_region(beside: Region, alone: Region) -> None:
    await beside.unit("Ängö", f"{MARK}OURS")
    found = await report(alone, "listed-counts", sheet(COUNTS, [f"{MARK}OURS;2025-01;1"]), status=422)
    assert errors(found) == [(2, "hsaId", "UNIT_NOT_REGISTERED")]
    assert await report(alone, "units", sheet(UNITS, [unit(f"{MARK}OURS")])) == done(1, 1)


@pytest.mark.parametrize(
    ("kind", "headers", "query", "status", "code"),
    [
        ("units", {"content-type": "application/json"}, "", 415, "NOT_CSV"),
        ("units", {"content-type": "text/csv; charset=iso-8859-1"}, "", 415, "NOT_CSV"),
        ("units", {}, "?preview=yes", 400, "QUERY_UNKNOWN"),
        ("units", {}, "?preview=true&preview=false", 400, "QUERY_UNKNOWN"),
        ("units", {}, "?dryRun=true", 400, "QUERY_UNKNOWN"),
        ("cases", {}, "", 404, "PATH_UNKNOWN"),
    ],
)
async def test_a_request_that_asks_otherwise_is_refused(
    kalmar: Region, kind: str, headers: dict[str, str], query: str, status: int, code: str
) -> None:
    async with kalmar.api.nothing_written():
        answer = await send(kalmar.api, kalmar.handler, kind, sheet(UNITS, []), headers=headers, query=query)
    assert (answer.status, answer.codes) == (status, [code])


async def test_a_charset_that_is_utf_8_is_taken(kalmar: Region) -> None:
    headers = {"content-type": "text/csv; charset=UTF-8"}
    assert (await send(kalmar.api, kalmar.handler, "units", sheet(UNITS, []), headers=headers)).status == 200


@pytest.fixture
def narrow(api_database: DatabaseUrls) -> Iterator[Served]:
    """The service, taking files of one mebibyte and waiting for no part of them as long as half a second."""
    with served(api_database, 0.4, TRAPPA_IMPORT_MIB="1") as running:
        yield running


async def _upload(running: Served, parts: int, part: bytes) -> tuple[str, int]:
    """What is answered to a body that comes in parts, and how many of them were sent by then."""
    host, port = running.base_url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /import/listed-counts HTTP/1.1\r\nhost: {host}\r\ntransfer-encoding: chunked\r\n"
    head += f"authorization: Bearer {running.token(['handler'])}\r\ncontent-type: text/csv\r\n\r\n"
    writer.write(head.encode())
    answer, sent = asyncio.create_task(_answered(reader)), 0
    with contextlib.suppress(ConnectionError):
        while sent < parts and not answer.done():
            writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            await writer.drain()
            sent += 1
            await asyncio.sleep(0)
    found = await asyncio.wait_for(answer, 10)
    writer.close()
    return found, sent


async def _answered(reader: asyncio.StreamReader) -> str:
    """One answer, whether the connection stays or not."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(int(line.split(":")[1]) for line in head.lower().splitlines() if line.startswith("content-length:"))
    return head + (await reader.readexactly(length)).decode()


async def test_a_line_of_200_megabytes_is_refused_long_before_it_has_come(narrow: Served) -> None:
    await narrow.register()
    found, sent = await _upload(narrow, 200 * 16, b"x" * 65536)
    assert found.startswith("HTTP/1.1 422 ")
    assert '"code":"CSV_ROW_TOO_LONG"' in found
    assert sent < 200


async def test_a_file_that_is_too_large_is_refused_while_it_comes_and_one_that_drips_is_not_waited_for(
    narrow: Served,
) -> None:
    await narrow.register()
    found, sent = await _upload(narrow, 4000, b"SE2321000073-A;2025-01;1\n" * 2000)
    assert found.startswith("HTTP/1.1 413 ")
    assert '"code":"CSV_TOO_LARGE"' in found
    assert sent < 1000
    late, _ = await _upload(narrow, 1, b"hsaId;month;listed\n")
    assert late.startswith("HTTP/1.1 408 ")
