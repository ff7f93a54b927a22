"""What can be asked of payment held back: of a care unit, or of all that the viewer sees."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

import strawberry
from strawberry import argument

from schema.arguments import FromMonth, KnownAt, UntilMonth, check_months, check_past, unit_asked
from schema.context import Info
from schema.needs import described, gather, selection
from schema.types.units import care_unit
from schema.types.withheld import WithheldLedger
from schema.unit_queries import as_it_was
from service.reads import Filter, Order, Read
from service.usecases.unit_views import unit_as_known
from service.usecases.views import Row

_COLUMNS: Final = ("case_id", "unit_id", "withholding", "month", "decided_on", "amount_ore")


@strawberry.type
class WithheldQuery:
    @described(
        "Innehållen ersättning för en vårdenhet, eller alla som du ser, månaderna från och med `from` till och med"
        " `until`; null där enheten inte finns eller inte är din. Payment held back from a care unit, or from all that"
        " you see, the months from `from` to `until`; null where the unit does not exist or is not yours.",
        permission="READ_LEDGER",
    )
    async def withheld(
        self,
        info: Info,
        from_month: FromMonth,
        until: UntilMonth,
        unit_id: Annotated[
            strawberry.ID | None,
            argument(
                description="Vårdenheten, som globalt id; utelämnad: alla. The care unit, by its global id; omitted:"
                " all of them."
            ),
        ] = None,
        known_at: KnownAt = None,
    ) -> WithheldLedger | None:
        own = None if unit_id is None else unit_asked(unit_id)
        check_past(info, known_at)
        check_months(from_month, until)
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - the selection is graphql-core's
        where = [Filter("month", ">=", from_month), Filter("month", "<=", until)]
        if known_at is not None:
            where.append(Filter("recorded_at", "<=", known_at))
        order = (Order("month"), Order("case_id"), Order("stream_version"))
        found: Row | None = None
        if own is None:
            read = Read(key, "withholding_entry", _COLUMNS, where=tuple(where), order=order)
            rows = (await info.context.load(read))[key]
        else:
            below = Read("withheld", "withholding_entry", _COLUMNS, "unit.withheld", where=tuple(where), order=order)
            wanted = gather(raw, "CareUnit", selection(raw, "unit"))
            if known_at is not None:
                as_it_was(wanted)
            of_unit = (Filter("unit_id", "=", own),)
            unit = wanted.read(key, "unit", known_at=known_at, where=of_unit, one=True)
            found = (await info.context.load(replace(unit, children=(*unit.children, below))))[key]
            if found is None:
                return None
            rows = found["withheld"]
            found = found if known_at is None else unit_as_known(found)
        return WithheldLedger(
            unit=None if found is None else care_unit(found),
            from_month=from_month,
            until_month=until,
            known_at=known_at,
            rows=rows,
        )
