"""Sheets over HTTP: CSV in, a report of every row out. Same tokens, roles and errors as the API beside it."""

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
from infra.sheets.spool import Spool
from infra.telemetry.observed import current
from service.domain.errors import MandateMissing, Refusal
from service.domain.messages import message
from service.domain.words import spoken
from service.ports import AccessChanged
from service.usecases.commanding import Sent, Services
from service.usecases.csv_text import Intake, written
from service.usecases.importing import Kind, Report, Told, check_may, columns_of, import_sheet

PREFIX: Final = "/import/"
IMPORTS: Final[dict[str, Kind]] = {"units": "units", "listed-counts": "listed-counts"}
COMMANDS: Final[dict[Kind, str]] = {"units": "importUnits", "listed-counts": "importListedCounts"}
"""What an import is called where commands are named."""
UPLOAD_SECONDS: Final = 600.0
"""How long a whole file may take to come; each part of it BODY_SECONDS."""
_TRIES: Final = 5
_IN_MEMORY: Final = 1024 * 1024
_TRUTH: Final = {"true": True, "false": False}


def not_csv() -> CallerRefused:
    return CallerRefused(
        415,
        "NOT_CSV",
        "Filen ska sändas som text/csv, i UTF-8.",
        "The file is to be sent as text/csv, in UTF-8.",
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


class ImportFront:
    """POST of one file. One import at a time in a process: each holds a connection and a processor for long."""

    def __init__(self, on: Importing) -> None:
        self._on = on
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        kind = IMPORTS.get(request.path_params["kind"])
        if kind is None:
            raise path_unknown()
        caller = await self._on.callers.caller(request)
        current().region, current().fields = caller.actor.tenant_id, (COMMANDS[kind],)
        try:
            check_may(caller.actor, kind, self._on.services(caller).catalogue)
        except Refusal as refusal:
            raise _refused(refusal) from None
        preview = _preview(request)
        _check_kind(request)
        if self._turn.locked():
            raise overloaded()
        async with self._turn:
            try:
                response = await self._answer(request, caller, kind, preview=preview)
            except ClientDisconnect:
                return
        await response(scope, receive, send)

    async def _answer(self, request: Request, caller: Caller, kind: Kind, *, preview: bool) -> Response:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
            try:
                await self._receive(request, cast("BinaryIO", file))
                file.seek(0)
                with await asyncio.to_thread(Spool, cast("BinaryIO", file), columns_of(kind)) as sheet:
                    report = await self._imported(request, caller, kind, sheet, preview=preview)
            except Refusal as refusal:
                raise _refused(refusal) from None
        return _told(report, caller.language, csv=_prefers_csv(request))

    async def _receive(self, request: Request, file: BinaryIO) -> None:
        """Writes the body to the file as it comes, looked at on the way."""
        intake, parts = Intake(self._on.most_bytes), request.stream()
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

    async def _imported(self, request: Request, caller: Caller, kind: Kind, sheet: Spool, *, preview: bool) -> Report:
        """Again for a caller whose seats or issuer have changed: nothing was done by then."""
        for _ in range(_TRIES):
            sent = Sent(caller.actor, None, COMMANDS[kind], {})
            try:
                return await import_sheet(self._on.services(caller), sent, kind, sheet, preview=preview)
            except AccessChanged:
                self._on.callers.forget(caller)
                caller = await self._on.callers.caller(request)
        raise unsettled()


def _preview(request: Request) -> bool:
    if not request.query_params:
        return False
    asked = request.query_params.getlist("preview")
    if set(request.query_params) != {"preview"} or len(asked) != 1 or asked[0] not in _TRUTH:
        raise query_unknown()
    return _TRUTH[asked[0]]


def _check_kind(request: Request) -> None:
    media, *parameters = (one.strip().lower() for one in request.headers.get("content-type", "").split(";"))
    if media != "text/csv" or any(one.startswith("charset=") and "utf-8" not in one for one in parameters):
        raise not_csv()


def _prefers_csv(request: Request) -> bool:
    return "text/csv" in request.headers.get("accept", "")


def _refused(refusal: Refusal) -> CallerRefused:
    """The refusal of a file as a whole, in the shape that all refused requests have."""
    status = 403 if isinstance(refusal, MandateMissing) else 413 if refusal.code == "CSV_TOO_LARGE" else 409
    if refusal.code.startswith("CSV_") and status != 413:  # noqa: PLR2004 - the status of RFC 9110
        status = 422
    extensions = {"allowed": list(refusal.allowed)} if refusal.allowed else {}
    return CallerRefused(status, refusal.code, message(refusal, "sv"), message(refusal, "en"), **extensions)


def _told(report: Report, language: str, *, csv: bool) -> Response:
    """The report; 422 where rows are wrong, of which nothing was written."""
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
            "units": report.units,
            "errorCount": report.error_count,
            "errors": [_row(one, language) for one in report.errors],
        },
        status,
    )


def _row(one: Told, language: str) -> dict[str, Any]:
    allowed = [spoken(each, language) for each in one.refusal.allowed]
    found = {"row": one.row, "column": one.column, "code": one.refusal.code, "message": message(one.refusal, language)}
    return {**found, "allowed": allowed}
