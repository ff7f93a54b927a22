"""`trappa token`: a token of the development issuer."""

from __future__ import annotations

import argparse
import os
import time
from uuid import UUID

from infra.cli.demo.people import Person, token_of
from infra.cli.demo.place import with_demo
from infra.cli.failures import CommandFailed
from infra.dev.issuer import DevKeys, require_dev
from infra.settings import PREFIX, Settings, load
from schema.organisations import read_unit
from tenants.catalog import roles
from tenants.registry import region

_ENV = f"{PREFIX}ENV"


def token(given: argparse.Namespace) -> int:
    require_dev(os.environ.get(_ENV) or "production")
    settings = load(with_demo(os.environ))
    code = None if given.national else region(given.region).code
    for role in given.role:
        _check(role, national=given.national)
    person = Person(code, tuple(given.role), unit(given.unit), given.subject)
    of_parties = [role for role in person.roles if roles()[role].side == "party"]
    if person.unit_id is None and of_parties:
        raise CommandFailed("UNIT_MISSING", f"{', '.join(of_parties)} acts for a care unit: name it by --unit")
    if not (person.roles or person.subject):
        raise CommandFailed("SUBJECT_MISSING", "without --role only seats hold: say by --subject whose")
    print(token_of(person, _keys(settings), settings.public_url, settings.audience, time.time()))
    return 0


def _keys(settings: Settings) -> DevKeys:
    if settings.dev_directory is None:
        raise CommandFailed("NO_DEV_DIRECTORY", "set TRAPPA_DEV_DIRECTORY to the directory that the server uses")
    return DevKeys.load_or_create(settings.dev_directory)


def _check(role: str, *, national: bool) -> None:
    allowed = [name for name, found in roles().items() if (found.side == "national") == national]
    if role not in allowed:
        raise CommandFailed("UNKNOWN_ROLE", f"{role!r} is no role here; allowed: {', '.join(allowed)}")


def unit(text: str | None) -> UUID | None:
    if text is None:
        return None
    found = read_unit(text)
    if found is None:
        raise CommandFailed("INVALID_UNIT", f"{text!r} is neither a UUID nor the global id of a care unit")
    return found
