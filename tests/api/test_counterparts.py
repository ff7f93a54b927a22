"""A counterpart of many regions: one issuer, a seat in each region that gives one, one region at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx2
import pytest

from infra.auth.issuers import Issuer
from infra.cli.issuers import register_all
from tenants.catalog import roles
from tests.api.caller import Answer, Json, noon
from tests.api.region import Region
from tests.rig.identity import IdentityProvider, key_server

pytestmark = pytest.mark.requirement("XC-02")
TODAY = noon("2025-06-02")
VIEWER = "{ viewer { actorId region { code } organisation { kind id name } roles { id } seats { id } } }"


@pytest.fixture(scope="module")
def agency() -> Iterator[IdentityProvider]:
    """The identity provider of a counterpart, as a real HTTP server."""
    with key_server() as server:
        yield server.provider()


async def send(region: Region, token: str, document: str = VIEWER, **headers: str) -> Answer:
    answer: httpx2.Response = await region.api.client.post(
        "/graphql",
        json={"query": document},
        headers={"authorization": f"Bearer {token}", "trappa-now": TODAY, **headers},
    )
    return Answer(answer.status_code, answer.headers, answer.json())


async def registered(region: Region, agency: IdentityProvider, **changed: Json) -> str:
    """A token of the agency's, whose issuer is registered."""
    audience = region.api.served.audience
    known = Issuer(agency.iss, None, None, audience, ("ES256",), f"{agency.iss}/jwks", counterpart="forsakringskassan")
    await register_all(region.api.served.where, [known])
    now = time.time()
    return agency.token(aud=audience, iat=now, exp=now + 600, **changed)


def granting(agency: IdentityProvider, subject: str) -> dict[str, Json]:
    return {"issuer": agency.iss, "subject": subject, "name": "Kim", "roles": ["external_party"]}


async def test_a_counterpart_names_the_region_and_crosses_into_no_other(
    beside: Region, alone: Region, agency: IdentityProvider
) -> None:
    token = await registered(beside, agency, sub="of two regions", roles=["handler"])
    unnamed = await send(beside, token)
    assert (unnamed.status, unnamed.codes) == (400, ["REGION_UNNAMED"])
    for named in ("08", alone.code, "99"):
        assert (await send(beside, token, **{"trappa-region": named})).codes == ["NO_SEAT"]
    seats = {}
    for region in (beside, alone):
        seat = await region.api.done(region.administrator, "grantSeat", granting(agency, "of two regions"), now=TODAY)
        assert seat["organisation"] == {
            "kind": "COUNTERPART",
            "id": "forsakringskassan",
            "name": "Försäkringskassan",
        }
        seats[region.code] = seat["id"]
    actors = set()
    for region in (beside, alone):
        viewer = (await send(region, token, **{"trappa-region": region.code})).data["viewer"]
        assert (viewer["region"]["code"], viewer["roles"]) == (region.code, [{"id": "external_party"}])
        assert viewer["seats"] == [{"id": seats[region.code]}]
        actors.add(viewer["actorId"])
    assert len(actors) == 2, "one person is another pseudonym in each region"


async def test_a_counterpart_sees_no_case_without_a_part_in_it_and_of_units_which_there_are(
    kalmar: Region, agency: IdentityProvider
) -> None:
    unit = await kalmar.unit()
    case = await kalmar.opened(unit)
    token = await registered(kalmar, agency, sub="without a part")
    await kalmar.api.done(kalmar.administrator, "grantSeat", granting(agency, "without a part"), now=TODAY)
    document = (
        f'{{ case(id: "{case}") {{ id }} cases(first: 5) {{ nodes {{ id }} }} unit(id: "{unit}") {{'
        " id agreements { id } listedCounts { month } history { type } } }"
    )
    seen = (await send(kalmar, token, document, **{"trappa-region": "08"})).data
    own = {"id": unit, "agreements": [], "listedCounts": [], "history": []}
    assert seen == {"case": None, "cases": {"nodes": []}, "unit": own}


async def test_a_counterpart_acts_for_itself_and_for_no_unit(kalmar: Region, agency: IdentityProvider) -> None:
    await registered(kalmar, agency)
    given = granting(agency, "for a unit")
    refused = await kalmar.api.refused(
        kalmar.administrator, "grantSeat", {**given, "unitId": await kalmar.unit()}, now=TODAY
    )
    assert (refused["code"], refused["path"]) == ("INVALID_INPUT", "unitId")
    staff = await kalmar.api.refused(kalmar.administrator, "grantSeat", {**given, "roles": ["handler"]}, now=TODAY)
    assert (staff["code"], staff["path"]) == ("INVALID_INPUT", "roles")
    told = (await kalmar.api.ask(kalmar.administrator, "{ roles { id heldIn } }"))["roles"]
    held = [one["id"] for one in told if "COUNTERPART" in one["heldIn"]]
    assert staff["allowed"] == sorted(held)
    assert set(held) == {one.id for one in roles().values() if one.side == "party"}
