"""What a case may come to beside correction and sanction: payment held back, the end of the agreement, recurrence."""

from __future__ import annotations

from datetime import date

import strawberry

from schema.context import Info
from schema.enums import TerminationPosition
from schema.ids import global_id
from schema.needs import described
from schema.scalars import Money, MonthText
from schema.types.common import Term, role_term, term
from service.domain import case_parts
from service.domain.endings import AgreementTerminated, RecurrenceFlagged, TerminationPositionTaken
from service.domain.money import format_sek
from service.rules.ruleset import Ruleset
from service.usecases.views import Row


@strawberry.type(description="En utbetalning av innehållen ersättning. What was paid out of a payment held back.")
class WithholdingRelease:
    number: int = strawberry.field(
        description="Dess nummer bland ärendets utbetalningar, från 1. Its position among those of the case, from 1."
    )
    decided_on: date = strawberry.field(description="Dag för beslutet. The day on which it was decided.")
    amount: Money = strawberry.field(description="Beloppet som betalas ut, i kronor. How much is paid out, in kronor.")


@strawberry.type(
    description="Ett beslut om innehållen ersättning, i en reskontra bredvid sanktionernas. A decision to hold back"
    " payment, in a ledger beside that of sanctions."
)
class Withholding:
    found: strawberry.Private[case_parts.Withholding]
    row: strawberry.Private[Row]

    number: int = strawberry.field(
        description="Beslutets nummer i ärendet, från 1, till `ReleasePaymentInput.of`. Which of the case's it is, from"
        " 1, for `ReleasePaymentInput.of`."
    )
    month: MonthText = strawberry.field(
        description="Månaden vars ersättning det gäller. The month whose payment it is of."
    )
    amount: Money = strawberry.field(description="Beloppet som hölls inne, i kronor. What was held back, in kronor.")
    decided_on: date = strawberry.field(description="Dag för beslutet. The day on which it was decided.")
    balance: Money = strawberry.field(
        description="Vad som återstår att betala ut, i kronor. How much of it is still held back, in kronor."
    )
    releases: list[WithholdingRelease] = strawberry.field(
        description="Utbetalningarna av det, i ordning. What was paid out of it, in order."
    )

    @described(
        "Skälen i ord; null där de raderats. The reasons for it, in words; null where they were erased.",
        children=("personal",),
    )
    def reason(self, info: Info) -> str | None:
        return info.context.written(self.row, self.found.withheld.personal)


def withholding(found: case_parts.Withholding, row: Row) -> Withholding:
    """`row` is the case's, with its personal records where they were asked for."""
    decided = found.withheld
    return Withholding(
        found=found,
        row=row,
        number=decided.number,
        month=MonthText(decided.month),
        amount=Money(format_sek(decided.amount_ore)),
        decided_on=decided.decided_on,
        balance=Money(format_sek(found.balance_ore)),
        releases=[
            WithholdingRelease(number=one.number, decided_on=one.decided_on, amount=Money(format_sek(one.amount_ore)))
            for one in found.releases
        ],
    )


@strawberry.type(
    description="Ett ställningstagande till hävning; bara regionen ser det. What the region thought of terminating the"
    " agreement; only the region sees it."
)
class PositionOnTermination:
    found: strawberry.Private[TerminationPositionTaken]
    row: strawberry.Private[Row]

    outcome: TerminationPosition = strawberry.field(
        description="Om avtalet ska hävas eller fortsätta. Whether it is to be ended or kept."
    )
    decided_on: date = strawberry.field(description="Dag för det. The day on which it was taken.")
    request: int | None = strawberry.field(
        description="Numret på den begäran som det följde; null före den första. The number of the correction request"
        " that it followed; null before the first."
    )

    @described(
        "Skälen i ord; null där de raderats. The reasons for it, in words; null where they were erased.",
        children=("personal",),
    )
    def reason(self, info: Info) -> str | None:
        return info.context.written(self.row, self.found.personal)

    @described("Rollen som tog ställning; null där ingen roll antecknats. Whose it is; null where no role was noted.")
    def acted_as(self, info: Info) -> Term | None:
        return role_term(info, self.found.acted_as)


def position_on_termination(found: TerminationPositionTaken, row: Row) -> PositionOnTermination:
    """`row` is the case's, with its personal records where they were asked for."""
    return PositionOnTermination(
        found=found,
        row=row,
        outcome=TerminationPosition(found.outcome),
        decided_on=found.decided_on,
        request=found.request,
    )


@strawberry.type(description="Hävning av enhetens avtal. How the agreement of the unit was terminated.")
class AgreementTermination:
    decided_on: date = strawberry.field(description="Dag för beslutet. The day on which it was decided.")
    ends_on: date = strawberry.field(
        description="Första dag då avtalet inte gäller, enligt beslutet. The first day without the agreement, by the"
        " decision."
    )
    ground: Term = strawberry.field(
        description="Grunden, en av `termination.grounds` i regelverkets dokument. What gave the right to it, one of"
        " `termination.grounds` in the document of the ruleset."
    )
    external_reference: str | None = strawberry.field(
        description="Bilaga eller diarienummer; null där inget angetts. Annex or registration number; null where none"
        " was given."
    )


def termination(info: Info, found: AgreementTerminated, ruleset: Ruleset) -> AgreementTermination:
    grounds = ruleset.termination.grounds if ruleset.termination is not None else ()
    label = next((one.label for one in grounds if one.id == found.ground), None)
    return AgreementTermination(
        decided_on=found.decided_on,
        ends_on=found.ends_on,
        ground=term(info, found.ground, label),
        external_reference=found.external_reference,
    )


@strawberry.type(
    description="En flagga om återkommande brist; bara regionen ser den. That a deficiency was found to recur; only the"
    " region sees it."
)
class RecurrenceFlag:
    found: strawberry.Private[RecurrenceFlagged]
    row: strawberry.Private[Row]

    flagged_on: date = strawberry.field(description="Dag för bedömningen. The day on which that was found.")
    earlier: list[strawberry.ID] = strawberry.field(
        description="Enhetens tidigare ärenden, som globala id:n. The unit's earlier cases, by their global ids."
    )

    @described(
        "Skälen i ord; null där de raderats. Why, in words; null where that was erased.",
        children=("personal",),
    )
    def reason(self, info: Info) -> str | None:
        return info.context.written(self.row, self.found.personal)

    @described("Rollen som flaggade; null där ingen roll antecknats. Who found it; null where no role was noted.")
    def acted_as(self, info: Info) -> Term | None:
        return role_term(info, self.found.acted_as)


def recurrence_flag(found: RecurrenceFlagged, row: Row) -> RecurrenceFlag:
    """`row` is the case's, with its personal records where they were asked for."""
    earlier = [strawberry.ID(global_id("Case", one)) for one in found.earlier]
    return RecurrenceFlag(found=found, row=row, flagged_on=found.flagged_on, earlier=earlier)
