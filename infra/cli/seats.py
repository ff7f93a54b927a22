"""`trappa seat administrator`: a region's first seat administrator, who seats everybody else over the API."""

from __future__ import annotations

import argparse
from typing import Final

from infra.cli.failures import CommandFailed
from infra.cli.operating import Operating, operate
from infra.db.access_loads import standing
from schema.ids import global_id
from service.domain.access import REGION
from service.usecases.seats import Granting, grant_seat
from tenants.registry import region

_ROLE: Final = "seat_administrator"


def administrator(given: argparse.Namespace) -> int:
    """Prints the new seat's id, as the API takes it. CommandFailed ALREADY_SEATED while one such seat holds."""
    code = region(given.region).code
    granting = Granting(given.issuer, given.subject, given.name, (_ROLE,), None, None, given.until)

    async def work(here: Operating) -> str:
        holder = here.services.pseudonyms.actor_id(code, given.issuer, given.subject)
        for seat in (await standing(here.pool, code, holder, given.issuer)).seats:
            if seat.organisation == REGION and _ROLE in seat.roles and seat.holds_at(here.services.clock.now()):
                reason = f"this person is an administrator already, on the seat {global_id('Seat', str(seat.seat_id))}"
                raise CommandFailed("ALREADY_SEATED", reason)
        outcome = await grant_seat(here.services, here.sent(code, "ADMIN_SEATS", "grantSeat"), granting)
        return global_id("Seat", outcome["seat_id"])

    print(operate(work))
    return 0
