"""The description of the REST resources: valid, true of every answer, and as DIGG's REST API-profil wants it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from schemathesis import GenerationMode, checks

from infra.http.national_openapi import openapi_text
from infra.http.national_resources import RESOURCES
from tests.api.national import READER, Published

DOCUMENT: dict[str, Any] = json.loads(openapi_text())
COMMITTED = Path(__file__).parents[2] / "docs" / "national.openapi.json"
DECLARED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
AS_THEY_COME = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        assert list(item) == ["get"]
        yield path, item["get"]


def schema_of(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}


def test_the_document_is_valid_and_the_one_that_is_committed() -> None:
    validate(DOCUMENT)
    assert COMMITTED.read_text(encoding="utf-8") == openapi_text() + "\n"


async def test_the_service_serves_it_under_its_own_address(published: Published) -> None:
    served = (await published.get("openapi", person=None)).json()
    assert served["servers"] == [{"url": f"{published.api.served.base_url}/national/v1"}]
    same = ("openapi", "paths", "components", "security")
    assert {name: served[name] for name in same} == {name: DOCUMENT[name] for name in same}


@pytest.mark.parametrize("path", [one.path for one in RESOURCES.values() if one.shape])
async def test_answers_are_as_their_schema_says_and_examples_too(published: Published, path: str) -> None:
    validator = Draft202012Validator(schema_of(RESOURCES[path].shape or ""))
    answer = (await published.get(path)).json()
    validator.validate(answer)
    content = DOCUMENT["paths"][f"/{path}"]["get"]["responses"]["200"]["content"]
    for example in content.get("application/json", {}).get("examples", {}).values():
        validator.validate(example["value"])
        assert set(example["value"]) <= set(answer)


@pytest.mark.requirement("XC-03")
async def test_what_the_profile_demands_of_the_document_is_in_it() -> None:
    """REST API-profil: DOK.03, DOK.08, DOK.09, DOK.15, DOK.19, DOK.20, RES.06, UFN, FEL, VER.05, VER.06, FNS, SAK."""
    info, components = DOCUMENT["info"], DOCUMENT["components"]
    assert {"title", "version", "description", "contact", "license", "x-sla", "x-limitations"} <= set(info)
    assert "Jämförbara" in info["description"]
    assert "Comparable" in info["description"]
    assert all(re.fullmatch(r"https://[a-z.]+/national/v1", one["url"]) for one in DOCUMENT["servers"])
    assert "/api-info" in DOCUMENT["paths"]
    assert components["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for path, one in operations():
        assert re.fullmatch(r"(/[a-z0-9]+(-[a-z0-9]+)*)+", path)
        assert one["summary"]
        assert one["description"]
        assert {"200", "304", "400", "500", "503"} <= set(one["responses"])
        names = [found["$ref"].rpartition("/")[2] for found in one["parameters"]]
        assert ("limit" in names) == ("offset" in names)
        for content in (one["responses"]["200"]["content"].get("application/json"),):
            assert content is None or content["examples"]
    for response in components["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]
    for name, one in components["parameters"].items():
        assert re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", name)
        assert one["required"] is False
    assert components["parameters"]["limit"]["schema"]["default"] == 20
    theirs = {"next_page"}
    for name, shape in components["schemas"].items():
        if name != "Catalog":
            assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", one) for one in set(shape["properties"]) - theirs)


def statuses(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> set[int]:
    """With what the operation answers to made-up parameters; fails for an answer that it does not declare."""
    seen: set[int] = set()

    @AS_THEY_COME
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        response = case.call(headers=headers)
        seen.add(response.status_code)
        case.validate_response(response, checks=DECLARED)

    ask()
    return seen


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_asked_for_the_service_answers_as_it_says(published: Published, mode: GenerationMode) -> None:
    described = schemathesis.openapi.from_dict(DOCUMENT)
    described.config.update(base_url=f"{published.api.served.base_url}/national/v1")
    headers = {"authorization": f"Bearer {published.api.token_of(READER)}"}
    found = {
        operation.path: statuses(operation, mode, headers)
        for operation in (one.ok() for one in described.get_all_operations())
        if mode is GenerationMode.POSITIVE or operation.query
    }
    assert set.union(*found.values()) >= ({200, 400} if mode is GenerationMode.POSITIVE else {400})
    assert len(found) == (len(RESOURCES) if mode is GenerationMode.POSITIVE else 8)
