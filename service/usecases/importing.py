"""Whole sheets of care units or listed counts: every row checked, and all of them recorded or none."""

from __future__ import annotations

import heapq
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from service.authorize import Actor, Catalogue, Permission, permit
from service.domain.dates import Month, local_date
from service.domain.errors import InvalidInput, Refusal, RuleRefused, busy
from service.domain.register_events import Agreement, ListedCountsRecorded, UnitRegistered
from service.domain.sheets import Columns
from service.ports import KnownUnit, Memory, NewEvent, Sheet, SheetRow, Tx
from service.rules.registers import check_counted
from service.usecases.checking import invalid, twice
from service.usecases.commanding import Sent, Services
from service.usecases.sheet_rows import COUNTS, UNITS, CountRow, UnitRow, count_row, unit_row

Kind = Literal["units", "listed-counts"]
MOST_ERRORS: Final = 1000
"""How many errors of a sheet are told, those of its first rows; all of them are counted."""
_AT_ONCE: Final = 500
"""Units that are looked up and recorded with one statement."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is wrong with a row; `column` None where it is the row as a whole."""

    row: int
    refusal: Refusal

    @property
    def column(self) -> str | None:
        found: str | None = self.refusal.params.get("path")
        return found


@dataclass(frozen=True, slots=True)
class Report:
    """What a sheet comes to, or came to where it is `written`.

    `rows` are those below the heading, `unchanged` those that say what is known already, `units` those that are
    registered or counted. `errors` are the first of `error_count`.
    """

    written: bool
    rows: int
    unchanged: int
    units: int
    error_count: int
    errors: tuple[Told, ...]


@dataclass(slots=True)
class Tally:
    rows: int = 0
    unchanged: int = 0
    units: int = 0
    error_count: int = 0
    # The errors of the last rows come first, and leave first.
    worst: list[tuple[int, int, Told]] = field(default_factory=list)

    def tell(self, row: int, refusal: Refusal) -> None:
        self.error_count += 1
        entry = (-row, -self.error_count, Told(row, refusal))
        if len(self.worst) < MOST_ERRORS:
            heapq.heappush(self.worst, entry)
        else:
            heapq.heappushpop(self.worst, entry)

    def report(self, *, written: bool) -> Report:
        errors = tuple(told for _, _, told in sorted(self.worst, reverse=True))
        return Report(written, self.rows, self.unchanged, self.units, self.error_count, errors)


Planned = AsyncIterator[list[NewEvent]]
Plan = Callable[["_Importing", Tx, Tally], Planned]


@dataclass(frozen=True, slots=True)
class _Importing:
    services: Services
    sheet: Sheet
    signed: Mapping[str, Any]
    today: date


@dataclass(frozen=True, slots=True)
class _Work:
    permission: Permission
    columns: Columns
    plan: Plan


def columns_of(kind: Kind) -> Columns:
    return _WORK[kind].columns


def check_may(actor: Actor, kind: Kind, catalogue: Catalogue) -> str:
    """The role as which the actor may import such a sheet; MandateMissing otherwise."""
    return permit(actor, _WORK[kind].permission, catalogue)


async def import_sheet(services: Services, sent: Sent, kind: Kind, sheet: Sheet, *, preview: bool) -> Report:
    """Check every row and record the sheet: whole, or not at all where a row is wrong. A preview records nothing.

    The same sheet again changes nothing. Units that are there are not changed by it: a row that says something else of
    one is an error. Raises MandateMissing, and VersionConflict or RuleRefused BUSY where others were first.
    """
    work, clock, tally = _WORK[kind], services.clock, Tally()
    async with services.tenancy.begin(sent.actor, clock.now(), stopped=clock.stopped, readonly=preview) as tx:
        role = check_may(sent.actor, kind, services.catalogue)
        importing = _Importing(services, sheet, sent.actor.signed(role), local_date(tx.now))
        # Once to check, and only then, with all rows found right, once more to record: others wait for that alone.
        async for _ in work.plan(importing, tx, tally):
            pass
        if preview or tally.error_count or not tally.units:
            return tally.report(written=False)
        outcome = {"rows": tally.rows, "units": tally.units}
        memory = Memory(services.ids.new(), sent.digest(services.pseudonyms), outcome)
        again = Tally()
        await tx.record_all(_still_right(work.plan(importing, tx, again), again), memory)
        return again.report(written=again.units > 0)


async def _still_right(planned: Planned, tally: Tally) -> Planned:
    """What is planned; RuleRefused BUSY where others have since recorded what makes a row wrong."""
    async for batch in planned:
        if tally.error_count:
            raise busy()
        yield batch
    if tally.error_count:
        raise busy()


def checked(
    rows: Iterable[SheetRow], tally: Tally, parse: Callable[[Mapping[str, str]], Any]
) -> Iterator[tuple[int, Any]]:
    """Row number and content of the rows that can be read; the others are told of."""
    for row in rows:
        tally.rows += 1
        if row.cells is None:
            tally.tell(row.number, InvalidInput("ROW_CELLS"))
            continue
        try:
            yield row.number, parse(row.cells)
        except Refusal as refusal:
            tally.tell(row.number, refusal)


# --- care units -----------------------------------------------------------------------------------------------------


