"""A ruleset as text: read again it is the same one, written again the same text, each path on the line it tells."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from service.rules import yaml_out
from service.rules.load import load_ruleset
from service.rules.ruleset import Ruleset
from service.rules.sourced import Section
from service.rules.yaml_out import ruleset_yaml, written
from service.rules.yaml_text import read_yaml
from tests.core.kalmar import FILE, KALMAR, TEXT
from tests.core.test_ruleset_diff import CHANGED, CONTENT, at

PACKAGES = {one.name: one.read_text("utf-8") for one in (files("tenants") / "packages").iterdir()}


class Holder(Section):
    """Something that holds any texts, in a list, a mapping and alone."""

    alone: str
    several: tuple[str, ...]
    named: dict[str, str]
    numbers: tuple[int, ...] = ()
    nested: tuple[Part, ...] = ()


class Part(Section):
    word: str
    holds: bool = False
    more: dict[str, str] = {}  # noqa: RUF012 - pydantic copies it


def same(model: BaseModel) -> None:
    text, known = written(model)
    read = read_yaml(text)
    assert type(model).model_validate(read.value) == model
    assert read.value == known.value
    assert read.lines == known.lines
    assert ruleset_yaml(type(model).model_validate(read.value)) == text


@pytest.mark.requirement("C9", "C10")
@pytest.mark.parametrize("name", PACKAGES)
def test_a_shipped_package_is_written_and_read_without_loss(name: str) -> None:
    same(load_ruleset(PACKAGES[name], file=name))


@pytest.mark.requirement("C9", "C10")
@given(st.sampled_from(list(CHANGED)))
def test_any_value_of_a_ruleset_comes_back(path: tuple[str | int, ...]) -> None:
    same(CHANGED[path])
    assert ruleset_yaml(CHANGED[path]) != ruleset_yaml(KALMAR)


WORDS = st.text(min_size=1, max_size=30) | st.from_regex(yaml_out._WORDS, fullmatch=True) | st.sampled_from([
    "true", "False", "no", "null", "~", "1", "08", "1.00", "1e3", "0x1f", "12:30:45", "2024-01-01", "=", "<<", "-",
    "- a",
    "a: b", "a:", ":a", "a #b", "#a", "a, b", "[a]", "{a}", "'a'", '"a"', "a'b", "!a", "&a", "*a", "|", ">", "%a", "@a",
    "`a", "?", "? a", "a ", " a", "a\n", "a\n\nb", "\ta", "a\x85b", "a\u2028b", "\ufeffa", "---", "...", "a\x00b", "é",
    "å\n",
    "😀", "a, b: c", "x:y", "a\r\nb", "\\n", "yes", "Null", "TRUE", ".inf", ".nan", "0b1", "1_000", "+1", "", "a\x7f",
])  # fmt: skip
KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,9}", fullmatch=True) | st.sampled_from(["null", "true", "no", "y"])
PARTS = st.builds(Part, word=WORDS, holds=st.booleans(), more=st.dictionaries(KEYS, WORDS, max_size=3))


@pytest.mark.requirement("C9")
@given(
    st.builds(
        Holder,
        alone=WORDS,
        several=st.lists(WORDS, max_size=4).map(tuple),
        named=st.dictionaries(KEYS, WORDS, max_size=4),
        numbers=st.lists(st.integers(), max_size=3).map(tuple),
        nested=st.lists(PARTS, max_size=3).map(tuple),
    )
)
def test_any_text_comes_back_from_any_place(holder: Holder) -> None:
    same(holder)


@pytest.mark.requirement("C10")
def test_the_text_is_in_the_style_of_the_shipped_package() -> None:
    text = ruleset_yaml(KALMAR)
    kept = set(text.splitlines()) & set(TEXT.splitlines())
    assert len(kept) > 0.8 * len(set(TEXT.splitlines()))
    assert "        - {value: 1, label: {sv: Försumbar, en: Negligible}}\n" in text
    assert '\nregion: "08"\n' in text
    assert "  valid_from: 2024-01-01\n" in text
    assert "\n\nladders:\n" in text
    assert "&" not in text.replace("&", "", text.count(" & "))
    assert [line for line in text.splitlines() if line != line.rstrip()] == []
    assert text.index("\n    source:") > text.index("\n    - id: severity")
    assert [key for key in at(CONTENT, ()) if f"\n{key}:" not in f"\n{text}"] == []


def test_what_is_assumed_without_being_written_is_left_out() -> None:
    text = ruleset_yaml(KALMAR)
    assert text.count("closed: ") == text.count("closed: true") == 2
    assert "valid_until" not in text
    until: dict[str, Any] = {"valid_until": KALMAR.validity.valid_from.replace(year=2030)}
    ending = KALMAR.model_copy(update={"validity": KALMAR.validity.model_copy(update=until)})
    assert "  valid_until: 2030-01-01\n" in ruleset_yaml(ending)


def test_what_is_written_is_linted_as_a_file_is() -> None:
    assert load_ruleset(ruleset_yaml(KALMAR), file=FILE) == KALMAR
    assert isinstance(KALMAR, Ruleset)
