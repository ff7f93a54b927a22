"""Payment held back until correction is approved (innehållen ersättning), a ledger beside the sanctions' (HV-33)."""

from __future__ import annotations

from typing import Final

from service.domain.case import CaseState
from service.domain.dates import Month
from service.domain.endings import (
    PaymentReleased,
    PaymentWithheld,
)
from service.domain.errors import InvalidInput, RuleRefused
from service.domain.explained import explain, operation
from service.domain.words import Words, kronor, plain
from service.rules.commands import ReleasePayment, WithholdPayment
from service.rules.decision import Adopted, Circumstances, Decision, check_dated, requested
from service.rules.track import require

MOST_ORE: Final = 100_000_000_000
"""A thousand million kronor: no month's payment of a care unit comes near it."""
_AHEAD: Final = 12
"""So many months after the decision's own a payment can be decided on."""


@operation(
    "remaining",
    sv="{withheld:kr} är innehållet, {released:kr} är utbetalt: {value:kr} återstår",
    en="{withheld:kr} is withheld, {released:kr} is released: {value:kr} remains",
)
def remaining(withheld: int, released: int) -> int:
    """What is still held back, in öre (AM-18)."""
    return withheld - released


def withhold(case: CaseState, command: WithholdPayment, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """So much of a month's payment held back while the latest request's correction is not approved.

    The month lies between the one in which the case was opened and a year after the decision. Raises InvalidInput for
    another, or for an amount that is none.
    """
    request, step = requested(case, adopted, "WITHHOLD_PAYMENT", "WITHHELD")
    check_dated(command.decided_on, circumstances, request.sent.sent_on, path="decided_on")
    _check_amount(command.amount_ore)
    first, last = Month.of(case.opened.opened_on), Month.of(command.decided_on).plus(_AHEAD)
    if not first <= Month.parse(command.month) <= last:
        allowed = (f"{first}..{last}",)
        raise InvalidInput("INVALID_INPUT", path="month", problem=command.month, allowed=allowed)
    event = PaymentWithheld(
        number=len(case.withholdings) + 1,
        decided_on=command.decided_on,
        month=command.month,
        amount_ore=command.amount_ore,
        personal=command.personal,
    )
    explanation = explain(
        "fact",
        name=plain(Words(f"Innehålls av ersättningen för {command.month}", f"Withheld of the payment {command.month}")),
        stated=command.amount_ore,
        said={"stated": kronor(command.amount_ore)},
        rule=step.action,
        source=step.source.source,
    )
    return Decision((event,), explanation)


def release(case: CaseState, command: ReleasePayment, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """So much of what one withholding still holds back. Raises RuleRefused with what remains where that is less."""
    step = require(adopted.ruleset, case, "RELEASE_PAYMENT", "RELEASED")
    source = step.source.source
    found = next((one for one in case.withholdings if one.number == command.of), None)
    if found is None or found.balance_ore == 0:
        allowed = tuple(str(one.number) for one in case.held)
        raise RuleRefused("NOTHING_WITHHELD", path="of", number=command.of, allowed=allowed, source=source)
    check_dated(command.decided_on, circumstances, found.withheld.decided_on, path="decided_on")
    _check_amount(command.amount_ore)
    left = explain(
        "remaining",
        withheld=found.withheld.amount_ore,
        released=found.released_ore,
        rule=step.action,
        source=source,
    )
    if command.amount_ore > found.balance_ore:
        raise RuleRefused(
            "MORE_THAN_WITHHELD",
            path="amount",
            number=command.of,
            amount=command.amount_ore,
            remaining=found.balance_ore,
            allowed=(kronor(found.balance_ore),),
            source=source,
            explanation=left,
        )
    event = PaymentReleased(
        number=sum(len(one.releases) for one in case.withholdings) + 1,
        of=command.of,
        month=found.withheld.month,
        decided_on=command.decided_on,
        amount_ore=command.amount_ore,
    )
    explanation = explain(
        "fact",
        name=plain(Words("Betalas ut", "Released")),
        stated=command.amount_ore,
        said={"stated": kronor(command.amount_ore)},
        rule=step.action,
        source=source,
        because=(left,),
    )
    return Decision((event,), explanation)


def _check_amount(ore: int) -> None:
    if not 0 < ore <= MOST_ORE:
        allowed = (Words("mer än 0 kr, högst 1000000000 kr", "more than SEK 0, at most SEK 1000000000"),)
        raise InvalidInput("INVALID_INPUT", path="amount", problem=kronor(ore), allowed=allowed)