async def _units(importing: _Importing, tx: Tx, tally: Tally) -> Planned:
    batch: list[tuple[int, UnitRow]] = []
    last: str | None = None
    for number, row in checked(importing.sheet.rows(), tally, unit_row):
        if row.hsa_id == last:
            tally.tell(number, invalid("hsaId", twice(row.hsa_id)))
            continue
        last = row.hsa_id
        batch.append((number, row))
        if len(batch) == _AT_ONCE:
            yield await _registered(importing, tx, tally, batch)
            batch = []
    if batch:
        yield await _registered(importing, tx, tally, batch)


async def _registered(
    importing: _Importing, tx: Tx, tally: Tally, batch: Sequence[tuple[int, UnitRow]]
) -> list[NewEvent]:
    known = await tx.known_units([row.hsa_id for _, row in batch])
    events: list[NewEvent] = []
    for number, row in batch:
        there = known.get(row.hsa_id)
        if there is None:
            tally.units += 1
            events.append(_registration(importing, row))
            continue
        other = _difference(row, there)
        if other is None:
            tally.unchanged += 1
        else:
            tally.tell(number, RuleRefused("UNIT_DIFFERS", path=other, hsa_id=row.hsa_id))
    return events


def _registration(importing: _Importing, row: UnitRow) -> NewEvent:
    ids, terms = importing.services.ids, row.terms
    event = UnitRegistered(
        **importing.signed,
        hsa_id=row.hsa_id,
        name=row.name,
        provider_name=row.provider_name,
        provider_orgnr=row.provider_orgnr,
        agreement=Agreement(
            agreement_id=ids.new(),
            kind=terms.kind,
            legal_basis=terms.legal_basis,
            valid_from=terms.valid_from,
            valid_until=terms.valid_until,
            external_reference=terms.external_reference,
        ),
        address=row.address,
    )
    return NewEvent("unit", ids.new(), 1, event)


def _difference(row: UnitRow, there: KnownUnit) -> str | None:
    """The first column in which the row says something else of the unit than is known; None for none.

    The agreement may be any that the unit has or has had, as it was agreed, whatever its end. What the sheet has no
    column for, and an address that is not given, is no difference.
    """
    terms = row.terms
    agreed = next((one for one in there.agreements if one.valid_from == terms.valid_from), None)
    if agreed is None:
        return "validFrom"
    compared: tuple[tuple[str, object, object], ...] = (
        ("name", row.name, there.name),
        ("providerName", row.provider_name, there.provider_name),
        ("providerOrgnr", row.provider_orgnr, there.provider_orgnr),
        ("street", row.address, there.address),
        ("agreementKind", terms.kind, agreed.kind),
        ("legalBasis", terms.legal_basis, agreed.legal_basis),
        ("validUntil", terms.valid_until, agreed.valid_until),
        ("externalReference", terms.external_reference, agreed.external_reference),
    )
    return next((column for column, said, known in compared if column in row.stated and said != known), None)


# --- listed counts --------------------------------------------------------------------------------------------------

_Group = tuple[str, dict[Month, tuple[int, int]]]
"""HSA-id, and by month the number of the row and the count."""


async def _counts(importing: _Importing, tx: Tx, tally: Tally) -> Planned:
    batch: list[_Group] = []
    held = 0
    for hsa_id, months in _by_unit(importing, tally):
        batch.append((hsa_id, months))
        held += len(months)
        if len(batch) == _AT_ONCE or held >= _AT_ONCE * 24:
            yield await _counted(importing, tx, tally, batch)
            batch, held = [], 0
    if batch:
        yield await _counted(importing, tx, tally, batch)


def _by_unit(importing: _Importing, tally: Tally) -> Iterator[_Group]:
    """The rows by unit: they come so. A month of a unit that comes again is told of."""
    hsa_id, months = "", dict[Month, tuple[int, int]]()
    rows: Iterator[tuple[int, CountRow]] = checked(importing.sheet.rows(), tally, count_row)
    for number, row in rows:
        if row.hsa_id != hsa_id:
            if months:
                yield hsa_id, months
            hsa_id, months = row.hsa_id, {}
        if row.month in months:
            tally.tell(number, invalid("month", twice(str(row.month))))
        else:
            months[row.month] = (number, row.listed)
    if months:
        yield hsa_id, months


async def _counted(importing: _Importing, tx: Tx, tally: Tally, batch: Sequence[_Group]) -> list[NewEvent]:
    known = await tx.counted_units([hsa_id for hsa_id, _ in batch])
    events: list[NewEvent] = []
    for hsa_id, months in batch:
        unit = known.get(hsa_id)
        if unit is None:
            for number, _ in months.values():
                tally.tell(number, RuleRefused("UNIT_NOT_REGISTERED", path="hsaId", hsa_id=hsa_id))
            continue
        counts: dict[str, int] = {}
        for month, (number, listed) in sorted(months.items()):
            try:
                check_counted(month, importing.today, unit.begins, "month")
            except RuleRefused as refusal:
                tally.tell(number, refusal)
                continue
            if unit.listed.get(str(month)) == listed:
                tally.unchanged += 1
            else:
                counts[str(month)] = listed
        if counts:
            tally.units += 1
            events.append(_count(importing, unit.unit_id, unit.version + 1, counts))
    return events


def _count(importing: _Importing, unit_id: UUID, version: int, counts: Mapping[str, int]) -> NewEvent:
    return NewEvent("unit", unit_id, version, ListedCountsRecorded(**importing.signed, counts=dict(counts)))


_WORK: Final[Mapping[Kind, _Work]] = {
    "units": _Work("REGISTER_UNIT", UNITS, _units),
    "listed-counts": _Work("RECORD_LISTED_COUNTS", COUNTS, _counts),
}
