"""A demo that runs: its database, its issuers, its API and worker; and the examples played in it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from infra.auth.issuers import Issuer
from infra.cli.demo.acts import at
from infra.cli.demo.client import Client
from infra.cli.demo.comparison import Row
from infra.cli.demo.files import exported
from infra.cli.demo.national import collected
from infra.cli.demo.place import Notes, Place, environment_of
from infra.cli.demo.player import REGION, Player, play_all
from infra.cli.demo.serving import LOOPBACK, serving, working
from infra.cli.demo.welcome import tried
from infra.cli.failures import CommandFailed, database_errors
from infra.cli.issuers import register_all
from infra.cli.operating import Where, operating
from infra.cli.replay import read_stored, replayed
from infra.cli.rulesets import adopt_for
from infra.clock import StoppedClock
from infra.db.audit import all_issuers
from infra.db.bootstrap import DatabaseUrls, bootstrap
from infra.db.embedded import EmbeddedPostgres
from infra.db.migrate import upgrade
from infra.dev.issuer import DevKeys, registration
from infra.keys.master import load_or_create_dev_master_key
from infra.settings import DEV_AUDIENCE
from service.domain.errors import Refusal
from service.rules.load import check_content
from service.rules.ruleset import Ruleset
from tenants.catalog import roles
from tenants.demo.scenarios import expected, further, refusals, scenarios
from tenants.registry import regions
from tenants.shipped import packages

_DATABASE: Final = "trappa"
_GREETED: Final = "EX-02"
# Before all that the examples record, whose clock is set back.
_EPOCH: Final = StoppedClock(datetime(2023, 1, 1, 9, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Running:
    """`threads` serve the API and run jobs."""

    place: Place
    notes: Notes
    client: Client
    threads: Sequence[threading.Thread]


@contextmanager
def running(place: Place, listener: socket.socket, earlier: Notes | None) -> Iterator[Running]:
    """The demo of `place`, served on `listener`; all of it ends with the block.

    Raises CommandFailed, and what the embedded database refuses with.
    """
    base_url = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    place.prepare()
    database = EmbeddedPostgres(ephemeral=True) if place.database is None else EmbeddedPostgres(place.database)
    with database:
        with database_errors():
            urls = asyncio.run(bootstrap(database.admin_url, _DATABASE, place.passwords()))
            upgrade(urls.owner)
        notes = _notes(base_url, urls, earlier)
        place.note(notes)
        keys = DevKeys.load_or_create(place.directory)
        with database_errors():
            asyncio.run(_register(_where(notes, place), issuers(base_url)))
        with (
            serving(listener, environment_of(notes, place.directory)) as api,
            working(urls.worker) as worker,
            Client(base_url, keys) as client,
        ):
            yield Running(place, notes, client, (api, worker))


def play(here: Running) -> tuple[Notes, list[Row]]:
    """Adopts the packages and plays all there is to play: notes with the ids of EX-02, and what was compared."""
    _adopt(here)
    player = Player(here.client)
    plays, rows = play_all(player, (*scenarios(), *further()), expected())
    for scenario in refusals():
        rows += player.play(scenario).rows
    rows += exported(here.client, plays, expected())
    rows += collected(here.client)
    greeted = next(played for played in plays if played.scenario.id == _GREETED)
    notes = replace(here.notes, unit_id=greeted.unit_id or None, case_id=greeted.cases.get("A"))
    if notes.unit_id is not None:
        rows += tried(here.client, notes)
    with database_errors():
        stored = asyncio.run(read_stored(notes.database_url, REGION))
    findings = [f"{one.kind} {one.key}: {one.problem}" for one in replayed(REGION, stored).findings]
    rows.append(Row("replay", "fel i kedja och rader · findings in chain and lines", "0", "; ".join(findings) or "0"))
    return notes, rows


def issuers(base_url: str) -> list[Issuer]:
    """A development issuer for every region and one for the national body."""
    national = [name for name, role in roles().items() if role.side == "national"]
    others = [name for name in roles() if name not in national]
    found = [
        registration(base_url=base_url, audience=DEV_AUDIENCE, region=one.code, allowed_roles=others)
        for one in regions()
    ]
    found.append(registration(base_url=base_url, audience=DEV_AUDIENCE, region=None, allowed_roles=national))
    return found


async def _register(where: Where, wanted: Sequence[Issuer]) -> None:
    """Registers those that are not there yet, so that a demo that is started again records nothing."""
    async with operating(where) as here:
        known = {one.registered.iss for one in await all_issuers(here.pool)}
    await register_all(where, [issuer for issuer in wanted if issuer.iss not in known], _EPOCH)


def _where(notes: Notes, place: Place) -> Where:
    return Where(notes.database_url, load_or_create_dev_master_key(place.directory, env="dev"))


def _notes(base_url: str, urls: DatabaseUrls, earlier: Notes | None) -> Notes:
    if earlier is None:
        return Notes(base_url, urls.app, urls.owner, urls.national)
    return replace(earlier, base_url=base_url, database_url=urls.app, owner_url=urls.owner, national_url=urls.national)


def _adopt(here: Running) -> None:
    try:
        with database_errors():
            asyncio.run(adopt_packages(_where(here.notes, here.place)))
    except Refusal as refusal:
        reason = f"its database holds another demo's facts ({refusal.code}): start it with --fresh"
        raise CommandFailed("DEMO_DAMAGED", reason) from refusal


async def adopt_packages(where: Where) -> None:
    """Every shipped package for its region, on the day from which the first of the region's is valid.

    The worked examples begin later, and what is recorded afterwards bears later instants.
    """
    shipped: dict[str, list[Ruleset]] = {}
    for content in packages().values():
        ruleset = check_content(content, roles=roles())
        shipped.setdefault(ruleset.region, []).append(ruleset)
    for code, rulesets in shipped.items():
        clock = StoppedClock(at(min(one.validity.valid_from for one in rulesets)))
        for ruleset in rulesets:
            await adopt_for(where, code, ruleset, clock)
