"""The ledger of payment held back (innehållen ersättning): decisions and releases, month by month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import strawberry

from schema.ids import global_id
from schema.needs import described
from schema.scalars import Money, MonthText
from schema.types.units import CareUnit
from service.domain.money import format_sek
from service.usecases.views import Row


@strawberry.type(
    description="En post om innehållen ersättning: ett beslut, eller en utbetalning av det. An entry of payment held"
    " back: a decision, or what was paid out of it."
)
class WithheldEntry:
    row: strawberry.Private[Row]

    @described("Ärendet som posten hör till, som globalt id. The case that the entry is of, by its global id.")
    def case_id(self) -> strawberry.ID:
        return strawberry.ID(global_id("Case", self.row["case_id"]))

    @described("Vårdenheten, som globalt id. The care unit whose payment it is, by its global id.")
    def unit_id(self) -> strawberry.ID:
        return strawberry.ID(global_id("CareUnit", self.row["unit_id"]))

    @described(
        "Numret på beslutet i ärendet, som `Withholding.number`. Which decision of the case it is of, as"
        " `Withholding.number`."
    )
    def number(self) -> int:
        return int(self.row["withholding"])

    @described("Månaden vars ersättning det gäller. The month whose payment it is of.")
    def month(self) -> MonthText:
        return MonthText(self.row["month"])

    @described("Dag för beslutet. The day on which it was decided.")
    def decided_on(self) -> date:
        return date.fromisoformat(self.row["decided_on"])

    @described(
        "Belopp i kronor, negativt för det som betalas ut. How much it is, in kronor, negative for what is paid out."
    )
    def amount(self) -> Money:
        return Money(format_sek(self.row["amount_ore"]))


@strawberry.type(
    description="En månads innehållna ersättning. What is held back of one month's payment, of all units together."
)
class WithheldMonth:
    month: MonthText = strawberry.field(description="Månaden som summorna gäller. The month that the sums are of.")
    withheld: Money = strawberry.field(description="Vad som hållits inne, i kronor. How much was held back, in kronor.")
    released: Money = strawberry.field(
        description="Vad som betalats ut av det, i kronor. How much of that was paid out, in kronor."
    )
    balance: Money = strawberry.field(
        description="Vad som återstår att betala ut, i kronor. How much is still held back, in kronor."
    )


@strawberry.type(
    description="Innehållen ersättning för en vårdenhet eller alla, några månader, i en egen reskontra. Payment held"
    " back from one care unit or all, for some months, in a ledger of its own."
)
class WithheldLedger:
    unit: CareUnit | None = strawberry.field(
        description="Vårdenheten som den gäller; null: alla som du ser. The care unit that it is of; null: all that you"
        " see."
    )
    from_month: MonthText = strawberry.field(
        name="from", description="Första månad, med. The first of its months, inclusive."
    )
    until_month: MonthText = strawberry.field(
        name="until", description="Sista månad, med. The last of its months, inclusive."
    )
    known_at: datetime | None = strawberry.field(
        description="Tidpunkten vars kunskap den visar; null: nu. The instant whose knowledge it shows; null: now."
    )
    rows: strawberry.Private[list[Row]]

    @described("Posterna, månad för månad. What was held back and paid out, by month and case.", once=True)
    def entries(self) -> list[WithheldEntry]:
        return [WithheldEntry(row=row) for row in self.rows]

    @described("Summor för varje månad som har poster. The sums of each month that has entries.")
    def months(self) -> list[WithheldMonth]:
        return [
            WithheldMonth(
                month=MonthText(month),
                withheld=_sum(one for one in amounts if one > 0),
                released=_sum(-one for one in amounts if one < 0),
                balance=_sum(amounts),
            )
            for month in sorted({row["month"] for row in self.rows})
            for amounts in ([row["amount_ore"] for row in self.rows if row["month"] == month],)
        ]

    @described(
        "Vad som hålls inne av dessa månaders ersättning, i kronor. How much of the payment of these months is held"
        " back, in kronor."
    )
    def total(self) -> Money:
        return _sum(row["amount_ore"] for row in self.rows)


def _sum(amounts: Iterable[int]) -> Money:
    return Money(format_sek(sum(amounts)))
