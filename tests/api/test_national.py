"""The national surface over HTTP: who gets in, what it shows, and what its bodies decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.api.caller import Answer, Api, Person

READER = Person(["national_reader"], region=None)
PUBLISHER = Person(["national_publisher"], region=None)
TODAY = "2026-08-01T12:00:00+02:00"
OPEN = """
mutation ($given: OpenRoundInput!) { openRound(input: $given) {
  ... on RoundOpened { period } ... on NationalRefusal { code message path allowed }
} }
"""


async def sent(
    api: Api, person: Person, document: str, variables: Mapping[str, Any] | None = None, *, now: str | None = TODAY
) -> Answer:
    headers = {"authorization": f"Bearer {api.token_of(person)}"} | ({} if now is None else {"trappa-now": now})
    answer = await api.client.post(
        "/national/graphql", json={"query": document, "variables": variables or {}}, headers=headers
    )
    return Answer(answer.status_code, answer.headers, answer.json())


@pytest.mark.requirement("XC-03", "PV-10")
async def test_the_national_surface_is_for_national_bodies_alone(api: Api) -> None:
    document = "{ national { rounds { period } } }"
    assert (await sent(api, READER, document)).data["national"]["rounds"] is not None
    regional = await sent(api, Person(["handler"]), document)
    assert (regional.status, regional.codes) == (403, ["NOT_NATIONAL"])
    nobody = await sent(api, Person(["handler"], region=None), document)
    assert (nobody.status, nobody.codes) == (403, ["NOT_NATIONAL"])


async def test_a_reader_opens_nothing(api: Api) -> None:
    given = {"period": "2024-S1", "indicators": ["IN-09"], "opensOn": "2024-07-01", "closesOn": "2024-09-01"}
    answer = (await sent(api, READER, OPEN, {"given": given})).data["openRound"]
    assert answer["code"] == "MANDATE_MISSING"
    assert answer["allowed"] == ["national_publisher"]
