"""`trappa seat administrator`: a region's first seat administrator, who seats everybody else over the API."""

from __future__ import annotations

import argparse
from typing import Final

from infra.cli.operating import Operating, operate
from service.usecases.seats import Granting, grant_seat
from tenants.registry import region

_ROLE: Final = "seat_administrator"


def administrator(given: argparse.Namespace) -> int:
    """Prints the new seat's id."""
    code = region(given.region).code
    granting = Granting(given.issuer, given.subject, given.name, (_ROLE,), None, None, given.until)

    async def work(here: Operating) -> str:
        outcome = await grant_seat(here.services, here.sent(code, "ADMIN_SEATS", "grantSeat"), granting)
        return str(outcome["seat_id"])

    print(operate(work))
    return 0
