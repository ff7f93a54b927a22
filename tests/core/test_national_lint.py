"""National lists: a sound one loads, a broken one is refused with file, line, key, clause and what is allowed."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.cli.main import main
from service.national import lint as linter
from service.national.load import NationalListRefused, load_national, problems_in
from service.national.problem_words import PROBLEMS
from service.rules import finding, problems
from tests.core.broken_national import FILE, MISTAKES, SMALL

DOCS = Path(__file__).parents[2] / "docs"
WARNINGS = {"SEX_MISSING"}


def edited(old: str, new: str, text: str = SMALL) -> str:
    assert old in text, old
    return text.replace(old, new, 1)


def test_a_small_list_has_no_fault_and_loads() -> None:
    assert problems_in(SMALL, file=FILE) == ()
    package = load_national(SMALL, file=FILE)
    people = [package.indicator("PEOPLE", date(year, 12, 31)) for year in (2019, 2020, 2022, 2023)]
    assert [one and one.version for one in people] == [None, 1, 1, 2]


@pytest.mark.requirement("NI-15", "C5")
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_list_is_named_with_file_line_key_clause_and_what_is_allowed(name: str) -> None:
    mistake = MISTAKES[name]
    text = edited(mistake.old, mistake.new)
    found = problems_in(text, file=FILE)
    (problem,) = [one for one in found if (one.code, one.key) == (mistake.code, mistake.key)] or [found]
    assert isinstance(problem, problems.Problem), found
    assert problem.clause == mistake.clause
    assert problem.allowed is not None
    assert mistake.allowed in problem.allowed
    assert problem.severity == ("WARNING" if mistake.code in WARNINGS else "ERROR")
    assert str(problem).startswith(f"{FILE}:{problem.line}: {mistake.key}: ")
    last = re.sub(r"\[\d+\]$", "", mistake.key).rpartition(".")[2]
    assert problem.code == "MISSING_KEY" or last in text.splitlines()[problem.line - 1] or "[" in mistake.key


@pytest.mark.parametrize("name", [name for name, one in MISTAKES.items() if one.code not in WARNINGS])
def test_nothing_of_a_list_with_an_error_is_used(name: str) -> None:
    with pytest.raises(NationalListRefused) as refused:
        load_national(edited(MISTAKES[name].old, MISTAKES[name].new), file=FILE)
    assert MISTAKES[name].code in str(refused.value)


@pytest.mark.requirement("NI-14")
def test_individuals_without_a_sex_split_are_for_people_to_settle_and_keep_no_list_from_loading() -> None:
    text = edited(MISTAKES["individuals not by sex"].old, MISTAKES["individuals not by sex"].new)
    assert [one.code for one in problems_in(text, file=FILE)] == ["SEX_MISSING"]
    first = load_national(text, file=FILE).indicators[0]
    assert first.dimensions == ("UNIT",)


@pytest.mark.requirement("PV-08")
def test_an_indicator_may_ask_for_as_much_as_the_list_and_the_list_for_more_than_the_nation() -> None:
    assert problems_in(edited("threshold: 5\n", "threshold: 10\n"), file=FILE) == ()


def test_text_that_is_no_yaml_is_refused_on_its_line() -> None:
    (problem,) = problems_in(SMALL + "label: {sv: en, en: gång till}\n", file=FILE)
    assert (problem.code, problem.line) == ("NOT_YAML", SMALL.count("\n") + 1)


def test_the_line_of_a_mistake_is_where_its_key_stands() -> None:
    text = edited("flag: WIDER", "flag: OTHER")
    (problem,) = problems_in(text, file=FILE)
    assert "flag: OTHER" in text.splitlines()[problem.line - 1]


def test_all_mistakes_of_a_list_are_told_at_once() -> None:
    text = edited("factor: 1000", "factor: 10", edited("owner: BOARD", "owner: NOBODY"))
    assert [one.code for one in problems_in(text, file=FILE)] == ["UNKNOWN_OWNER", "FACTOR_OF_UNIT"]


def codes() -> set[str]:
    """Every code that a problem of a list is named by, read from the linter's and the loader's source."""
    found: set[str] = {"NOT_YAML", "INVALID_VALUE", *problems.CODES.values()}
    for module in (linter, finding):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} & PROBLEMS.keys()
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if named and node.func.id in {"Finding", "unknown", "_succeeding"}:
                found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    return {one for one in found if re.fullmatch("[A-Z]+(?:_[A-Z]+)+", one)}


@pytest.mark.requirement("NI-15")
def test_every_kind_of_mistake_has_its_broken_list_its_words_in_both_languages_and_its_row_in_the_guide() -> None:
    guide = (DOCS / "indicators.md").read_text(encoding="utf-8")
    assert {one.code for one in MISTAKES.values()} | {"NOT_YAML"} == codes() == PROBLEMS.keys()
    said = [text for words in PROBLEMS.values() for text in (words.sv, words.en)]
    assert len(set(said)) == len(said)
    rows = set(re.findall(r"^\| `([A-Z_]+)` \| (.+) \| (.+) \|$", guide, re.MULTILINE))
    assert rows == {(code, words.sv, words.en) for code, words in PROBLEMS.items()}


@given(st.text("abIN-07:{}[]\n \"'&*!|>#,?%@`0\x00åäö", max_size=60), st.integers(0, len(SMALL)))
def test_no_text_does_anything_but_load_or_be_refused(garbage: str, place: int) -> None:
    for problem in problems_in(SMALL[:place] + garbage + SMALL[place:], file=FILE):
        assert problem.code in PROBLEMS
        assert problem.line >= 1


# --- the commands ---------------------------------------------------------------------------------------------------


def test_the_command_tells_faults_by_file_line_and_key_and_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(edited("factor: 1000", "factor: 100"), encoding="utf-8")
    assert main(["indicators", "lint", str(broken)]) == 1
    line = SMALL[: SMALL.index("factor: 1000")].count("\n") + 1
    expected = f"{broken}:{line}: indicators[3].factor: FACTOR_OF_UNIT: RATE_PER_1000 is not multiplied by 100"
    assert capsys.readouterr().out == f"{expected}; allowed: 1000 [rate]\n"


def test_the_command_ends_with_zero_on_a_list_with_warnings_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.yaml"
    file.write_text(edited("[SEX, UNIT]", "[UNIT]"), encoding="utf-8")
    assert main(["indicators", "lint", str(file)]) == 0
    assert ": WARNING SEX_MISSING: " in capsys.readouterr().out
    file.write_text(SMALL, encoding="utf-8")
    assert main(["indicators", "lint", str(file)]) == 0
    assert capsys.readouterr().out.endswith("no problems\n")


def test_a_list_that_cannot_be_read_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["indicators", "lint", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.startswith("trappa: FILE_UNREADABLE: ")


def test_the_printed_schema_of_lists_is_the_committed_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["indicators", "schema"]) == 0
    assert capsys.readouterr().out == (DOCS / "indicators.schema.json").read_text(encoding="utf-8")
