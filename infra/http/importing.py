"""Sheets over HTTP: CSV or a workbook in, a report of every row out. Same tokens, roles and errors as the API."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, cast

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from infra.http.callers import BODY_SECONDS, Caller, CallerRefused, Callers, body_late
from infra.http.refusals import overloaded, path_unknown, unsettled
from infra.sheets.spool import Form, Spool
from infra.telemetry.observed import current
from service.domain.errors import InvalidInput, MandateMissing, NotFound, Refusal
from service.domain.messages import message
from service.domain.sheets import Columns
from service.domain.words import spoken
from service.ports import AccessChanged
from service.usecases.commanding import Sent, Services
from service.usecases.csv_text import Intake, written
from service.usecases.importing import Kind, Report, Told, check_may, columns_of, import_sheet
from service.usecases.importing_figures import check_may_deliver, figure_columns, import_figures
from service.usecases.xlsx_refusals import too_large

PREFIX: Final = "/import/"
FIGURES: Final = "indicators"
IMPORTS: Final[dict[str, Kind]] = {"units": "units", "listed-counts": "listed-counts"}
COMMANDS: Final = {"units": "importUnits", "listed-counts": "importListedCounts", FIGURES: "importFigures"}
"""What an import is called where commands are named."""
UPLOAD_SECONDS: Final = 600.0
"""How long a whole file may take to come; each part of it BODY_SECONDS."""
_TRIES: Final = 5
_IN_MEMORY: Final = 1024 * 1024
_TRUTH: Final = {"true": True, "false": False}
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMS: Final[dict[str, Form]] = {"text/csv": "CSV", XLSX: "XLSX"}


def not_csv() -> CallerRefused:
    return CallerRefused(
        415,
        "NOT_CSV",
        "Filen ska sändas som text/csv, i UTF-8.",
        "The file is to be sent as text/csv, in UTF-8.",
    )


def not_sheet() -> CallerRefused:
    return CallerRefused(
        415,
        "NOT_SHEET",
        "Filen ska sändas som text/csv, i UTF-8, eller som en arbetsbok i Excel (.xlsx) med dess medietyp.",
        "The file is to be sent as text/csv, in UTF-8, or as an Excel workbook (.xlsx) by its media type.",
    )


def round_missing() -> CallerRefused:
    return CallerRefused(
        400,
        "ROUND_MISSING",
        "Adressen ska ha ?round= med omgångens id, och får ha preview.",
        "The address takes ?round= with the round's id, and may have preview beside it.",
    )


def query_unknown() -> CallerRefused:
    return CallerRefused(
        400,
        "QUERY_UNKNOWN",
        "Adressen tar bara ?preview=true eller ?preview=false.",
        "The address takes ?preview=true or ?preview=false alone.",
    )


@dataclass(frozen=True, slots=True)
class Importing:
    """What the front runs on; `most_bytes` is the size of the largest file."""

    callers: Callers
    services: Callable[[Caller], Services]
    most_bytes: int
    body_seconds: float = BODY_SECONDS


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address and the headers say of the file; `round_id` where it is of figures."""

    kind: str
    form: Form
    round_id: str | None
    preview: bool


