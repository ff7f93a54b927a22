"""Inputs of the commands on payment held back, and on whether the agreement is to go on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import strawberry

from schema.enums import TerminationPosition
from schema.inputs import CASE, COMMAND_ID, VERSION
from schema.scalars import Money, MonthText


@strawberry.input(
    description="Håll inne en del av enhetens ersättning för en månad, till dess rättelse godkänts. Hold back part of"
    " the unit's payment for a month, until correction is approved."
)
class WithholdPaymentInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    month: MonthText = strawberry.field(
        description="Månaden vars ersättning det gäller: från den då ärendet öppnades, högst tolv efter beslutets. The"
        " month whose payment it is of: from the one in which the case began, at most twelve after the decision's."
    )
    amount: Money = strawberry.field(
        description="Beloppet som hålls inne, i kronor, mer än 0. How much is held back, in kronor, more than 0."
    )
    decided_on: date = strawberry.field(
        description="Dag för beslutet, tidigast den dag begäran skickades. The day of the decision, not before the"
        " correction request was sent."
    )
    note: str = strawberry.field(
        description="Skälen i ord, 1-4000 tecken, lagras krypterade; enheten läser dem. The reasons, in words, 1-4000"
        " characters, kept encrypted; the unit reads them."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Betala ut innehållen ersättning, hela eller en del. Release what was held back, all of it or a part."
)
class ReleasePaymentInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    of: int = strawberry.field(
        description="Numret på det beslut som beloppet hålls inne genom, ur `Withholding.number`. Which decision it is"
        " held back by, from `Withholding.number`."
    )
    amount: Money = strawberry.field(
        description="Beloppet som betalas ut, i kronor, högst det som återstår. How much is released, in kronor, at"
        " most what remains."
    )
    decided_on: date = strawberry.field(
        description="Dag för beslutet, tidigast den dag det hölls inne. The day of the decision, not before it was"
        " held back."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Ta ställning till om avtalet ska hävas. Say whether the agreement of the unit is to be terminated."
)
class TakeTerminationPositionInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    outcome: TerminationPosition = strawberry.field(
        description="Om avtalet ska hävas eller fortsätta. Whether it is to be ended or kept."
    )
    decided_on: date = strawberry.field(
        description="Dag för det, tidigast den dag den senaste begäran skickades. The day of it, not before the latest"
        " correction request was sent."
    )
    note: str = strawberry.field(
        description="Skälen i ord, 1-4000 tecken, lagras krypterade och läses bara av regionen. The reasons, in words,"
        " 1-4000 characters, kept encrypted and read by the region alone."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Häv enhetens avtal, på den grund i regelverket som är uppfylld. Terminate the agreement of the unit,"
    " on the ground of the ruleset that is met."
)
class TerminateAgreementInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    decided_on: date = strawberry.field(
        description="Dag för beslutet, tidigast den dag ställning togs. The day of the decision, not before the"
        " position was taken."
    )
    ends_on: date = strawberry.field(
        description="Första dag då avtalet inte längre gäller, tidigast beslutets dag. The first day on which the"
        " agreement no longer holds, not before the decision's."
    )
    external_reference: str | None = strawberry.field(
        default=None,
        description="Bilaga eller diarienummer, 1-80 tecken, högst 5 siffror i rad; utelämnad: ingen. An annex or a"
        " registration number, 1-80 characters, at most 5 digits in a row; omitted: none.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Låt en annan version av rutinens regelverk styra ett pågående ärende; inga belopp ändras. Let another"
    " version of the procedure's rules govern a case that runs; no amount changes."
)
class MoveCaseToRulesetInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    ruleset_id: strawberry.ID = strawberry.field(
        description="Versionen, giltig den dagen, ur `rulesets`. The version, one that is valid on that day, from"
        " `rulesets`."
    )
    moved_on: date = strawberry.field(description="Dag för beslutet. The day on which that is decided.")
    reason: str = strawberry.field(
        description="Skälen i ord, 1-4000 tecken, lagras krypterade. The reasons for it, in words, 1-4000 characters,"
        " kept encrypted."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Flagga att en brist återkommer; ingenting följer av sig självt. Flag that a deficiency recurs;"
    " nothing follows by itself."
)
class FlagRecurrenceInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    earlier: list[strawberry.ID] = strawberry.field(
        description="Enhetens tidigare ärenden där den visat sig, 1-50 globala id:n. The unit's earlier cases in which"
        " it was seen, 1-50 global ids."
    )
    flagged_on: date = strawberry.field(description="Dag för bedömningen. The day on which that is found.")
    note: str = strawberry.field(
        description="Skälen i ord, 1-4000 tecken, lagras krypterade och läses bara av regionen. The reasons for it,"
        " in words, 1-4000"
        " characters, kept encrypted and read by the region alone."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)
