"""Ruleset files: the shipped one is whole; a broken one is refused with file, line, key, clause and what is allowed."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.facts import canonical
from service.domain.words import Words
from service.rules import finding, lint_procedure, lint_team
from service.rules import lint as linter
from service.rules import problems as loader
from service.rules.lint import unknown_roles
from service.rules.load import RulesetRefused, load_ruleset, problems_in
from service.rules.problem_words import PROBLEMS
from service.rules.problems import Problem
from service.rules.ruleset import Ruleset
from service.rules.yaml_text import YamlProblem, read_yaml
from tenants.catalog import roles
from tests.core.broken_procedures import PROCEDURE_MISTAKES, SMALL
from tests.core.broken_rulesets import MISTAKES
from tests.core.kalmar import FILE, KALMAR, TEXT, varied


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(RulesetRefused) as refused:
        load_ruleset(text, file=FILE, roles=roles())
    return refused.value.problems


def edited(old: str, new: str, text: str = TEXT) -> str:
    """The package with the first `old` replaced."""
    assert old in text, old
    return text.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    """The line on which `part` first stands."""
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.requirement("C9", "XC-07")
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_file_line_key_clause_and_what_is_allowed(name: str) -> None:
    mistake = MISTAKES[name]
    text = edited(mistake.old, mistake.new)
    found = [one for one in problems(text) if (one.code, one.key) == (mistake.code, mistake.key)]
    assert len(found) == 1, problems(text)
    (problem,) = found
    assert problem.file == FILE
    assert problem.line == line_of(text, mistake.line)
    assert problem.clause == mistake.clause
    assert problem.allowed is not None
    assert mistake.allowed in problem.allowed
    assert str(problem).startswith(f"{FILE}:{problem.line}: {mistake.key}: {mistake.code}: ")


@pytest.mark.requirement("C9", "XC-07")
def test_a_small_procedure_of_its_own_acts_has_no_fault() -> None:
    assert problems_in(SMALL, file="small", roles=roles()) == ()


@pytest.mark.requirement("C9", "XC-07")
@pytest.mark.parametrize("name", PROCEDURE_MISTAKES)
def test_a_mistake_in_what_a_procedure_declares_is_named_too(name: str) -> None:
    wrong = PROCEDURE_MISTAKES[name]
    found = problems_in(edited(wrong.old, wrong.new, SMALL), file="small", roles=roles())
    (problem,) = [one for one in found if (one.code, one.key) == (wrong.code, wrong.key)] or [found]
    assert isinstance(problem, Problem), found
    assert problem.clause == wrong.clause
    assert problem.allowed is not None
    assert wrong.allowed in problem.allowed
    assert problem.severity == ("WARNING" if wrong.code in WARNINGS else "ERROR")


@pytest.mark.requirement("C9")
def test_an_outcome_of_a_declared_act_that_nobody_may_decide_is_one_problem() -> None:
    text = edited("{action: answer, roles: [handler]", "{action: answer, outcomes: [YES], roles: [handler]", SMALL)
    found = problems_in(text, file="small", roles=roles())
    assert [(one.code, one.key) for one in found] == [("DECIDER_MISSING", "acts[1]")]


WARNINGS = {"CRITERION_TWICE", "OWNER_MISSING", "POSITION_UNFILLED", "DECIDERS_DIFFER"}


def codes() -> set[str]:
    """Every code that the loader or the linter names a problem by, read from their source."""
    found: set[object] = {"NOT_YAML", "INVALID_VALUE", *loader.CODES.values()}
    for module in (linter, lint_procedure, lint_team, finding):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"Finding", "unknown"}
            ):
                found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    return {str(one) for one in found if re.fullmatch("[A-Z]+(?:_[A-Z]+)+", str(one))}


@pytest.mark.requirement("C9", "XC-07")
def test_every_kind_of_mistake_has_its_broken_file_and_its_words_in_both_languages() -> None:
    broken = {one.code for mistakes in (MISTAKES, PROCEDURE_MISTAKES) for one in mistakes.values()}
    assert len(codes()) > 50
    assert broken | {"NOT_YAML"} == codes() == PROBLEMS.keys()
    said = [text for words in PROBLEMS.values() for text in (words.sv, words.en)]
    assert len(set(said)) == len(said)


@pytest.mark.requirement("C9")
def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    text = edited("combine: PRODUCT", "combine: MEAN", edited("valid_from: 2024-01-01", "valid_from: nyår"))
    assert [one.key for one in problems(text)] == ["validity.valid_from", "classification.combine"]


# --- text that is no YAML of the accepted kind ----------------------------------------------------------------------

FIRST = line_of(TEXT, "  combine: PRODUCT")
NOT_YAML: dict[str, tuple[str, int, str]] = {
    "a key twice": (edited('label: "1"\n', 'label: "1"\nlabel: "2"\n'), 6, "stands twice"),
    "a key twice in a flow mapping": (
        edited("{value: 1, label: {sv: Försumbar, en: N", "{value: 1, value: 2, label: {sv: Försumbar, en: N"),
        line_of(TEXT, "{value: 1, label: {sv: Försumbar"),
        "stands twice",
    ),
    "an alias": (
        edited("combine: PRODUCT", "combine: &how PRODUCT").replace(
            "procedure: halsoval-uppfoljning", "procedure: *how"
        ),
        3,
        "alias",
    ),
    "a merge key": (edited("classification:\n", "classification:\n  <<: {combine: SUM}\n"), FIRST, "constructor"),
    "a custom tag": (edited('label: "1"', 'label: !!python/name:os.system "1"'), 5, "tags"),
    "a tab": (edited("  combine: PRODUCT", "\tcombine: PRODUCT"), FIRST, "cannot start any token"),
    "an open quote": (TEXT + 'more: "', TEXT.count("\n") + 1, "unexpected end"),
    "a key that is a number": (edited('label: "1"', '1: "1"'), 5, "not text"),
    "nothing": ("", 1, "empty"),
    "a comment": ("# no rules\n", 1, "empty"),
    "two documents": (TEXT + "---\na: 1\n", TEXT.count("\n") + 1, "another document"),
    "a control character": (edited("halsoval", "hals\x00oval"), 1, "not YAML text"),
    "a number by its tag": (edited('label: "1"', "label: !!int one"), 5, "tags"),
    "a number that is none": (edited('label: "1"', "label: 0x_"), 1, "not what it is said to be"),
    "a number of ten thousand digits": (edited('label: "1"', f"label: {'9' * 10_000}"), 1, "not what it is said to be"),
    "a list without end": (
        edited("roles: [handler", f"roles: [{'x, ' * 300}handler"),
        line_of(TEXT, "roles: [handler"),
        "over 300 items",
    ),
    "a pit of brackets": ("[" * 20000, 1, "nested more than 40 deep"),
}


@pytest.mark.requirement("C9")
@pytest.mark.parametrize("name", NOT_YAML)
def test_text_that_is_not_plain_yaml_is_refused_with_its_line(name: str) -> None:
    text, line, said = NOT_YAML[name]
    (problem,) = problems(text)
    assert (problem.code, problem.file, problem.line) == ("NOT_YAML", FILE, line)
    assert said in problem.problem
    assert problem.allowed == "one YAML mapping"


@pytest.mark.requirement("C9")
@settings(max_examples=30)
@given(
    st.integers(0, len(TEXT)),
    st.integers(0, 200),
    st.text(max_size=20) | st.sampled_from(["!!", "&a ", "*a", "{", "- "]),
)
def test_no_text_brings_the_linter_down(start: int, length: int, put: str) -> None:
    text = TEXT[:start] + put + TEXT[start + length :]
    for problem in problems_in(text, file=FILE, roles=roles()):
        assert problem.code in PROBLEMS
        assert 1 <= problem.line <= text.count("\n") + 2


@pytest.mark.parametrize("text", ["- a\n- b\n", "only words\n", "12\n", "null\n"])
def test_yaml_that_is_no_mapping_is_refused(text: str) -> None:
    (problem,) = problems(text)
    assert problem.line == 1
    assert problem.code == "INVALID_VALUE"


def test_words_that_older_yaml_takes_for_booleans_stay_words() -> None:
    assert read_yaml("on: no\nyes: [on, off, y, True, 2025-03-03]\n").value == {
        "on": "no",
        "yes": ["on", "off", "y", "True", "2025-03-03"],
    }
    assert read_yaml("a: true\nb: false\n").value == {"a": True, "b": False}


def test_every_path_of_a_file_knows_its_line() -> None:
    text = read_yaml(TEXT)
    rate = ("ladders", 1, "rates", 0, "sek")
    assert text.line(rate) == line_of(TEXT, 'sek: "3.00"')
    assert text.line((*rate, "deeper", 3)) == text.line(rate)
    assert text.line(()) == 2
    with pytest.raises(YamlProblem, match="line 2"):
        read_yaml("a: 1\na: 2\n")


# --- what the linter proves -----------------------------------------------------------------------------------------


def five_by_five() -> str:
    scales = [f"        - {{value: 4, label: {{sv: {name}," for name in ("Allvarlig", "Mycket stort")]
    text = TEXT
    for scale in scales:
        start = text.index(scale)
        end = text.index("\n", start) + 1
        text = text[:end] + "        - {value: 5, label: {sv: Femte, en: Fifth}}\n" + text[end:]
    return text


@pytest.mark.requirement("AM-05", "C9")
def test_a_scale_of_five_levels_with_kalmars_bands_is_refused_for_the_scores_it_leaves_bare() -> None:
    (problem,) = problems(five_by_five())
    assert problem.code == "SCORES_UNCOVERED"
    assert problem.problem == "the scales reach 15, 20, 25, which no band covers"
    assert problem.line == line_of(five_by_five(), "  bands:")


@pytest.mark.requirement("AM-05", "C9")
def test_scores_that_no_levels_reach_need_no_band() -> None:
    covered = {score for band in KALMAR.classification.bands for score in range(band.lowest, band.highest + 1)}
    assert covered.isdisjoint({7, 13, 14, 15})
    assert load_ruleset(TEXT, file=FILE) == KALMAR


@pytest.mark.requirement("C9")
def test_other_colours_levels_and_states_are_another_file_and_no_other_code() -> None:
    three = five_by_five().replace("      lowest: 16\n      highest: 16\n", "      lowest: 15\n      highest: 25\n")
    assert load_ruleset(three, file=FILE).classification.bands[3].highest == 25


@pytest.mark.requirement("C8", "C9")
def test_a_mandate_for_a_role_that_the_catalogue_does_not_have_is_found() -> None:
    assert unknown_roles(KALMAR, roles()) == []
    text = edited("    roles: [unit_head, handler, coordination_office]", "    roles: [unit_head, wizard]")
    (finding,) = unknown_roles(load_ruleset(text, file=FILE), roles())
    assert (finding.path, finding.code) == (("mandates", 0, "roles", 1), "UNKNOWN_ROLE")
    assert "coordination_office" in finding.allowed
    with pytest.raises(RulesetRefused) as refused:
        load_ruleset(text, file=FILE, roles=roles())
    (problem,) = refused.value.problems
    assert (problem.key, problem.line) == ("mandates[0].roles[1]", line_of(text, "    roles: [unit_head, wizard]"))
    assert problem.clause == "Sanktioner"


# --- whole and the same again ---------------------------------------------------------------------------------------


@pytest.mark.requirement("A10")
def test_a_ruleset_goes_through_json_and_comes_back_the_same() -> None:
    stored = canonical(KALMAR.model_dump(mode="json"))
    assert Ruleset.model_validate_json(stored) == KALMAR
    assert canonical(Ruleset.model_validate_json(stored).model_dump(mode="json")) == stored


@pytest.mark.requirement("A10", "C9")
def test_every_rule_of_the_shipped_file_has_a_clause_with_a_quote_or_a_reason() -> None:
    sources: list[dict[str, Any]] = []

    def collect(value: object) -> None:
        if isinstance(value, dict):
            if "clause" in value:
                sources.append(value)
            for item in value.values():
                collect(item)
        elif isinstance(value, list | tuple):
            for item in value:
                collect(item)

    collect(KALMAR.model_dump())
    assert len(sources) > 60
    assert all(one["clause"] and bool(one["quote"]) != bool(one["derived"]) for one in sources)
    assert all(bool(one["document"]) == bool(one["quote"]) for one in sources)


@pytest.mark.requirement("XC-07")
def test_a_reason_of_its_own_is_said_in_both_languages_and_may_stand_in_one_as_it_once_did() -> None:
    reason = KALMAR.accrual.proration.source.source.derived
    assert reason is not None
    assert reason.sv.startswith("En månads sats")
    assert reason.en.startswith("A month's rate")
    derived = re.findall(r"derived:(.*)", TEXT)
    assert len(derived) == 20
    assert set(derived) == {""}, "each has its two languages on lines of their own"
    once = varied(accrual__proration__source={"clause": "own", "derived": "A text alone"})
    stored = Ruleset.model_validate_json(once.model_dump_json())
    assert stored.accrual.proration.source.source.derived == Words("A text alone", "A text alone")
    assert Ruleset.model_validate_json(KALMAR.model_dump_json()) == KALMAR


@pytest.mark.requirement("HV-34")
def test_a_ruleset_points_to_annexes_outside_its_documents() -> None:
    (reference,) = KALMAR.references
    assert reference.id == "bilaga-15"
    assert reference.source.quote is not None
    assert "bilaga 15" in reference.source.quote


@pytest.mark.requirement("A10")
@pytest.mark.parametrize(
    ("section", "edit"),
    [
        ("accrual", lambda content: content["accrual"]["in_case"].update(value="ADD")),
        ("ladders", lambda content: content["ladders"][1]["rates"][0].update(sek="4.00")),
        ("plan", lambda content: content["plan"].update(default_months=1)),
        ("track", lambda content: content["track"]["steps"][8]["states"].remove("PLAN_APPROVED")),
        ("mandates", lambda content: content["mandates"][7].update(co_deciders=["legal_counsel"])),
    ],
)
def test_a_changed_parameter_is_a_valid_ruleset_that_differs_only_there(
    section: str, edit: Callable[[dict[str, Any]], None]
) -> None:
    content = read_yaml(TEXT).value
    edit(content)
    changed = load_ruleset(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), file=FILE)
    differing = {name for name in Ruleset.model_fields if getattr(changed, name) != getattr(KALMAR, name)}
    assert differing == {section}
