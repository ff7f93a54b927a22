"""docs/errors.md lists every code there is, in both languages, and nothing else."""

from __future__ import annotations

import re

import pytest

from infra.auth.refusals import RefusalCode
from service.domain.messages import MESSAGES
from tests.errors_page import GRAPHQL, PAGE, PROJECT, http, kinds, render

CODE = re.compile(r'"([A-Z]{2,}(?:_[A-Z]+)+)"')


def codes_in(*paths: str) -> set[str]:
    return {code for path in paths for code in CODE.findall((PROJECT / path).read_text(encoding="utf-8"))}


@pytest.mark.requirement("XC-07")
def test_the_page_is_what_the_source_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == render()


@pytest.mark.requirement("XC-07")
def test_every_sentence_has_a_type_and_every_type_a_sentence() -> None:
    assert set(kinds()) == set(MESSAGES) - {"ONE_COMMAND_PER_REQUEST"}
    for swedish, english in MESSAGES.values():
        assert swedish != english
        assert set(re.findall(r"{(\w+)", swedish)) == set(re.findall(r"{(\w+)", english))


def test_every_code_of_the_edge_is_on_the_page() -> None:
    schema = codes_in("schema/limits.py", "schema/syntax.py", "schema/ids.py", "schema/scalars.py")
    assert schema <= set(GRAPHQL)
    front = codes_in("infra/http/callers.py", "infra/http/graphql.py", "infra/http/refusals.py")
    of_http = {code for _, code, _, _ in http()}
    assert front <= of_http | set(GRAPHQL)
    assert {str(code) for code in RefusalCode} <= of_http
    assert all(sv != en for _, _, sv, en in http())
