"""A region at two providers, its people signed in by browsers of their own, and the service that they call."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from infra.db.bootstrap import DatabaseUrls
from infra.settings import DEV_AUDIENCE
from tests.api.caller import Api, Json, Person, calling, noon
from tests.api.documents import COMMANDS, command_document
from tests.api.region import registration
from tests.api.serving import Served, package, served
from tests.cli.command_line import trappa
from tests.oidc.browser import Client, client_of
from tests.oidc.chromium import chromium, signed_in
from tests.oidc.providers import Provider, dev_at, dev_provider, npm_provider
from tests.oidc.steps import ADMINISTRATOR, AUDITOR, COUNSEL, ELSEWHERE, HANDLER, HEAD, NATIONAL, OFFICE, STRANGER

REGION, OTHER_REGION = "08", "13"
ROLES: Mapping[str, str] = {
    HANDLER: "handler",
    OFFICE: "coordination_office",
    COUNSEL: "legal_counsel",
    AUDITOR: "auditor",
    HEAD: "unit_head",
    STRANGER: "unit_head",
}
"""Who is given which role by a seat."""
AT_NPM = (ADMINISTRATOR, HEAD, OFFICE, AUDITOR)
AT_DEV = (HANDLER, COUNSEL, STRANGER)
CLAIMED = "coordination_office"
"""What each token of the region claims; no mapping lets it give anything."""
BEGINNING = noon("2042-01-07")
ROW = "  - action: DECIDE_SANCTION\n    roles: [coordination_office]\n"


@dataclass
class Cast:
    """`issuers` name whose token each person has; `shown` counts the answers in which each was shown the case."""

    api: Api
    place: Path
    people: dict[str, Person]
    issuers: dict[str, str]
    units: dict[str, str] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    shown: Counter[str] = field(default_factory=Counter)

    async def operator(self, *arguments: str) -> str:
        """What a command prints that the operator gives beside the service."""
        return await _operator(self.place, self.api.served, *arguments)

    async def ask(self, who: str, document: str, variables: Mapping[str, Json], now: str) -> Json:
        return await self.api.ask(self.people[who], document, variables, now=now)

    async def done(self, who: str, name: str, given: Mapping[str, Json], now: str) -> str:
        """The id of what a command changed."""
        command = COMMANDS[name]
        document = command_document(name, f"{command.changed} {{ id }}")
        outcome = (await self.ask(who, document, {"given": given}, now))[name]
        assert outcome["__typename"] == command.success, outcome
        return str(outcome[command.changed]["id"])

    async def refused(self, who: str, name: str, given: Mapping[str, Json], now: str) -> Json:
        """The refusal, the same in both languages but for its words, of which nothing was written."""
        person = self.people[who]
        told = [await self.api.refused(person, name, given, now=now, language=one) for one in ("sv", "en")]
        assert told[0]["message"] != told[1]["message"]
        assert told[0]["code"] == told[1]["code"]
        return told[0]

    async def seat(self, who: str, now: str, **changed: Json) -> str:
        """A seat that the administrator grants."""
        unit = {"unitId": self.units[who]} if who in self.units else {}
        given = {"issuer": self.issuers[who], "subject": who, "name": name_of(who), "roles": [ROLES[who]], **unit}
        self.seats[who] = await self.done(ADMINISTRATOR, "grantSeat", {**given, **changed}, now)
        return self.seats[who]

    async def register_unit(self, who: str, name: str, hsa_id: str) -> None:
        """The unit that `who` is to be the head of."""
        given = registration(name, hsa_id)
        self.units[who] = await self.done(HANDLER, "registerUnit", given, BEGINNING)


def name_of(who: str) -> str:
    return f"Kim {who.capitalize()}"


async def _operator(place: Path, running: Served, *arguments: str) -> str:
    code, out, err = await asyncio.to_thread(trappa, place, *arguments, settings=running.environment)
    assert (code, err) == (0, ""), (arguments, out, err)
    return out


def _register(provider: Provider, *whose: str) -> tuple[str, ...]:
    at = ("--iss", provider.iss, "--jwks", f"{provider.iss}/jwks", "--audience", DEV_AUDIENCE)
    claim = ("--roles-claim", provider.roles_claim) if "--allow" in whose else ()
    return ("issuer", "register", *at, *claim, *whose)


async def _sign_in(program: Path, callers: Sequence[tuple[str, Client, str]]) -> dict[str, Person]:
    """Each in a browser session of its own, so that nobody is signed in already."""
    people: dict[str, Person] = {}
    async with chromium(program) as browser:
        for who, client, claimed in callers:
            async with await browser.new_context(locale="sv-SE") as session:
                token = await signed_in(await session.new_page(), client, who, [claimed])
                people[who] = Person(name=who, token=token)
    return people


@asynccontextmanager
async def signed_in_cast(
    urls: DatabaseUrls, admin_url: str, place: Path, redirect_uri: str, programs: tuple[str, Path]
) -> AsyncIterator[Cast]:
    """The region with its ruleset and its first administrator, nobody else seated; `programs`: node and Chromium."""
    node, browser = programs
    text = package()
    assert text.count(ROW) == 1
    (place / "ruleset.yaml").write_text(text.replace(ROW, f"{ROW}    consult: [legal_counsel]\n"), encoding="utf-8")
    with ExitStack() as stack:
        running = stack.enter_context(served(urls))
        npm = stack.enter_context(npm_provider(node, redirect_uri, REGION))
        dev = stack.enter_context(dev_provider(REGION))
        base_url = dev.iss.removesuffix(f"/dev/issuers/{REGION}")
        other, national = dev_at(base_url, OTHER_REGION), dev_at(base_url, None)
        first = ("--issuer", npm.iss, "--subject", ADMINISTRATOR, "--name", name_of(ADMINISTRATOR))
        for command in (
            ("ruleset", "adopt", str(place / "ruleset.yaml"), "--region", REGION),
            _register(npm, "--region", REGION),
            _register(dev, "--region", REGION),
            _register(other, "--region", OTHER_REGION, "--allow", CLAIMED),
            _register(national, "--national", "SKR", "--allow", "national_reader"),
            ("seat", "administrator", "--region", REGION, *first),
        ):
            await _operator(place, running, *command)
        async with AsyncExitStack() as clients:
            at = [
                await clients.enter_async_context(client_of(one, redirect_uri)) for one in (npm, dev, other, national)
            ]
            callers = [(who, at[0], CLAIMED) for who in AT_NPM] + [(who, at[1], CLAIMED) for who in AT_DEV]
            callers += [(ELSEWHERE, at[2], CLAIMED), (NATIONAL, at[3], "national_reader")]
            people = await _sign_in(browser, callers)
            issuers = {who: client.provider.iss for who, client, _ in callers}
        async with calling(running, admin_url) as api:
            yield Cast(api, place, people, issuers)
