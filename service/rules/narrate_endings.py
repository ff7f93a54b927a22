"""Payment held back, positions, terminations and recurrence in words."""

from __future__ import annotations

from typing import assert_never

from service.domain.act_words import CAME_OUT
from service.domain.endings import (
    AgreementTerminated,
    EndingEvent,
    PaymentEvent,
    PaymentReleased,
    PaymentWithheld,
    RecurrenceFlagged,
    TerminationEvent,
    TerminationPositionTaken,
)
from service.domain.words import Words, kronor
from service.rules.ruleset import Ruleset


def told_ending(event: EndingEvent, ruleset: Ruleset) -> Words:
    """The event in a sentence; `ruleset` gives the ground of a termination its name."""
    return _of_payment(event) if isinstance(event, PaymentEvent) else _of_termination(event, ruleset)


def _of_payment(event: PaymentEvent) -> Words:
    amount = kronor(event.amount_ore)
    match event:
        case PaymentWithheld():
            return Words(
                f"Av ersättningen för {event.month} hålls {amount.sv} inne (beslut {event.number}).",
                f"Of the payment for {event.month}, {amount.en} is withheld (decision {event.number}).",
            )
        case PaymentReleased():
            return Words(
                f"Innehållen ersättning betalas ut: {amount.sv} av beslut {event.of}.",
                f"Withheld payment is released: {amount.en} of decision {event.of}.",
            )
        case _:
            assert_never(event)


def _of_termination(event: TerminationEvent, ruleset: Ruleset) -> Words:
    match event:
        case TerminationPositionTaken():
            said = CAME_OUT[event.outcome]
            return Words(
                f"Ställningstagande till hävning: {said.sv}.", f"Position on terminating the agreement: {said.en}."
            )
        case AgreementTerminated():
            grounds = ruleset.termination.grounds if ruleset.termination is not None else ()
            label = next((one.label for one in grounds if one.id == event.ground), None)
            sv = f"Avtalet hävdes; första dag utan avtal {event.ends_on}"
            en = f"The agreement was terminated; first day without it {event.ends_on}"
            if label is None:
                return Words(f"{sv}.", f"{en}.")
            return Words(f"{sv}. Grund: {label.sv.lower()}.", f"{en}. Ground: {label.en.lower()}.")
        case RecurrenceFlagged():
            count = len(event.earlier)
            return Words(
                f"Återkommande brist flaggades, med {count} {'tidigare ärende' if count == 1 else 'tidigare ärenden'}.",
                f"A recurring deficiency was flagged, with {count} earlier {'case' if count == 1 else 'cases'}.",
            )
        case _:
            assert_never(event)
