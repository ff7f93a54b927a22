"""The guide for national bodies tells the truth: its addresses answer, its documents are valid, its words are all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from graphql import parse, validate

from infra.http.national_resources import RESOURCES
from schema.national.build import build
from service.national.cells import Verdict
from service.national.observations import Status
from tests.api.national import Published

TEXT = (Path(__file__).parents[2] / "docs" / "national.md").read_text(encoding="utf-8")
ADDRESSES = re.findall(r'"\$TRAPPA/national/v1/([^"]+)"', TEXT)
DOCUMENTS = re.findall(r"```graphql\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_address_of_the_guide_answers(published: Published, address: str) -> None:
    path, _, query = address.partition("?")
    asked = dict(one.split("=") for one in query.split("&")) if query else {}
    answer = await published.get(path, **asked)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_of_the_guide_is_valid(document: str) -> None:
    assert validate(build()._schema, parse(document)) == []


def test_the_guide_names_every_resource_status_and_verdict() -> None:
    assert len(ADDRESSES) > 8
    assert len(DOCUMENTS) == 6
    for word in (*RESOURCES, *get_args(Status), *get_args(Verdict)):
        assert f"`{word}`" in TEXT, word
