"""The published figures over REST, by DIGG's REST API-profil: pages, files, cubes, changes and their metadata.

A pull is one statement, whose pieces were made when they were published and go through as bytes. Its ETag is the
number of the publication that it shows and a digest of what was asked for, so that whoever holds it is told so before
any cell is read.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import product
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from infra.db.published_reads import Asked, CellForm, ChangeForm, PublishedReads, Pull
from infra.http.national_callers import NationalCaller, NationalCallers
from infra.http.national_listed import listed_publications, listed_rounds
from infra.http.national_parameters import MOST_CELLS, MOST_INDICATORS, MOST_PERIODS, Known, Query
from infra.http.national_resources import RESOURCES, Resource
from infra.http.refusals import parameter_invalid, selection_too_large
from service.domain.words import Words
from service.national.definitions import SEX, TOTAL, UNIT, NationalPackage
from service.national.formats import csv_cells, json_stat, sdmx_csv
from service.national.formats.definitions_out import definitions_text
from service.national.formats.json_stat import categories_text
from service.national.formats.native import as_json
from service.national.observations import categories
from service.national.periods import ReportingPeriod
from service.publishing_ports import NationalReader

MOST_PLACES: Final = 1_000_000
"""How many places a cube may have, empty ones among them."""
_HELD: Final = re.compile(r'"([0-9]{1,9})-([0-9a-f]{32})"')
_PRIVATE: Final = "private, no-cache"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is told beside figures: the list, what regions are called, and the service's own address and version."""

    package: NationalPackage
    regions: Mapping[str, Words]
    base: str
    version: str


@dataclass(frozen=True, slots=True)
class _Pulling:
    """One request: what it asks for, who asks, and what the ETag's digest is of."""

    resource: Resource
    query: Query
    caller: NationalCaller
    digest: str
    held: tuple[int, ...]

    def asked(self, limit: int, offset: int = 0) -> Asked:
        return Asked(self.query.selection, self.query.as_of, self.held, limit, offset)

    def shown(self, latest: int) -> int:
        """The publication as of which cells are shown; CallerRefused for one that is not there yet."""
        for name in ("asOf", "since"):
            if name in self.query.values and self.query.number(name) > latest:
                raise parameter_invalid(name, [f"0-{latest}"])
        return latest if self.query.as_of is None else self.query.as_of


