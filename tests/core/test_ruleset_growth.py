"""A ruleset with sections that nobody has thought of yet is compared, written and read as any other."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from service.domain.words import Words
from service.rules.change_words import sentence, told, told_between
from service.rules.contrast import contrast
from service.rules.diff import Change, diff
from service.rules.lint import _outcomes
from service.rules.load import load_ruleset
from service.rules.ruleset import Mandate, Ruleset
from service.rules.said import Speaker
from service.rules.shape import identity
from service.rules.sourced import Id, Label, Rule, Section, SourceText
from service.rules.yaml_out import ruleset_yaml, written
from service.rules.yaml_text import read_yaml
from tenants.catalog import roles
from tests.core.kalmar import KALMAR
from tests.core.test_ruleset_yaml import PACKAGES

pytestmark = pytest.mark.requirement("A10", "C9", "C10")


class Item(Section):
    asks: Label
    owner: Id
    needed: bool = True


class Checklist(Rule):
    id: Id
    label: Label
    kind: Literal["BEFORE", "AFTER"]
    items: tuple[Item, ...] = ()


class Within(Rule):
    days: int
    unless: tuple[Id, ...] = ()


class Never(Rule):
    reason: Literal["NO_LIMIT"]


class Grown(Ruleset):
    checklists: tuple[Checklist, ...] = ()
    limit: Annotated[Within | Never | None, Field()] = None
    routes: dict[Id, tuple[Id, ...]] = Field(default_factory=dict)
    limits: dict[Id, Within] = Field(default_factory=dict)


def source(clause: str) -> dict[str, Any]:
    return {"clause": clause, "derived": {"sv": "s", "en": "e"}}


def grown(**sections: Any) -> Grown:
    return Grown.model_validate({**KALMAR.model_dump(mode="json"), **sections})


def within(days: int, *unless: str) -> dict[str, Any]:
    return {"days": days, "unless": list(unless), "source": source(f"§ {days}")}


def item(sv: str, owner: str) -> dict[str, Any]:
    return {"asks": {"sv": sv, "en": sv}, "owner": owner}


def checklist(own_id: str, *items: dict[str, Any], kind: str = "BEFORE") -> dict[str, Any]:
    label = {"sv": own_id.title(), "en": own_id.title()}
    return {"id": own_id, "label": label, "kind": kind, "items": list(items), "source": source(own_id)}


BARE = grown()
FULL = grown(
    checklists=[
        checklist("start", item("Öppet?", "handler"), item("Vem?", "team_lead")),
        checklist("end", kind="AFTER"),
    ],
    limit=within(5, "RED"),
    routes={"first": ["handler"], "then": ["handler", "team_lead"]},
    limits={"plan": within(30)},
)


def shown(changes: list[Change]) -> list[tuple[str, str]]:
    return [(one.kind, one.side.path) for one in changes]


@pytest.mark.parametrize("ruleset", [BARE, FULL])
def test_it_is_written_and_read_without_loss(ruleset: Grown) -> None:
    text, known = written(ruleset)
    read = read_yaml(text)
    assert Grown.model_validate(read.value) == ruleset
    assert read.lines == known.lines
    assert ruleset_yaml(Grown.model_validate(read.value)) == text


def test_what_one_has_and_the_other_lacks_is_told_with_what_it_holds() -> None:
    found = diff(BARE, FULL, {"handler": Words("Handläggare", "Case handler")})
    assert shown(found) == [
        ("ADDED", "checklists[start]"),
        ("ADDED", "checklists[end]"),
        ("ADDED", "limit"),
        ("ADDED", "routes.first"),
        ("ADDED", "routes.then"),
        ("ADDED", "limits.plan"),
    ]
    assert told(sentence(found[2]), "sv") == "Limit tillkommer: days: 5; unless: Röd."
    assert told(sentence(found[3]), "sv") == "Routes, first tillkommer: Handläggare."
    assert sorted(map(repr, found)) == sorted(
        repr(one.mirrored) for one in diff(FULL, BARE, {"handler": Words("Handläggare", "Case handler")})
    )


def test_one_other_value_inside_it_is_one_change_with_its_clause() -> None:
    changed = FULL.model_dump(mode="json")
    changed["checklists"][0]["items"][1]["owner"] = "handler"
    changed["limit"] = within(7, "RED", "BLACK")
    changed["routes"]["then"] = ["team_lead", "handler"]
    changed["limits"]["plan"]["days"] = 31
    found = diff(FULL, Grown.model_validate(changed))
    assert [(one.side.path, sentence(one).code) for one in found] == [
        ("checklists[start].items[team_lead]", "REMOVED"),
        ("checklists[start].items[handler#2]", "ADDED"),
        ("limit.days", "CHANGED"),
        ("limit.unless", "MEMBERS_ADDED"),
        ("limit.source", "CHANGED"),
        ("routes.then", "REORDERED"),
        ("limits.plan.days", "CHANGED"),
    ]
    days = found[2]
    assert days.before is not None
    assert days.before.source is not None
    assert days.after is not None
    assert days.after.source is not None
    assert (days.before.source.clause, days.after.source.clause) == ("§ 5", "§ 7")


def test_a_rule_of_another_kind_in_the_same_place_is_one_change() -> None:
    never = {"reason": "NO_LIMIT", "source": source("§ 0")}
    (change,) = diff(FULL, Grown.model_validate({**FULL.model_dump(mode="json"), "limit": never}))
    assert (change.kind, change.side.path) == ("CHANGED", "limit")
    assert told(sentence(change), "en") == "Limit changes from days: 5; unless: Red to reason: NO_LIMIT."


def test_regions_are_compared_by_it_too() -> None:
    found = contrast(BARE, FULL)
    assert [(one.section, one.sentence.code) for one in found] == [
        ("checklists", "COUNTED"),
        ("checklists", "ADDED"),
        ("checklists", "ADDED"),
        ("limit", "ADDED"),
        ("routes", "ADDED"),
        ("routes", "ADDED"),
        ("limits", "ADDED"),
        (None, "ALIKE"),
    ]


def test_items_without_id_are_known_by_their_first_plain_field() -> None:
    assert (identity(Item), identity(Checklist), identity(Within), identity(Mandate)) == (
        "owner",
        "id",
        "days",
        "action",
    )
    assert identity(SourceText) == "clause"


def test_every_way_an_act_comes_out_is_called_by_words() -> None:
    speaker = Speaker(KALMAR, {})
    found = [one for outcomes in _outcomes(KALMAR).values() for one in outcomes]
    assert len(found) > 40
    assert [one for one in found if speaker.value(Mandate, "outcomes", one).sv == one] == []


def test_an_id_in_a_text_is_no_id() -> None:
    content = KALMAR.model_dump(mode="json")
    content["documents"]["S1"]["title"] = "RED"
    after = Ruleset.model_validate(content)
    (change,) = diff(KALMAR, after)
    assert change.after is not None
    assert change.after.said == Words("RED", "RED")


HERE, THERE = Words("Region A", "Region A"), Words("Region B", "Region B")
NAMES = {name: Words(role.sv, role.en) for name, role in roles().items()}


@pytest.mark.parametrize("name", PACKAGES)
def test_shipped_packages_of_any_kind_are_compared_without_a_code(name: str) -> None:
    other = load_ruleset(PACKAGES[name], file=name)
    found = contrast(KALMAR, other, NAMES)
    assert found
    for language in ("sv", "en"):
        lines = [told_between(one.sentence, HERE, THERE, language) for one in found]
        assert [line for line in lines if re.search(r"\b[A-Z]{2,}_[A-Z_]+\b", line)] == []
    assert sorted(map(repr, diff(KALMAR, other, NAMES))) == sorted(
        repr(one.mirrored) for one in diff(other, KALMAR, NAMES)
    )


@pytest.mark.requirement("C10")
def test_a_region_with_colours_and_one_without_are_told_apart_by_their_number_and_deciders() -> None:
    lines = [
        told_between(one.sentence, HERE, THERE, "sv")
        for one in contrast(KALMAR, load_ruleset(PACKAGES["vgr-lopande.yaml"], file="vgr"), NAMES)
    ]
    assert "Färger: Region A har 4 (Grön, Gul, Röd, Svart), Region B har 0." in lines
    assert (
        "Beslutsmandat, Besluta om sanktion: bara hos Region A: beslutar: Regionstab Samordning hälso- och sjukvård."
        in lines
    )
    assert (
        "Beslutsmandat, Sanktion och vite: bara hos Region B: beslutar: Nämndsekreterare; bereder: Handläggare."
        in lines
    )
    assert any(one.startswith("Beräkning: bara hos Region A: enhet: kronor per listad och månad; ") for one in lines)
