"""The national surface over HTTP: who gets in, what it shows, and what its bodies decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import GraphQLObjectType

from schema.national.build import build
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


@pytest.mark.requirement("XC-03", "PV-10", "RM-28")
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


NOW = "2024-08-01T12:00:00+02:00"
ROUND = {"period": "2024-S1", "indicators": ["IN-07", "IN-09"], "opensOn": "2024-07-01", "closesOn": "2024-09-01"}
ANSWER = """
mutation ($given: %s!) { done: %s(input: $given) {
  __typename ... on NationalRefusal { code message path allowed }
} }
"""


async def done(api: Api, act: str, given: Mapping[str, Any], *, now: str = NOW) -> Any:
    kind = {"openRound": "OpenRoundInput", "publishRound": "PublishRoundInput"}.get(
        act, f"{act[0].upper()}{act[1:]}Input"
    )
    return (await sent(api, PUBLISHER, ANSWER % (kind, act), {"given": given}, now=now)).data["done"]


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"period": "2024-H1"}, "period"),
        ({"indicators": []}, "indicators"),
        ({"indicators": ["IN-07", "IN-99"]}, "indicators[1]"),
        ({"indicators": ["IN-07", "IN-07"]}, "indicators[1]"),
        ({"indicators": ["IN-21"]}, "indicators[0]"),  # counted per year
        ({"period": "2019-S1"}, "indicators[0]"),  # before the definition is valid
        ({"opensOn": "2024-06-30"}, "opensOn"),
        ({"closesOn": "2024-07-01"}, "closesOn"),
    ],
)
async def test_a_round_that_cannot_be_is_refused_at_its_field_and_opens_nothing(
    api: Api, changed: Mapping[str, Any], path: str
) -> None:
    async with api.nothing_written():
        answer = await done(api, "openRound", {**ROUND, **changed})
    assert (answer["code"], answer["path"]) == ("INVALID_INPUT", path), answer


async def test_a_round_is_opened_once_and_publishes_nothing_that_was_not_received(api: Api) -> None:
    assert (await done(api, "openRound", ROUND))["__typename"] == "RoundOpened"
    again = await done(api, "openRound", ROUND)
    assert (again["code"], again["path"]) == ("ROUND_EXISTS", "period")
    listed = (await sent(api, READER, "{ national { rounds { period body indicators opensOn closesOn } } }")).data
    assert {"body": "national", **ROUND} in listed["national"]["rounds"]
    empty = await done(api, "publishRound", {"period": "2024-S1"})
    assert empty["code"] == "NOTHING_RECEIVED"
    assert (await done(api, "publishRound", {"period": "2023-S1"}))["code"] == "NOT_FOUND"
    nobody = {"region": "08", "period": "2024-S1", "number": 1}
    assert (await done(api, "receiveDelivery", nobody))["code"] == "NOT_FOUND"
    for reason, code in (
        ("", "INVALID_INPUT"),
        ("x" * 1001, "INVALID_INPUT"),
        ("191212121212", "PERSONAL_NUMBER_IN_TEXT"),
    ):
        refused = await done(api, "returnDelivery", {**nobody, "reason": reason})
        assert (refused["code"], refused["path"]) == (code, "reason")


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ('indicators: [], periods: ["2024"]', "indicators"),
        ('indicators: ["IN-21"], periods: []', "periods"),
        ('indicators: ["IN-21"], periods: ["2024"], regions: []', "regions"),
        ('indicators: ["IN-21"], periods: ["24"]', "period"),
    ],
)
async def test_cells_are_asked_for_within_bounds(api: Api, arguments: str, path: str) -> None:
    answer = await sent(api, READER, f"{{ national {{ cells({arguments}) {{ value }} }} }}")
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.body["errors"][0]["extensions"]["path"] == path


@pytest.mark.requirement("XC-03", "PV-10")
def test_no_type_of_the_national_surface_leads_to_a_case_or_a_care_unit() -> None:
    schema = build()._schema
    named = {name for name in schema.type_map if not name.startswith("__")}
    own = {
        name
        for name, kind in schema.type_map.items()
        if name in named and isinstance(kind, GraphQLObjectType) and kind.description is not None
    }
    assert {"National", "NationalCell", "RegionDelivery"} <= own
    regional = {"Case", "CareUnit", "Seat", "Viewer", "RuleRefused", "Node", "Money"}
    assert named & regional == set()
    fields = {field for name in own for field in schema.type_map[name].fields}  # type: ignore[attr-defined]
    assert {one for one in fields if "case" in one.lower() or "unitid" in one.lower()} == set()
