"""Global ids and cursors: the exact texts that the service writes, and no others."""

from __future__ import annotations

import base64
from collections.abc import Callable
from uuid import UUID

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st

from infra.asgi import offered
from infra.dev.people import PersonRefusedError, person_of
from schema.ids import cursor, cursor_values, global_id, own_id, split_id

UNIT = UUID("019565ac-7a00-7abc-8def-0000000000ff")
WRITTEN = global_id("CareUnit", UNIT)
KEYS = ["2025-03-03T12:00:00+00:00", str(UNIT)]


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


OTHER: dict[str, Callable[[str], str]] = {
    "with signs that base64 has not": lambda text: f"{text}!!",
    "with signs in it": lambda text: f"{text[:8]}.{text[8:]}",
    "padded": lambda text: f"{text}=",
    "padded twice": lambda text: f"{text}==",
}
SPACED: dict[str, Callable[[str], str]] = {
    "with a line break": lambda text: f"{text}\n",
    "with a space before": lambda text: f" {text}",
}
SPELT = {
    "in capitals": f"CareUnit:{str(UNIT).upper()}",
    "without hyphens": f"CareUnit:{UNIT.hex}",
    "in braces": f"CareUnit:{{{UNIT}}}",
    "as a URN": f"CareUnit:urn:uuid:{UNIT}",
}


@given(st.sampled_from(["Case", "CareUnit", "Ruleset", "Seat"]), st.uuids())
def test_what_is_written_is_read(kind: str, own: UUID) -> None:
    assert split_id(global_id(kind, own)) == (kind, own)
    assert own_id(kind, global_id(kind, own)) == own
    assert own_id("Other", global_id(kind, own)) is None


@pytest.mark.parametrize("change", (OTHER | SPACED).values(), ids=(OTHER | SPACED).keys())
@pytest.mark.parametrize("kind", ["Case", "CareUnit", "Seat"])
def test_an_id_in_other_signs_is_none(kind: str, change: Callable[[str], str]) -> None:
    assert split_id(change(global_id(kind, UNIT))) is None


def test_an_id_whose_last_sign_has_bits_that_say_nothing_is_none() -> None:
    written = global_id("Case", UNIT)
    other = written[:-1] + chr(ord(written[-1]) + 1)
    assert base64.urlsafe_b64decode(f"{other}=") == base64.urlsafe_b64decode(f"{written}=")
    assert split_id(other) is None


@pytest.mark.parametrize("text", SPELT.values(), ids=SPELT.keys())
def test_an_id_in_another_spelling_is_none(text: str) -> None:
    assert split_id(encoded(text)) is None


@pytest.mark.parametrize("change", (OTHER | SPACED).values(), ids=(OTHER | SPACED).keys())
def test_a_cursor_in_other_signs_is_refused(change: Callable[[str], str]) -> None:
    written = cursor(KEYS)
    assert cursor_values(written, 2) == KEYS
    with pytest.raises(GraphQLError, match="the cursor is not one of this connection"):
        cursor_values(change(written), 2)


def test_a_cursor_in_another_spelling_is_refused() -> None:
    with pytest.raises(GraphQLError, match="the cursor is not one of this connection"):
        cursor_values(encoded(f'["{KEYS[0]}", "{KEYS[1]}"]'), 2)


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER.keys())
def test_the_development_issuer_reads_ids_no_more_leniently(change: Callable[[str], str]) -> None:
    """But for the space around what was put into its form."""
    for written in (WRITTEN, f" {WRITTEN}\n"):
        assert person_of(offered(), "08", ["unit_head"], written, "").unit_id == UNIT
    with pytest.raises(PersonRefusedError):
        person_of(offered(), "08", ["unit_head"], change(WRITTEN), "")
