"""Files for others: settled months for the system that pays, certificates for auditors. One statement each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from infra.certificate.files import VERIFIER, name_of, verifier
from infra.http.callers import Caller, Callers
from infra.http.refusals import (
    chain_unsound,
    export_malformed,
    export_not_found,
    export_not_permitted,
    unsettled,
)
from infra.http.watching import WatchedReader
from infra.telemetry.observed import current
from service.authorize import Actor
from service.domain.dates import MOST_MONTHS, Month
from service.ports import AccessChanged, Reader
from service.usecases.certificate import Asked, UnsoundChain
from service.usecases.exporting import may_certify, may_export, settlement_content, unit_certificate
from service.usecases.settlement_export import Export, as_csv, as_json

SEAL: Final = "trappa-seal"
_TRIES: Final = 5
_log = structlog.get_logger(__name__)
_FORMATS: Final[Mapping[str, tuple[Callable[[Mapping[str, Any]], Export], str]]] = {
    "json": (as_json, "application/json"),
    "csv": (as_csv, "text/csv; charset=utf-8; header=present"),
}
Reading = Callable[[Caller, Reader], Awaitable[Response]]


class Exports:
    """The routes under /export, to whose callers it answers once it is told to serve."""

    def __init__(self, units: Callable[[str], UUID | None]) -> None:
        """`units` reads how a care unit is written; None where none is written so."""
        self._units = units
        self._served: tuple[Callers, Reader] | None = None

    def serve(self, callers: Callers, reader: Reader) -> None:
        self._served = callers, reader

    def routes(self) -> list[BaseRoute]:
        settlements = (
            Route(f"/export/settlements/{{month}}.{form}", self._settlement(form), methods=["GET"]) for form in _FORMATS
        )
        return [
            *settlements,
            Route(f"/export/certificates/{VERIFIER}", self._verifier, methods=["GET"]),
            Route("/export/certificates/{unit}.json", self._certificate, methods=["GET"]),
        ]

    def _settlement(self, form: str) -> Callable[[Request], Awaitable[Response]]:
        write, media = _FORMATS[form]

        async def answer(request: Request) -> Response:
            month = _month(request.path_params["month"], "month")

            async def read(caller: Caller, reader: Reader) -> Response:
                content = await settlement_content(reader, caller.actor, month)
                if content is None:
                    raise export_not_found()
                name = f"trappa-{caller.actor.tenant_id}-{month}.{form}"
                return _file(request, write(content), name, media)

            return await self._answered(request, may_export, read)

        return answer

    async def _certificate(self, request: Request) -> Response:
        unit_id = self._units(request.path_params["unit"])
        first, last = (_month(request.query_params.get(name, ""), name) for name in ("from", "until"))
        if not 1 <= last.index - first.index + 1 <= MOST_MONTHS:
            raise export_malformed("until", f"1-{MOST_MONTHS} months")
        stated = request.query_params.get("knownAt")
        known_at = None if stated is None else _instant(stated)

        async def read(caller: Caller, reader: Reader) -> Response:
            now = caller.now or datetime.now(UTC)
            if known_at is not None and known_at > now:
                raise export_malformed("knownAt", "up to now")
            if unit_id is None:
                raise export_not_found()
            asked = Asked(caller.actor.tenant_id, unit_id, first, last, known_at or now)
            try:
                export = await unit_certificate(reader, caller.actor, asked)
            except UnsoundChain:
                _log.exception("unsound_chain")
                raise chain_unsound() from None
            if export is None:
                raise export_not_found()
            return _file(request, export, name_of(asked), "application/json")

        return await self._answered(request, may_certify, read)

    async def _verifier(self, request: Request) -> Response:
        async def read(_caller: Caller, _reader: Reader) -> Response:
            headers = {"content-disposition": f'attachment; filename="{VERIFIER}"', "cache-control": "no-store"}
            return Response(verifier(), 200, headers, media_type="text/x-python; charset=utf-8")

        return await self._answered(request, may_certify, read)

    async def _answered(self, request: Request, may: Callable[[Actor], bool], read: Reading) -> Response:
        """What `read` gives to a caller who may; looked at again where its seats or issuer change meanwhile."""
        if self._served is None:
            raise RuntimeError("the process has not started")
        callers, reader = self._served
        for _ in range(_TRIES):
            caller = await callers.caller(request)
            current().region = caller.actor.tenant_id
            if may(caller.actor):
                try:
                    return await read(caller, WatchedReader(reader, caller.watch))
                except AccessChanged:
                    callers.forget(caller)
            elif await callers.unchanged(caller):
                raise export_not_permitted()
            else:
                callers.forget(caller)
        raise unsettled()


def _month(text: str, path: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise export_malformed(path, "YYYY-MM") from None


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise export_malformed("knownAt", "ISO 8601 with an offset")
    return instant


def _file(request: Request, export: Export, name: str, media: str) -> Response:
    """The file, or 304 to who has this very one."""
    headers = {
        "etag": f'"{export.digest}"',
        SEAL: export.seal,
        "cache-control": "private, no-cache",
        "content-disposition": f'attachment; filename="{name}"',
    }
    held = request.headers.get("if-none-match", "")
    if headers["etag"] in (one.strip().removeprefix("W/") for one in held.split(",")):
        return Response(None, 304, headers)
    return Response(export.text.encode(), 200, headers, media_type=media)
