"""A round's figures from a file over HTTP: all of it or nothing, row by row what is wrong, and never twice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from time import perf_counter

import pytest

from infra.http.importing import XLSX
from tests.api.caller import Answer, Api, Json, Person
from tests.api.delivered import NOW, PERIOD, WHOLE, Delivering, asked, figure, fresh
from tests.api.sheets import send, sheet

HEADING = "indicator;period;status;source;numerator;sex"
ROWS = [
    f"IN-09;{PERIOD};NORMAL;JOURNAL;100;",
    f"IN-09;{PERIOD};NORMAL;JOURNAL;60;K",
    f"IN-09;{PERIOD};NORMAL;JOURNAL;40;M",
    f"IN-07;{PERIOD};NORMAL;JOURNAL;90;T",
    f"IN-07;{PERIOD};NORMAL;JOURNAL;55;K",
    f"IN-07;{PERIOD};NORMAL;JOURNAL;35;M",
]
LARGE = 20_000
SECONDS = 25.0
"""Some ten times what it takes where nothing else runs."""
_WORKBOOK: Mapping[str, str] = {
    "[Content_Types].xml": """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>""",
    "_rels/.rels": """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": """<Relationships
 xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
 Target="worksheets/sheet1.xml"/></Relationships>""",
}


def workbook(rows: Sequence[str]) -> bytes:
    """The rows as the cells of the one sheet of a workbook, as text."""
    cells = "".join(
        f"<row r='{n}'>"
        + "".join(
            f"<c r='{chr(65 + place)}{n}' t='inlineStr'><is><t>{cell}</t></is></c>"
            for place, cell in enumerate(row.split(";"))
        )
        + "</row>"
        for n, row in enumerate(rows, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in _WORKBOOK.items():
            package.writestr(name, text)
        package.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet xmlns='{main}'><sheetData>{cells}</sheetData></worksheet>"
        )
    return made.getvalue()


@pytest.fixture
async def own(api: Api) -> Delivering:
    """A region whose delivery is open."""
    region = await fresh(api)
    await asked(region.api)
    delivering = Delivering(region)
    await delivering.open()
    return delivering


async def imported(
    own: Delivering,
    content: bytes,
    *,
    by: Person | None = None,
    query: str = f"?round={PERIOD}",
    media: str = "text/csv",
) -> Answer:
    headers = {"trappa-now": NOW, "content-type": media}
    return await send(own.region.api, by or own.reporter, "indicators", content, query=query, headers=headers)


def report(rows: int, figures: int, unchanged: int = 0, *, written: bool = True) -> Json:
    told = {"written": written, "rows": rows, "unchanged": unchanged, "figures": figures}
    return {**told, "errorCount": 0, "errors": []}


@pytest.mark.requirement("NI-21", "RP-13")
async def test_a_file_is_what_the_same_figures_are_by_command(own: Delivering) -> None:
    content = sheet(HEADING, ROWS)
    async with own.region.api.nothing_written():
        looked = await imported(own, content, query=f"?round={PERIOD}&preview=true")
        assert (looked.status, looked.body) == (200, report(6, 6, written=False))
    assert (await imported(own, content)).body == report(6, 6)
    async with own.region.api.nothing_written():
        assert (await imported(own, content)).body == report(6, 0, 6, written=False)
        await own.done("deliverFigures", rows=WHOLE)
    assert (await own.delivery(1, "check { count completeness { answered } }"))["check"] == {
        "count": 0,
        "completeness": {"answered": 6},
    }
    changed = sheet(HEADING, [ROWS[0].replace("100", "102"), *ROWS[1:]])
    assert (await imported(own, changed)).body == report(6, 1, 5)
    assert (await own.figures())["IN-09", ""] == "102"


async def test_a_workbook_says_the_same_as_a_csv_file(own: Delivering) -> None:
    content = workbook([HEADING, *ROWS])
    assert (await imported(own, content, media=XLSX)).body == report(6, 6)
    assert (await imported(own, sheet(HEADING, ROWS))).body == report(6, 0, 6, written=False)


BAD: Mapping[str, tuple[str, str, str]] = {
    "no such indicator": (f"IN-99;{PERIOD};NORMAL;JOURNAL;1;", "indicator", "VALUE_NOT_LISTED"),
    "not asked for": (f"IN-08;{PERIOD};NORMAL;JOURNAL;1;", "indicator", "INDICATOR_NOT_ASKED"),
    "another period": ("IN-09;2020-S1;NORMAL;JOURNAL;1;", "period", "PERIOD_NOT_OPEN"),
    "no period": ("IN-09;hösten;NORMAL;JOURNAL;1;", "period", "PERIOD_UNREADABLE"),
    "no such status": (f"IN-09;{PERIOD};FINE;JOURNAL;1;", "status", "VALUE_NOT_LISTED"),
    "a status that others set": (f"IN-09;{PERIOD};IMPLAUSIBLE;JOURNAL;;", "status", "STATUS_NOT_DELIVERED"),
    "no source": (f"IN-09;{PERIOD};NORMAL;;1;", "source", "CELL_EMPTY"),
    "no number": (f"IN-09;{PERIOD};NORMAL;JOURNAL;många;", "numerator", "NUMBER_UNREADABLE"),
    "below zero": (f"IN-09;{PERIOD};NORMAL;JOURNAL;-1;", "numerator", "NUMBER_NEGATIVE"),
    "blanks for thousands": (f"IN-09;{PERIOD};NORMAL;JOURNAL;1 000;", "numerator", "NUMBER_THOUSANDS"),
    "no figure": (f"IN-09;{PERIOD};NORMAL;JOURNAL;;", "numerator", "FIGURE_MISSING"),
    "a figure under absence": (f"IN-09;{PERIOD};NOT_REPORTED;JOURNAL;0;", "numerator", "FIGURE_UNDER_ABSENCE"),
    "a choice without reason": (f"IN-09;{PERIOD};NOT_REPORTED_BY_CHOICE;JOURNAL;;", "comment", "REASON_MISSING"),
    "no such category": (f"IN-09;{PERIOD};NORMAL;JOURNAL;1;X", "sex", "VALUE_NOT_LISTED"),
    "the same again": (f"IN-07;{PERIOD};NORMAL;JOURNAL;7;K", "indicator", "ROW_TWICE"),
}


@pytest.mark.parametrize(("row", "column", "code"), BAD.values(), ids=BAD.keys())
async def test_one_bad_row_and_nothing_is_delivered(half: Delivering, row: str, column: str, code: str) -> None:
    before = await half.delivery(1, "version")
    async with half.region.api.nothing_written():
        answer = await imported(half, sheet(HEADING, [*ROWS[4:], row]))
    assert answer.status == 422
    assert (answer.body["written"], answer.body["errorCount"]) == (False, 1)
    (told,) = answer.body["errors"]
    assert (told["row"], told["column"], told["code"]) == (4, column, code)
    assert told["message"]
    assert await half.delivery(1, "version") == before


@pytest.fixture(scope="module")
async def half(api: Api) -> Delivering:
    """A delivery that is open and holds a figure."""
    region = await fresh(api)
    await asked(region.api)
    delivering = Delivering(region)
    await delivering.open()
    await delivering.done("deliverFigures", rows=[figure("IN-09", 100)])
    return delivering


@pytest.mark.parametrize(
    ("query", "media", "status", "code"),
    [
        ("", "text/csv", 400, "ROUND_MISSING"),
        (f"?round={PERIOD}&round={PERIOD}", "text/csv", 400, "ROUND_MISSING"),
        (f"?round={PERIOD}&preview=perhaps", "text/csv", 400, "ROUND_MISSING"),
        (f"?round={PERIOD}&number=1", "text/csv", 400, "ROUND_MISSING"),
        (f"?round={PERIOD}", "application/json", 415, "NOT_SHEET"),
        (f"?round={PERIOD}", "text/csv; charset=iso-8859-1", 415, "NOT_SHEET"),
        ("?round=1999-S1", "text/csv", 404, "NOT_FOUND"),
        (f"?round={PERIOD}", XLSX, 422, "XLSX_BROKEN"),
    ],
)
async def test_a_file_that_is_not_asked_for_so_is_refused(
    half: Delivering, query: str, media: str, status: int, code: str
) -> None:
    async with half.region.api.nothing_written():
        answer = await imported(half, sheet(HEADING, ROWS), query=query, media=media)
    assert (answer.status, answer.codes) == (status, [code])


async def test_other_files_are_csv_alone_and_of_no_round(half: Delivering) -> None:
    api, handler = half.region.api, half.region.person("handler")
    answer = await send(api, handler, "units", b"", query=f"?round={PERIOD}")
    assert (answer.status, answer.codes) == (400, ["QUERY_UNKNOWN"])
    answer = await send(api, handler, "units", b"", headers={"content-type": XLSX})
    assert (answer.status, answer.codes) == (415, ["NOT_CSV"])


async def test_who_may_not_deliver_may_not_import_either_and_nobody_into_what_is_submitted(own: Delivering) -> None:
    content = sheet(HEADING, ROWS)
    answer = await imported(own, content, by=own.approver)
    assert (answer.status, answer.codes) == (403, ["MANDATE_MISSING"])
    await imported(own, content)
    await own.done("submitDelivery")
    async with own.region.api.nothing_written():
        answer = await imported(own, sheet(HEADING, [ROWS[0].replace("100", "102")]))
    assert (answer.status, answer.codes) == (409, ["DELIVERY_STANDS"])


@pytest.mark.requirement("RP-13")
async def test_many_figures_are_delivered_as_one_batch_and_in_time(own: Delivering) -> None:
    heading = f"{HEADING};unit"
    rows = [f"IN-09;{PERIOD};NORMAL;JOURNAL;{n % 9};{'KM'[n % 2]};SE2321000016-{n // 2}" for n in range(LARGE)]
    content = sheet(heading, rows)
    began = perf_counter()
    answer = await imported(own, content)
    took = perf_counter() - began
    assert answer.body == report(LARGE, LARGE)
    assert took < SECONDS
