"""Lines of the sanction ledger (sanktionsreskontra): computed, frozen, corrected or awaited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

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
from service.usecases.settlement_export import seal_of

SEALED: Final = "sealed"
"""What the seal of a settlement is computed from: read only where it is asked for."""


@strawberry.enum(description="Hur säkert en rads belopp är. How settled the amount of a ledger line is.")
class LineStatus(Enum):
    COMPUTED = strawberry.enum_value(
        "COMPUTED", description="Beräknad nu, inte avräknad än. Reckoned as it is read, not settled yet."
    )
    AWAITING_LISTED_COUNT = strawberry.enum_value(
        "AWAITING_LISTED_COUNT",
        description="Väntar på antal listade: inget belopp gissas. Waits for a listed count: no amount is guessed.",
    )
    SETTLED = strawberry.enum_value("SETTLED", description="Fryst av en avräkning. Frozen when its month was settled.")
    PENDING_CORRECTION = strawberry.enum_value(
        "PENDING_CORRECTION",
        description="En rättelse som nästa avräkning ska frysa. A correction that the next settlement will freeze.",
    )
    THREATENED = strawberry.enum_value(
        "THREATENED",
        description="Utgår om bristen beslutas; bara regionen ser det. Would be owed if the failure were decided;"
        " only the region sees it.",
    )


def money(ore: int | None) -> Money | None:
    return None if ore is None else Money(format_sek(ore))


@strawberry.type(
    description="Rad i sanktionsreskontran: en månad till en sats. A line of the sanction ledger: one month at one"
    " rate."
)
class LedgerLine:
    entry: strawberry.Private[Entry]
    why: strawberry.Private[Callable[[], Node]]

    @described(
        "Ärendet som raden hör till, som globalt id. The case that the line is of, by its global id.",
    )
    def case_id(self) -> strawberry.ID:
        return strawberry.ID(global_id("Case", self.entry.case_id))

    @described(
        "Månaden som raden avser. The month that the amount is for.",
    )
    def month(self) -> MonthText:
        return MonthText(str(self.entry.month))

    @described(
        "Kronor per listad person och månad. Kronor for each listed person and month.",
    )
    def rate(self) -> Money:
        return Money(format_sek(self.entry.rate_ore))

    @described(
        "Antal dagar i månaden som räknas. The number of days of the month that count.",
    )
    def days(self) -> int:
        return self.entry.days

    @described(
        "Antal dagar som månaden räknas till. The number of days that the month is reckoned as.",
    )
    def days_in_month(self) -> int:
        return self.entry.days_in_month

    @described(
        "Antal listade personer som raden räknas på; null medan talet inväntas. The number of persons that it"
        " is reckoned on; null while that is awaited.",
    )
    def listed(self) -> int | None:
        return self.entry.listed

    @described(
        "Belopp i kronor, negativt i en rättelse som sänker; null medan ett listtal inväntas. What is owed,"
        " in kronor, negative in a correction that lowers it; null while a listed count is awaited.",
    )
    def amount(self) -> Money | None:
        return money(self.entry.amount_ore)

    @described(
        "Hur säkert beloppet är. How settled the amount is.",
    )
    def status(self) -> LineStatus:
        return LineStatus(self.entry.status)

    @described(
        "Om raden rättar en avräknad månad: beloppet är då skillnaden. Whether it corrects a settled month:"
        " its amount is then the difference.",
    )
    def correction(self) -> bool:
        return self.entry.correction

    @described(
        "Månaden vars avräkning frös raden; null innan den är avräknad. The month whose settlement froze it;"
        " null before it is settled.",
    )
    def settled_in(self) -> MonthText | None:
        return MonthText(self.entry.settled_in) if self.entry.settled_in else None

    @described(
        "Varför beloppet är vad det är; null där det inte kan räknas om. Why the amount is what it is; null"
        " where it cannot be computed again.",
        once=True,
    )
    def explanation(self) -> Explanation | None:
        return explanation(self.why())


@strawberry.type(description="En månads summa i en reskontra. What the lines of one month come to.")
class LedgerMonth:
    month: MonthText = strawberry.field(description="Månaden som summan gäller. The month that the sum is of.")
    total: Money | None = strawberry.field(
        description="Summan i kronor; null medan ett listtal inväntas. The sum in kronor; null while a listed count is"
        " awaited."
    )


@strawberry.type(
    description="En vårdenhets sanktionsreskontra för några månader. What a care unit owes for some months, line by"
    " line."
)
class Ledger:
    unit: CareUnit = strawberry.field(description="Vårdenheten som den gäller. The care unit that it is of.")
    from_month: MonthText = strawberry.field(
        name="from", description="Första månad, med. The first of its months, inclusive."
    )
    until_month: MonthText = strawberry.field(
        name="until", description="Sista månad, med. The last of its months, inclusive."
    )
    known_at: datetime | None = strawberry.field(
        description="Tidpunkten vars kunskap den visar; null: nu. The instant whose knowledge it shows; null: now."
    )
    entries: strawberry.Private[list[LedgerLine]]

    @described(
        "Raderna, månad för månad. What is owed, by month and case.",
    )
    def lines(self) -> list[LedgerLine]:
        return self.entries

    @described(
        "En summa för varje månad som har rader. A sum for each month that has lines.",
    )
    def months(self) -> list[LedgerMonth]:
        months = sorted({line.entry.month for line in self.entries})
        return [LedgerMonth(month=MonthText(str(month)), total=money(self._total(month))) for month in months]

    @described(
        "Summan i kronor; null medan något listtal inväntas. The sum in kronor; null while any listed count"
        " is awaited.",
    )
    def total(self) -> Money | None:
        return money(self._total(None))

    def _total(self, month: Month | None) -> int | None:
        return owed_ore(line.entry for line in self.entries if month is None or line.entry.month == month)


@strawberry.type(
    description="Avräkningen av en månad; en part ser sin egen enhets del. The settlement of a month; a party sees"
    " the part of its own unit."
)
class Settlement:
    content: strawberry.Private[Callable[[], dict[str, Any] | None]]

    month: MonthText = strawberry.field(description="Månaden som avräknats. The month that was settled.")
    settled_on: date = strawberry.field(description="Dag för avräkningen. The day on which it was done.")
    total: Money = strawberry.field(
        description="Summan av rader och rättelser som du ser, i kronor. The sum of the lines and corrections that you"
        " see, in kronor."
    )
    lines: list[LedgerLine] = strawberry.field(
        description="Månadens rader, frysta. What was owed for the month, frozen."
    )
    corrections: list[LedgerLine] = strawberry.field(
        description="Rättelser av månader som avräknats tidigare. What was put right in months settled before."
    )
    left_out: list[strawberry.ID] = strawberry.field(
        description="Ärenden som undantogs i väntan på listtal, som globala id:n; tom lista för en part. Cases that"
        " were to wait for a listed count, by their global ids; an empty list for a party."
    )

    @described(
        "Avräkningens sigill: SHA-256, i hex, över innehållet i dess exportfil; null för en part. The seal of its"
        " export: SHA-256, in hex, over what the file says; null for a party.",
        children=(SEALED,),
    )
    def seal(self) -> str | None:
        content = self.content()
        return None if content is None else seal_of(content)