class NationalExports:
    """The routes under ROOT, which answer once they are told to serve; `texts` are of the resources that are open."""

    def __init__(self, shown: Shown, texts: Mapping[str, str]) -> None:
        self._shown = shown
        self._open = {path: text.encode() for path, text in texts.items()}
        self._known = Known(
            tuple(dict.fromkeys(one.id for one in shown.package.indicators)),
            tuple(sorted(shown.regions)),
            tuple(one.id for one in shown.package.dimensions if one.id != UNIT),
        )
        self._state = sha256(f"{shown.version} {definitions_text(shown.package)}".encode()).hexdigest()
        self._served: tuple[NationalCallers, PublishedReads, NationalReader] | None = None
        self._pulls: Mapping[str, Callable[[PublishedReads, _Pulling], Awaitable[Response]]] = {
            "cells": partial(self._page, form="content", name="cells"),
            "cells/kolada": partial(self._page, form="kolada", name="values"),
            "cells/csv": self._csv,
            "cells/sdmx-csv": self._sdmx,
            "cells/json-stat": self._cube,
            "changes": self._changes,
            "changes/csv": self._csv,
            "changes/sdmx-csv": self._sdmx,
        }

    def serve(self, callers: NationalCallers, reads: PublishedReads, reader: NationalReader) -> None:
        self._served = callers, reads, reader

    def routes(self) -> list[BaseRoute]:
        return [Route(one.address, partial(self._answer, one), methods=["GET"]) for one in RESOURCES.values()]

    async def _answer(self, resource: Resource, request: Request) -> Response:
        """Who asks is found out before what is asked for is looked at."""
        if self._served is None:
            raise RuntimeError("the process has not started")
        callers, reads, reader = self._served
        caller = None if resource.open else await callers.caller(request)
        query = Query.read(request.query_params.multi_items(), resource.parameters, self._known)
        held = request.headers.get("if-none-match", "")
        if caller is None:
            return _whole(self._open[resource.path], resource, held, "public, no-cache")
        if resource.path == "publications":
            return _whole(await listed_publications(reader), resource, held, _PRIVATE)
        if resource.path == "rounds":
            return _whole(await listed_rounds(reader), resource, held, _PRIVATE)
        language = caller.language if resource.path == "cells/json-stat" else ""
        of = f"{self._state} {resource.path} {language} {query.text()}"
        digest = sha256(of.encode()).hexdigest()[:32]
        seen = tuple(int(number) for number, one in _HELD.findall(held) if one == digest)
        return await self._pulls[resource.path](reads, _Pulling(resource, query, caller, digest, seen))

    async def _page(self, reads: PublishedReads, of: _Pulling, *, form: CellForm, name: str) -> Response:
        limit, offset = of.query.number("limit"), of.query.number("offset")
        pull = await reads.cells(of.asked(limit, offset), form, ",")
        return self._paged(of, pull, name, "next_page" if form == "kolada" else "next")

    async def _changes(self, reads: PublishedReads, of: _Pulling) -> Response:
        limit, offset = of.query.number("limit"), of.query.number("offset")
        pull = await reads.changes(of.asked(limit, offset), of.query.number("since"), "content", ",")
        return self._paged(of, pull, "changes", "next")

    async def _csv(self, reads: PublishedReads, of: _Pulling) -> Response:
        pull = await _everything(reads, of, "csv", "")
        if of.query.semicolons and pull.joined:
            # Quoted texts are read and written anew, which is work for the processor alone.
            text = await asyncio.to_thread(csv_cells.csv_text, [pull.joined.decode()], ";")
            return _fresh(of, pull.latest, text.encode())
        head = csv_cells.csv_text((), ";" if of.query.semicolons else ",")
        return _fresh(of, pull.latest, head.encode() + pull.joined)

    async def _sdmx(self, reads: PublishedReads, of: _Pulling) -> Response:
        pull = await _everything(reads, of, "sdmx", sdmx_csv.before("I"))
        return _fresh(of, pull.latest, sdmx_csv.HEAD.encode() + pull.joined)

    async def _cube(self, reads: PublishedReads, of: _Pulling) -> Response:
        split = self._split(of.query.dimensions)
        splits = [
            categories_text(categories(**dict(zip(split, one, strict=True))))
            for one in product(*((TOTAL, *named) for named in split.values()))
        ]
        found = await reads.rows(of.asked(MOST_CELLS), splits)
        shown = of.shown(found.latest)
        if shown in of.held:
            return _fresh(of, found.latest, b"")
        if len(found.rows) > MOST_CELLS:
            raise selection_too_large("indicator", f"1-{MOST_CELLS} cells")
        selection = of.query.selection
        periods = selection.periods or {row[2] for row in found.rows}
        named = selection.indicators or {row[0] for row in found.rows}
        for name, there, most in (("indicator", named, MOST_INDICATORS), ("period", periods, MOST_PERIODS)):
            if len(there) > most:
                raise selection_too_large(name, f"1-{most}")
        indicators = [
            one for id in self._known.indicators if id in named and (one := self._shown.package.indicator(id))
        ]
        regions = {code: self._shown.regions[code] for code in selection.regions or self._known.regions}
        if len(indicators) * len(regions) * len(periods) * len(splits) > MOST_PLACES:
            raise selection_too_large("indicator", f"1-{MOST_PLACES} places")
        cube = json_stat.cube(
            self._shown.package,
            indicators,
            regions,
            sorted(map(ReportingPeriod.parse, periods), key=lambda one: (one.start, one.end)),
            split,
            language=of.caller.language,
            updated=found.published_at,
        )
        text = await asyncio.to_thread(cube.filled, found.rows)
        languages = {"vary": "Accept-Language", "content-language": of.caller.language}
        return _fresh(of, found.latest, text.encode(), **languages)

    def _split(self, dimensions: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The dimensions' categories, sex first as a cube has it."""
        found = {one.id: tuple(named.id for named in one.categories) for one in self._shown.package.dimensions}
        return {one: found[one] for one in sorted(dimensions, key=lambda one: one != SEX)}

    def _paged(self, of: _Pulling, pull: Pull, name: str, link: str) -> Response:
        """The page, with where the next one is: as of the same publication, whatever is published meanwhile."""
        following, headers = None, {}
        if pull.more:
            offset = of.query.number("offset") + pull.count
            again = of.query.text(offset=offset, asOf=of.shown(pull.latest))
            following = f"{self._shown.base}{of.resource.address}?{again}"
            headers["link"] = f'<{following}>; rel="next"'
        tail = f'],"count":{pull.count},"{link}":{as_json(following)}}}'
        return _fresh(of, pull.latest, f'{{"{name}":['.encode() + pull.joined + tail.encode(), **headers)


async def _everything(reads: PublishedReads, of: _Pulling, form: ChangeForm, before: str) -> Pull:
    """The whole selection, `before` each piece of it; of changes, `before` is what the form has for them."""
    if "since" in of.resource.parameters:
        leads = (sdmx_csv.before("R"), sdmx_csv.before("D")) if before else ("", "")
        pull = await reads.changes(of.asked(MOST_CELLS), of.query.number("since"), form, "", leads)
    else:
        pull = await reads.cells(of.asked(MOST_CELLS), form, before)
        pull = Pull(pull.latest, pull.count, pull.more, before.encode() + pull.joined if pull.joined else b"")
    if pull.more:
        raise selection_too_large("indicator", f"1-{MOST_CELLS} cells")
    return pull


def _fresh(of: _Pulling, latest: int, body: bytes, **headers: str) -> Response:
    """The answer with its ETag, or that whoever asks has it; CallerRefused for a publication that is not there yet."""
    shown = of.shown(latest)
    headers |= {"etag": f'"{shown}-{of.digest}"', "cache-control": _PRIVATE}
    if shown in of.held:
        return Response(None, 304, headers)
    return Response(body, 200, headers, media_type=of.resource.media_type)


def _whole(body: bytes, resource: Resource, held: str, cache: str) -> Response:
    etag = f'"{sha256(body).hexdigest()}"'
    headers = {"etag": etag, "cache-control": cache}
    if etag in (one.strip().removeprefix("W/") for one in held.split(",")):
        return Response(None, 304, headers)
    return Response(body, 200, headers, media_type=resource.media_type)
