"""Lines of the sanction ledger (sanktionsreskontra): computed, frozen, corrected or awaited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum

import strawberry

from schema.ids import global_id
from schema.needs import described
from schema.scalars import Money, MonthText
from schema.types.common import Explanation, explanation
from schema.types.units import CareUnit
from service.domain.dates import Month
from service.domain.explained import Node
from service.domain.money import format_sek
from service.rules.settle import Entry, owed_ore


@strawberry.enum(description="Radens läge. The state of a ledger line.")
class LineStatus(Enum):
    COMPUTED = strawberry.enum_value("COMPUTED", description="Beräknad nu, inte avräknad. Computed at reading.")
    AWAITING_LISTED_COUNT = strawberry.enum_value(
        "AWAITING_LISTED_COUNT", description="Avvaktar listtal: inget belopp gissas. No amount until it is recorded."
    )
    SETTLED = strawberry.enum_value("SETTLED", description="Avräknad. Frozen by a settlement.")
    PENDING_CORRECTION = strawberry.enum_value(
        "PENDING_CORRECTION", description="Rättelse i nästa avräkning. A correction the next settlement will freeze."
    )
    THREATENED = strawberry.enum_value(
        "THREATENED", description="Hotande belopp: utgår om bristen beslutas. Only the region sees it."
    )


def money(ore: int | None) -> Money | None:
    return None if ore is None else Money(format_sek(ore))


@strawberry.type(description="Rad i sanktionsreskontran: en månad, en sats. One month at one rate.")
class LedgerLine:
    entry: strawberry.Private[Entry]
    why: strawberry.Private[Callable[[], Node]]

    @described("Ärendets id. Id of the case.")
    def case_id(self) -> strawberry.ID:
        return strawberry.ID(global_id("Case", self.entry.case_id))

    @described("Månad som raden avser. The month the line is effective in.")
    def month(self) -> MonthText:
        return MonthText(str(self.entry.month))

    @described("Kronor per listad och månad. SEK per listed person and month.")
    def rate(self) -> Money:
        return Money(format_sek(self.entry.rate_ore))

    @described("Dagar som räknas. Days counted.")
    def days(self) -> int:
        return self.entry.days

    @described("Av hur många. Of how many.")
    def days_in_month(self) -> int:
        return self.entry.days_in_month

    @described("Antal listade. Listed persons; null while awaited.")
    def listed(self) -> int | None:
        return self.entry.listed

    @described("Belopp i kronor; saknas medan listtal inväntas. Amount; null while a listed count is awaited.")
    def amount(self) -> Money | None:
        return money(self.entry.amount_ore)

    @described("Radens läge. Status.")
    def status(self) -> LineStatus:
        return LineStatus(self.entry.status)

    @described("Om raden rättar en avräknad månad. Whether it corrects a settled month.")
    def correction(self) -> bool:
        return self.entry.correction

    @described("Månad vars avräkning frös raden. The month whose settlement froze it.")
    def settled_in(self) -> MonthText | None:
        return MonthText(self.entry.settled_in) if self.entry.settled_in else None

    @described("Motivering till beloppet. Why the amount is what it is.", once=True)
    def explanation(self) -> Explanation | None:
        return explanation(self.why())


@strawberry.type(description="Summa för en månad. The sum of a month.")
class LedgerMonth:
    month: MonthText = strawberry.field(description="Månad. Month.")
    total: Money | None = strawberry.field(description="Summa; saknas medan listtal inväntas. Null while awaited.")


@strawberry.type(description="En vårdenhets sanktionsreskontra. A unit's sanction ledger.")
class Ledger:
    unit: CareUnit = strawberry.field(description="Vårdenheten. The unit.")
    from_month: MonthText = strawberry.field(name="from", description="Första månad. First month.")
    until_month: MonthText = strawberry.field(name="until", description="Sista månad, med. Last month, inclusive.")
    known_at: datetime | None = strawberry.field(description="Vad som var känt då. What was known then.")
    entries: strawberry.Private[list[LedgerLine]]

    @described("Rader, månad för månad. Lines by month.")
    def lines(self) -> list[LedgerLine]:
        return self.entries

    @described("Summor per månad. Totals by month.")
    def months(self) -> list[LedgerMonth]:
        months = sorted({line.entry.month for line in self.entries})
        return [LedgerMonth(month=MonthText(str(month)), total=money(self._total(month))) for month in months]

    @described("Summa; saknas medan något listtal inväntas. The sum; null while any listed count is awaited.")
    def total(self) -> Money | None:
        return money(self._total(None))

    def _total(self, month: Month | None) -> int | None:
        return owed_ore(line.entry for line in self.entries if month is None or line.entry.month == month)


@strawberry.type(description="Avräkning av en månad. The settlement of a region's month.")
class Settlement:
    month: MonthText = strawberry.field(description="Avräknad månad. The month settled.")
    settled_on: date = strawberry.field(description="Avräkningsdag. The day of the settlement.")
    total: Money = strawberry.field(description="Summa av rader och rättelser. Sum of lines and corrections.")
    lines: list[LedgerLine] = strawberry.field(description="Frysta rader. Frozen lines.")
    corrections: list[LedgerLine] = strawberry.field(
        description="Rättelser av tidigare månader. Corrections of months settled before."
    )
    left_out: list[strawberry.ID] = strawberry.field(
        description="Ärenden som undantogs i väntan på listtal; bara regionen ser dem. Cases left out by name."
    )
