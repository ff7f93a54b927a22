"""Two rulesets side by side: what differs, where, by which clauses, and in which words."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.words import Words
from service.rules.change_words import BETWEEN, CHANGES, Code, sentence, told, told_between
from service.rules.contrast import contrast
from service.rules.diff import Change, diff
from service.rules.form_words import FIELDS
from service.rules.ruleset import Action, Ruleset
from service.rules.shape import codes, every
from service.rules.yaml_text import Path, read_yaml
from tenants.catalog import roles
from tests.core.kalmar import KALMAR, TEXT
from tests.core.test_words import CODE

CONTENT: dict[str, Any] = read_yaml(TEXT).value
ROLES = {name: Words(role.sv, role.en) for name, role in roles().items()}
KNOWN_BY = {
    "levels": "value",
    "bands": "colour",
    "hints": "scale",
    "conditions": "requires",
    "rates": "step",
    "requirements": "requires",
    "breaches": "ground",
    "direct_sanctions": "ground",
    "steps": "action",
    "mandates": "action",
}
"""What items without an id are known by, by the name of their list."""
DECIDES = "- action: DECIDE_SANCTION\n    roles: [coordination_office]"
CLOSED = {code: listed for model in every(Ruleset) for field in model.model_fields.values()
          for listed in [codes(field.annotation)] for code in listed}  # fmt: skip

HERE, THERE = Words("Region A", "Region A"), Words("Region B", "Region B")


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of all plain values and lists of such."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, (*path, key))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for place, below in enumerate(value):
            yield from leaves(below, (*path, place))
    else:
        yield path


LEAVES = [path for path in leaves(CONTENT) if path[0] != "format"]


def at(content: Any, path: Path) -> Any:
    for part in path:
        content = content[part]
    return content


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 17
    if isinstance(value, list):
        return value[:-1] if len(value) > 1 else [other(value[0])]
    if value in CLOSED:
        listed = CLOSED[value]
        return listed[(listed.index(value) + 1) % len(listed)]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return f"2099{value[4:]}"
    if re.fullmatch(r"\d+\.\d\d", value):
        return f"1{value}"
    return {"08": "07", "ADD": "REPLACE"}.get(value, f"{value}x")


def put(content: Any, path: Path, value: Any) -> Any:
    """The content with another value at the path; what lies beside the path is shared."""
    found = copy.copy(content)
    found[path[0]] = put(content[path[0]], path[1:], value) if path[1:] else value
    return found


def with_other(*paths: Path) -> Ruleset | None:
    content = CONTENT
    for path in paths:
        content = put(content, path, other(at(content, path)))
    try:
        return None if content == CONTENT else Ruleset.model_validate(content)
    except ValueError:
        return None


CHANGED = {path: found for path in LEAVES if (found := with_other(path)) is not None}


def value_path(path: Path) -> str:
    """The path as differences name it, down to the value that the leaf is a part of."""
    parts: list[str] = []
    for place, part in enumerate(path):
        if isinstance(part, int):
            item = at(CONTENT, path[: place + 1])
            parts.append(f"[{item[KNOWN_BY.get(str(path[place - 1]), 'id')]}]")
        else:
            parts.append(f".{part}")
            value = at(CONTENT, path[: place + 1])
            if isinstance(value, dict) and (value.keys() == {"sv", "en"} or "clause" in value):
                break
    return "".join(parts).lstrip(".")


def is_identity(path: Path) -> bool:
    if len(path) < 2 or not isinstance(path[-2], int):
        return False
    return path[-1] == KNOWN_BY.get(str(path[-3]), "id")


def bare(path: str) -> str:
    """The path without what tells items of one name apart."""
    return re.sub(r"(?:[:#][^\]]*)\]", "]", path)


def shown(changes: list[Change]) -> list[tuple[str, str]]:
    return [(one.kind, one.side.path) for one in changes]


@pytest.mark.requirement("C9", "C10")
def test_nothing_differs_between_equal_rulesets() -> None:
    assert diff(KALMAR, Ruleset.model_validate(CONTENT)) == []
    assert [one.sentence.code for one in contrast(KALMAR, KALMAR)] == ["ALIKE"]


def test_nearly_every_value_of_the_package_has_another_that_the_model_takes() -> None:
    assert len(LEAVES) > 700
    assert {path[-1] for path in LEAVES if path not in CHANGED} <= {"requires", "value", "due"}


@pytest.mark.requirement("C9", "C10")
@given(st.sampled_from(list(CHANGED)))
def test_one_other_value_is_one_change_at_its_path(path: Path) -> None:
    found = diff(KALMAR, CHANGED[path])
    if is_identity(path):
        assert sorted(one.kind for one in found) == ["ADDED", "REMOVED"], shown(found)
    else:
        (change,) = found
        assert change.kind == "CHANGED"
        assert bare(change.side.path) == value_path(path)
        assert change.before is not None
        assert change.after is not None
        assert change.before.value != change.after.value
        assert change.before.said != change.after.said or {"sv", "en", "derived"} & set(path)
    assert {one.section for one in found} == {path[0]}
    for language in ("sv", "en"):
        for one in found:
            said = (told(sentence(one), language), told_between(sentence(one), HERE, THERE, language))
            assert all(text.endswith(".") and "{" not in text for text in said)


@pytest.mark.requirement("C10")
@given(st.lists(st.sampled_from(list(CHANGED)), min_size=1, max_size=4, unique=True), st.data())
def test_differences_the_other_way_round_are_the_same_mirrored(paths: list[Path], data: st.DataObject) -> None:
    changed = with_other(*(path for path in paths if not any(one != path and path[: len(one)] == one for one in paths)))
    if changed is None:
        return
    lists = {name: data.draw(st.permutations(getattr(changed, name))) for name in ("colours", "ladders", "mandates")}
    after = changed.model_copy(update={name: tuple(items) for name, items in lists.items()})
    there, back = diff(KALMAR, after, ROLES), diff(after, KALMAR, ROLES)
    assert sorted(map(repr, there)) == sorted(repr(one.mirrored) for one in back)


@pytest.mark.requirement("C10")
@given(st.permutations(range(len(KALMAR.colours))))
def test_items_in_another_order_are_moved_as_few_as_can_be_and_nothing_else(order: list[int]) -> None:
    after = KALMAR.model_copy(update={"colours": tuple(KALMAR.colours[place] for place in order)})
    found = diff(KALMAR, after)
    assert {one.kind for one in found} <= {"MOVED"}
    longest = max(
        chosen.bit_count()
        for chosen in range(16)
        if (kept := [one for place, one in enumerate(order) if chosen >> place & 1]) == sorted(kept)
    )
    assert len(found) == len(order) - longest
    for one in found:
        assert one.before is not None
        assert one.after is not None
        assert one.before.value != one.after.value or len(order) - longest > 1


def edited(*edits: tuple[str, str]) -> Ruleset:
    text = TEXT
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return Ruleset.model_validate(read_yaml(text).value)


def said(before: Ruleset, after: Ruleset, language: str = "sv") -> list[str]:
    return [told(sentence(one), language) for one in diff(before, after, ROLES)]


@pytest.mark.requirement("C9", "C10", "XC-07")
@pytest.mark.parametrize(
    ("edits", "sv", "en"),
    [
        (
            [('sek: "3.00"', 'sek: "4.50"')],
            (
                "Sanktionstrappor, Initierat av Samordning hälso-sjukvård, satser, LOW, belopp ändras från 3,00 kr till"
                " 4,50 kr."
            ),
            "Sanction ladders, Initiated by the region, rates, LOW, amount changes from SEK 3.00 to SEK 4.50.",
        ),
        (
            [("value: ACTUAL_DAYS", "value: THIRTY_DAYS")],
            "Beräkning, del av månad ändras från månadens faktiska dagar till trettio dagar i varje månad.",
            "Reckoning, part of a month changes from the month's actual days to thirty days in each month.",
        ),
        (
            [("  rolls_forward: true", "  default_months: 1\n  rolls_forward: true")],
            "Handlingsplan, tid tillkommer: 1 månad.",
            "Action plan, time is added: 1 month.",
        ),
        (
            [(DECIDES, DECIDES.replace("coordination_office", "handler"))],
            (
                "Beslutsmandat, Besluta om sanktion, beslutar: Handläggare tillkommer, Regionstab Samordning hälso- och"
                " sjukvård utgår."
            ),
            (
                "Mandates, Decide on a sanction, decide: Case handler added, Regional office for the coordination of"
                " healthcare removed."
            ),
        ),
        (
            [("    colours: [YELLOW, RED]", "    colours: [RED, YELLOW]")],
            "Direkta sanktioner, Flera eller återkommande brister, färger får ordningen Röd, Gul.",
            "Direct sanctions, Several or recurring deficiencies, colours get the order Red, Yellow.",
        ),
        (
            [("    next: RED\n", "")],
            "Färger, Gul, nästa färg utgår: Röd.",
            "Colours, Yellow, next colour is removed: Red.",
        ),
        (
            [("{sv: Gul, en: Yellow}", "{sv: Orange, en: Orange}")],
            "Färger, Orange, benämning ändras från Gul till Orange.",
            "Colours, Orange, label changes from Yellow to Orange.",
        ),
        (
            [("quote: 3–6 Gult", "quote: 3–6 gult")],
            (
                "Klassificering, färgband, Gul, källa ändras från S1, Färgklassificering: «3–6 Gult» till S1,"
                " Färgklassificering: «3–6 gult»."
            ),
            (
                "Classification, colour bands, Yellow, source changes from S1, Färgklassificering: «3–6 Gult» to S1,"
                " Färgklassificering: «3–6 gult»."
            ),
        ),
        (
            [("      - requires: ON_TEMPLATE\n", "      - requires: SIGNAL_NOT_AFTER_IMPULSE\n")],
            "Sanktionstrappor, Tillit – initierat av verksamhetschef, villkor, på mallen utgår.",
            "Sanction ladders, Trust – initiated by the unit head, conditions, on the template is removed.",
        ),
    ],
)
def test_a_difference_is_said_in_words(edits: list[tuple[str, str]], sv: str, en: str) -> None:
    after = edited(*edits)
    assert said(KALMAR, after)[0] == sv
    assert said(KALMAR, after, "en")[0] == en


@pytest.mark.requirement("C9", "C10")
def test_each_side_has_the_clause_that_says_so() -> None:
    after = edited(
        (
            "value: ACTUAL_DAYS\n    source:\n      clause: Sanktionstrappa",
            "value: THIRTY_DAYS\n    source:\n      clause: Ny punkt",
        )
    )
    value, source = diff(KALMAR, after)
    assert (value.aspect, source.aspect) == ("RULE", "SOURCE")
    for one in (value, source):
        assert one.before is not None
        assert one.after is not None
        assert one.before.source is not None
        assert one.after.source is not None
        assert (one.before.source.clause, one.after.source.clause) == ("Sanktionstrappa", "Ny punkt")
    (gone,) = diff(KALMAR, KALMAR.model_copy(update={"termination": None}))
    assert (gone.kind, gone.after) == ("REMOVED", None)
    assert gone.before is not None
    assert gone.before.source is not None
    assert gone.before.source.clause == "Svart färgklassificering"


def test_wording_and_sources_are_told_apart_from_rules() -> None:
    after = edited(
        ('label: "1"', 'label: "2"'),
        ('title: "Hälsoval', 'title: "Vårdval'),
        ("{sv: Gul, en: Yellow}", "{sv: Gult, en: Yellow}"),
    )
    assert [(one.side.path, one.aspect) for one in diff(KALMAR, after)] == [
        ("label", "WORDING"),
        ("documents.S1.title", "SOURCE"),
        ("colours[YELLOW].label", "WORDING"),
    ]


@pytest.mark.requirement("C10")
def test_mandates_of_one_act_are_matched_by_their_outcomes() -> None:
    after = edited(
        (
            "    outcomes: [IMPULSE]\n    roles: [handler, coordination_office]",
            "    outcomes: [IMPULSE]\n    roles: [handler]",
        )
    )
    assert shown(diff(KALMAR, after)) == [("CHANGED", "mandates[OPEN_CASE:IMPULSE].roles")]


# --- two regions ------------------------------------------------------------------------------------------------------


def three_colours() -> Ruleset:
    """Rules of another region: three colours, another decider, no termination and no ladder of trust."""
    content = copy.deepcopy(CONTENT)
    content["region"] = "14"
    content["colours"] = content["colours"][:3]
    del content["colours"][2]["next"]
    content["classification"]["bands"][2]["highest"] = 16
    content["classification"]["bands"] = content["classification"]["bands"][:3]
    content["ladders"] = content["ladders"][1:]
    content["ladders"][0]["rates"][0]["sek"] = "5.00"
    content["accrual"]["proration"]["value"] = "WHOLE_STARTED_MONTHS"
    content["plan"]["default_months"] = 2
    next(one for one in content["mandates"] if one["action"] == "DECIDE_SANCTION")["roles"] = ["board_secretary"]
    del content["termination"]
    return Ruleset.model_validate(content)


@pytest.mark.requirement("C10", "XC-07")
def test_two_regions_rules_are_compared_in_plain_words() -> None:
    found = contrast(KALMAR, three_colours(), ROLES)
    lines = [told_between(one.sentence, HERE, THERE, "sv") for one in found]
    assert "Färger: Region A har 4 (Grön, Gul, Röd, Svart), Region B har 3 (Grön, Gul, Röd)." in lines
    assert (
        "Beslutsmandat, Besluta om sanktion, beslutar: Region A: Regionstab Samordning hälso- och sjukvård; Region B:"
        " Nämndsekreterare." in lines
    )
    assert (
        "Sanktionstrappor, Initierat av Samordning hälso-sjukvård, satser, LOW, belopp: Region A: 3,00 kr; Region B:"
        " 5,00 kr." in lines
    )
    assert (
        "Sanktionstrappor: Region A har 2 (Tillit – initierat av verksamhetschef, Initierat av Samordning"
        " hälso-sjukvård), Region B har 1 (Initierat av Samordning hälso-sjukvård)." in lines
    )
    assert any(
        one.startswith("Sanktionstrappor, Tillit – initierat av verksamhetschef: bara hos Region A: ") for one in lines
    )
    assert "Beräkning, del av månad: Region A: månadens faktiska dagar; Region B: hela påbörjade månader." in lines
    assert "Handlingsplan, tid: bara hos Region B: 2 månader." in lines
    assert any(one.startswith("Hävning: bara hos Region A: ") for one in lines)
    assert lines[-1].startswith("Lika hos båda: giltighet, signal och impuls samma dag, brister")
    english = [told_between(one.sentence, HERE, THERE, "en") for one in found]
    assert "Colours: Region A has 4 (Green, Yellow, Red, Black), Region B has 3 (Green, Yellow, Red)." in english
    assert [one for one in [*lines, *english] if CODE.search(re.sub(r"\b(?:LOW|HIGH)\b", "", one))] == []


def test_neither_order_nor_wording_nor_sources_differ_in_substance() -> None:
    after = edited(("quote: 3–6 Gult", "quote: 3–6 gult"), ("{sv: Gul, en: Yellow}", "{sv: Gult, en: Yellow}"))
    moved = after.model_copy(update={"mandates": after.mandates[::-1]})
    assert len(diff(KALMAR, moved)) > 10
    assert [one.sentence.code for one in contrast(KALMAR, moved)] == ["ALIKE"]


def test_every_code_has_its_sentence_in_both_languages() -> None:
    assert CHANGES.keys() == set(get_args(Code))
    assert BETWEEN.keys() <= CHANGES.keys()
    for table in (CHANGES, BETWEEN):
        for sv, en in table.values():
            assert set(re.findall(r"{(\w+)}", sv)) == set(re.findall(r"{(\w+)}", en))


def test_the_words_of_the_forms_are_of_fields_that_there_are() -> None:
    there = {(model.__name__, name) for model in every(Ruleset) for name in model.model_fields}
    names = {name for _, name in there}
    for key in FIELDS:
        model, _, name = key.partition(".")
        assert name in names if not model else (model, name) in there, key
    assert len(get_args(Action)) > 20
