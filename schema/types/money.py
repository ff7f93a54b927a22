"""Money beside money: two settlements compared, and sums month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

import strawberry

from schema.needs import described
from schema.scalars import Money, MonthText
from schema.types.ledger import LedgerLine, Settlement, money
from schema.types.units import CareUnit
from service.domain.money import format_sek
from service.rules.over_time import MonthSum, total_ore


@strawberry.enum(
    description="Varför en rad skiljer sig mellan två avräkningar. Why a line differs between two settlements."
)
class DifferenceReason(Enum):
    NEW_LINE = strawberry.enum_value(
        "NEW_LINE", description="Raden finns bara i den senare. Only the later settlement has it."
    )
    LINE_GONE = strawberry.enum_value(
        "LINE_GONE", description="Raden finns bara i den tidigare. Only the earlier settlement has it."
    )
    RATE = strawberry.enum_value("RATE", description="Satsen är en annan. It costs another rate.")
    DAYS = strawberry.enum_value(
        "DAYS", description="En annan del av månaden räknas. Another share of the month counts."
    )
    LISTED_COUNT = strawberry.enum_value(
        "LISTED_COUNT", description="Antal listade är ett annat. The number of listed persons is another."
    )
    RULESET = strawberry.enum_value(
        "RULESET", description="En annan version av regelverket räknar. It is reckoned by another version of the rules."
    )
    CORRECTION = strawberry.enum_value(
        "CORRECTION",
        description="En rättelse av en månad som avräknats tidigare. It corrects a month that was settled before.",
    )


@strawberry.type(
    description="En rad ställd mot sin motsvarighet i den andra avräkningen. A line set against its like in the other"
    " settlement."
)
class LineDifference:
    case_id: strawberry.ID = strawberry.field(
        description="Ärendet som raden hör till, som globalt id. The case that it is of, by its global id."
    )
    reasons: list[DifferenceReason] = strawberry.field(
        description="Det som skiljer, minst ett. What is different, one thing at least."
    )
    before: LedgerLine | None = strawberry.field(
        description="Raden i `from`; null där den saknas. The line in `from`; null where there is none."
    )
    after: LedgerLine | None = strawberry.field(
        description="Raden i `to`; null där den saknas. The line in `to`; null where there is none."
    )
    difference: Money = strawberry.field(
        description="Beloppet efter minus före, i kronor. The amount after less that before, in kronor."
    )


@strawberry.type(
    description="Det som skiljer för en vårdenhet, ärende för ärende. What differs for a care unit, case by case."
)
class UnitDifference:
    unit: CareUnit = strawberry.field(description="Vårdenheten som det gäller. The care unit that it is of.")
    before: Money = strawberry.field(
        description="Enhetens hela summa i `from`, i kronor. All that the unit owes in `from`, in kronor."
    )
    after: Money = strawberry.field(
        description="Enhetens hela summa i `to`, i kronor. All that the unit owes in `to`, in kronor."
    )
    difference: Money = strawberry.field(
        description="Summan av radernas skillnader, i kronor. The sum of the differences of its lines, in kronor."
    )
    lines: list[LineDifference] = strawberry.field(
        description="Raderna som skiljer, ordnade efter ärende. The lines that differ, ordered by case."
    )


@strawberry.type(
    description="Två avräkningar jämförda; en part ser sin egen enhets del. Two settlements compared; a party sees the"
    " part of its own unit."
)
class SettlementComparison:
    earlier: Settlement = strawberry.field(
        name="from", description="Avräkningen att jämföra med. The one that is compared with."
    )
    later: Settlement = strawberry.field(name="to", description="Avräkningen som jämförs. The one that is compared.")
    difference: Money = strawberry.field(
        description="Summan av `to` minus summan av `from`, i kronor. The sum of `to` less that of `from`, in kronor."
    )
    units: list[UnitDifference] = strawberry.field(
        description="Enheterna där något skiljer, i bokstavsordning. The units for which anything differs, in Swedish"
        " alphabetical order."
    )


@strawberry.type(description="Vad en månad kostar, så långt det är känt. What a month comes to, as far as is known.")
class MonthAmounts:
    sums: strawberry.Private[MonthSum]

    @described("Månaden som beloppen avser. The month that the amounts are for.")
    def month(self) -> MonthText:
        return MonthText(str(self.sums.month))

    @described(
        "Det som är avräknat för månaden, frysta rättelser medräknade, i kronor. What was settled for it, frozen"
        " corrections included, in kronor."
    )
    def settled(self) -> Money:
        return Money(format_sek(self.sums.settled_ore))

    @described(
        "Rättelser som nästa avräkning ska frysa, i kronor; null medan ett listtal inväntas. Corrections that the next"
        " settlement will freeze, in kronor; null while a listed count is awaited."
    )
    def pending_corrections(self) -> Money | None:
        return money(self.sums.correction_ore)

    @described(
        "Det som är beräknat men inte avräknat, i kronor; null medan ett listtal inväntas. What is reckoned and not"
        " settled yet, in kronor; null while a listed count is awaited."
    )
    def unsettled(self) -> Money | None:
        return money(self.sums.unsettled_ore)

    @described(
        "Antal rader vars belopp inväntar ett listtal. How many lines have no amount, since a listed count is awaited."
    )
    def awaited_lines(self) -> int:
        return self.sums.awaited

    @described(
        "Summan i kronor; null medan ett listtal inväntas. All of it in kronor; null while a listed count is awaited."
    )
    def total(self) -> Money | None:
        return money(self.sums.total_ore)


def _months(sums: Sequence[MonthSum]) -> list[MonthAmounts]:
    return [MonthAmounts(sums=one) for one in sums]


@strawberry.type(description="En vårdenhets belopp, månad för månad. What a care unit owes, month by month.")
class UnitAmounts:
    unit: CareUnit = strawberry.field(description="Vårdenheten som beloppen gäller. The care unit that they are of.")
    sums: strawberry.Private[Sequence[MonthSum]]

    @described("Alla månader som frågan gäller. Every month that was asked for, also without an amount.")
    def months(self) -> list[MonthAmounts]:
        return _months(self.sums)

    @described(
        "Summan i kronor; null medan ett listtal inväntas. All of them in kronor; null while a listed count is awaited."
    )
    def total(self) -> Money | None:
        return money(total_ore(self.sums))


@strawberry.type(
    description="Belopp över tid, för en vårdenhet eller hela regionen. Amounts over time, of a care unit or of the"
    " whole region."
)
class AmountsOverTime:
    from_month: MonthText = strawberry.field(
        name="from", description="Första månad, med. The first of the months, inclusive."
    )
    until_month: MonthText = strawberry.field(
        name="until", description="Sista månad, med. The last of the months, inclusive."
    )
    known_at: datetime | None = strawberry.field(
        description="Tidpunkten vars kunskap de visar; null: nu. The instant whose knowledge they show; null: now."
    )
    units: list[UnitAmounts] = strawberry.field(
        description="Enheterna som har eller haft en sanktion, i bokstavsordning. The units that have or had a"
        " sanction, in Swedish alphabetical order."
    )
    sums: strawberry.Private[Sequence[MonthSum]]

    @described(
        "Alla månader som frågan gäller, enheterna sammanlagda. Every month that was asked for, its units taken"
        " together."
    )
    def months(self) -> list[MonthAmounts]:
        return _months(self.sums)

    @described(
        "Summan i kronor; null medan något listtal inväntas. All of them in kronor; null while any listed count is"
        " awaited."
    )
    def total(self) -> Money | None:
        return money(total_ore(self.sums))
