"""A case at the points of its procedure, each reached in the fewest acts."""

from __future__ import annotations

from datetime import date

from service.rules.commands import CloseCase
from tests.core.acts import DUE, Led, led

AFTER, RESENT, REDUE = date(2025, 4, 14), date(2025, 5, 5), date(2025, 6, 5)
FOLLOW_UP_ON, LATER = date(2025, 5, 20), date(2025, 5, 21)


def requested(colour: str = "YELLOW") -> Led:
    return led(colour, sent=True)


def received(on: date = DUE) -> Led:
    case = requested()
    case.receive(on)
    return case


def approved() -> Led:
    case = received()
    case.approve(AFTER, FOLLOW_UP_ON)
    return case


def rejected(on: date = AFTER) -> Led:
    case = received(min(on, DUE))
    case.reject(on)
    return case


def failed() -> Led:
    case = approved()
    case.follow_up(FOLLOW_UP_ON, effect=False)
    return case


def corrected() -> Led:
    case = approved()
    case.follow_up(FOLLOW_UP_ON)
    return case


def sanctioned() -> Led:
    case = requested()
    case.sanction(AFTER)
    return case


def resent() -> Led:
    case = sanctioned()
    case.send(RESENT, REDUE)
    return case


def closed() -> Led:
    case = corrected()
    case.do(CloseCase(LATER), LATER)
    return case