class _Sized:
    """Lets a workbook's bytes through as far as they may come; what they are is seen once all have."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0

    def take(self, chunk: bytes) -> bytes:
        self._size += len(chunk)
        if self._size > self._most:
            raise too_large(self._most)
        return chunk


class ImportFront:
    """POST of one file. One import at a time in a process: each holds a connection and a processor for long."""

    def __init__(self, on: Importing) -> None:
        self._on = on
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        kind: str = request.path_params["kind"]
        if kind not in COMMANDS:
            raise path_unknown()
        caller = await self._on.callers.caller(request)
        current().region, current().fields = caller.actor.tenant_id, (COMMANDS[kind],)
        catalogue = self._on.services(caller).catalogue
        try:
            if kind == FIGURES:
                check_may_deliver(caller.actor, catalogue)
            else:
                check_may(caller.actor, IMPORTS[kind], catalogue)
        except Refusal as refusal:
            raise _refused(refusal) from None
        asked = _asked(request, kind)
        if self._turn.locked():
            raise overloaded()
        async with self._turn:
            try:
                response = await self._answer(request, caller, asked)
            except ClientDisconnect:
                return
        await response(scope, receive, send)

    async def _answer(self, request: Request, caller: Caller, asked: _Asked) -> Response:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
            try:
                columns = self._columns(caller, asked)
                await self._receive(request, cast("BinaryIO", file), asked.form)
                file.seek(0)
                with await asyncio.to_thread(Spool, cast("BinaryIO", file), columns, asked.form) as sheet:
                    report = await self._imported(request, caller, asked, sheet)
            except Refusal as refusal:
                raise _refused(refusal) from None
        named = "figures" if asked.kind == FIGURES else "units"
        return _told(report, named, caller.language, csv=_prefers_csv(request))

    def _columns(self, caller: Caller, asked: _Asked) -> Columns:
        if asked.round_id is None:
            return columns_of(IMPORTS[asked.kind])
        return figure_columns(self._on.services(caller).national)

    async def _receive(self, request: Request, file: BinaryIO, form: Form) -> None:
        """Writes the body to the file as it comes, looked at on the way."""
        most = self._on.most_bytes
        intake, parts = Intake(most) if form == "CSV" else _Sized(most), request.stream()
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                while True:
                    try:
                        async with asyncio.timeout(self._on.body_seconds):
                            part = await anext(parts)
                    except StopAsyncIteration:
                        return
                    file.write(intake.take(part))
        except TimeoutError:
            raise body_late() from None

    async def _imported(self, request: Request, caller: Caller, asked: _Asked, sheet: Spool) -> Report:
        """Again for a caller whose seats or issuer have changed: nothing was done by then."""
        for _ in range(_TRIES):
            services, preview = self._on.services(caller), asked.preview
            content = {} if asked.round_id is None else {"round": asked.round_id}
            sent = Sent(caller.actor, None, COMMANDS[asked.kind], content)
            try:
                if asked.round_id is not None:
                    return await import_figures(services, sent, asked.round_id, sheet, preview=preview)
                return await import_sheet(services, sent, IMPORTS[asked.kind], sheet, preview=preview)
            except AccessChanged:
                self._on.callers.forget(caller)
                caller = await self._on.callers.caller(request)
        raise unsettled()


def _asked(request: Request, kind: str) -> _Asked:
    query = request.query_params
    preview, rounds = query.getlist("preview"), query.getlist("round")
    of_figures = kind == FIGURES
    if of_figures and (len(rounds) != 1 or not set(query) <= {"preview", "round"}):
        raise round_missing()
    if not of_figures and not set(query) <= {"preview"}:
        raise query_unknown()
    if "preview" in query and (len(preview) != 1 or preview[0] not in _TRUTH):
        raise round_missing() if of_figures else query_unknown()
    looks = bool(preview) and _TRUTH[preview[0]]
    return _Asked(kind, _form(request, of_figures=of_figures), rounds[0] if of_figures else None, looks)


def _form(request: Request, *, of_figures: bool) -> Form:
    media, *parameters = (one.strip().lower() for one in request.headers.get("content-type", "").split(";"))
    form = _FORMS.get(media)
    in_utf8 = not any(one.startswith("charset=") and "utf-8" not in one for one in parameters)
    if form is None or (form == "CSV" and not in_utf8) or (form == "XLSX" and not of_figures):
        raise not_sheet() if of_figures else not_csv()
    return form


def _prefers_csv(request: Request) -> bool:
    return "text/csv" in request.headers.get("accept", "")


def _refused(refusal: Refusal) -> CallerRefused:
    """The refusal of a file as a whole, in the shape that all refused requests have."""
    match refusal:
        case MandateMissing():
            status = 403
        case NotFound():
            status = 404
        case InvalidInput(code="CSV_TOO_LARGE" | "XLSX_TOO_LARGE"):
            status = 413
        case InvalidInput():
            status = 422
        case _:
            status = 409
    extensions = {"allowed": list(refusal.allowed)} if refusal.allowed else {}
    return CallerRefused(status, refusal.code, message(refusal, "sv"), message(refusal, "en"), **extensions)


def _told(report: Report, named: str, language: str, *, csv: bool) -> Response:
    """The report, with what is new `named` so; 422 where rows are wrong, of which nothing was written."""
    status = 422 if report.error_count else 200
    if csv:
        told = (_row(one, language) for one in report.errors)
        rows = [[str(one["row"]), one["column"] or "", one["code"], one["message"]] for one in told]
        return Response(written([["row", "column", "code", "message"], *rows]), status, media_type="text/csv")
    return JSONResponse(
        {
            "written": report.written,
            "rows": report.rows,
            "unchanged": report.unchanged,
            named: report.units,
            "errorCount": report.error_count,
            "errors": [_row(one, language) for one in report.errors],
        },
        status,
    )


def _row(one: Told, language: str) -> dict[str, Any]:
    allowed = [spoken(each, language) for each in one.refusal.allowed]
    found = {"row": one.row, "column": one.column, "code": one.refusal.code, "message": message(one.refusal, language)}
    return {**found, "allowed": allowed}
