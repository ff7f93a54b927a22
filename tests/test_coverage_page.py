from pathlib import Path
from textwrap import dedent

import pytest

from tests.coverage.page import main

REQUIREMENTS = """
    groups:
      Ladder:
        HV-16: The score is the product
        HV-17: {title: Bands, partly: Black is missing.}
        HV-33: {title: Withheld payment, not_built: "Not shipped | yet."}
"""
TESTS = """
    import pytest

    @pytest.mark.requirement("HV-16", "HV-17")
    def test_score_is_the_product():
        assert 3 * 4 == 12
"""


class Tree:
    """A project with nothing in it but a list of requirements and test files."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capsys = capsys
        self.write("tests/coverage/requirements.yaml", REQUIREMENTS)
        self.write("tests/test_ladder.py", TESTS)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")

    def run(self, *arguments: str) -> tuple[int, str]:
        status = main(["--root", str(self.root), *arguments])
        return status, self.capsys.readouterr().err

    @property
    def page(self) -> str:
        return (self.root / "docs/coverage.md").read_text(encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tree:
    return Tree(tmp_path, capsys)


def test_page_names_the_test_of_each_requirement_or_why_there_is_none(tree: Tree) -> None:
    assert tree.run() == (0, "")
    test = "`tests/test_ladder.py::test_score_is_the_product`"
    assert "Of 3 requirements, 2 are proved by tests, 1 of them partly.\nNot built yet: 1." in tree.page
    assert "\n## Ladder\n\n| id | requirement | proved by |\n|---|---|---|\n| HV-16 |" in tree.page
    assert f"| HV-16 | The score is the product | {test} |\n" in tree.page
    assert f"| HV-17 | Bands | {test}<br>partly: Black is missing. |\n" in tree.page
    assert "| HV-33 | Withheld payment | not built: Not shipped \\| yet. |\n" in tree.page


def test_check_passes_on_the_page_just_written_and_writes_nothing(tree: Tree) -> None:
    tree.run()
    before = tree.page
    assert tree.run("--check") == (0, "")
    assert tree.page == before


@pytest.mark.parametrize("edit", [None, "# by hand\n"])
def test_check_refuses_a_page_that_is_missing_or_edited(tree: Tree, edit: str | None) -> None:
    if edit is not None:
        tree.write("docs/coverage.md", edit)
    assert tree.run("--check") == (1, "docs/coverage.md is not what the tests say: run make coverage-page\n")


def test_requirement_without_test_or_reason_is_named(tree: Tree) -> None:
    tree.write("tests/test_ladder.py", TESTS.replace('"HV-16", ', ""))
    status, said = tree.run()
    assert status == 1
    assert "HV-16 (The score is the product) has neither a test nor a not_built" in said
    assert "| HV-16 | The score is the product | no test |" in tree.page


def test_unknown_requirement_in_a_test_is_named_with_the_test(tree: Tree) -> None:
    tree.write("tests/test_ladder.py", TESTS.replace('"HV-17"', '"HV-17", "HV-99"'))
    place, requirements = (
        "tests/test_ladder.py::test_score_is_the_product",
        "tests/coverage/requirements.yaml",
    )
    assert tree.run() == (1, f"{place}: requirement HV-99 is not in {requirements}\n")


def test_requirement_said_not_to_be_built_but_proved_is_named(tree: Tree) -> None:
    tree.write("tests/test_ladder.py", TESTS.replace('"HV-17"', '"HV-17", "HV-33"'))
    status, said = tree.run()
    assert status == 1
    assert "HV-33 is said not to be built, but tests/test_ladder.py::test_score_is_the_product proves it" in said


def test_requirement_listed_twice_or_both_partly_and_not_built_is_named(tree: Tree) -> None:
    more = "  Again:\n        HV-16: {title: Same, partly: a, not_built: b}\n"
    tree.write("tests/coverage/requirements.yaml", REQUIREMENTS.rstrip(" ") + "    " + more)
    status, said = tree.run()
    assert status == 1
    assert "HV-16 is listed twice" in said
    assert "HV-16 cannot be both partly built and not built" in said


MARK = 'pytest.mark.requirement("HV-16", "HV-17")'
PARAM = f"pytest.param(1, marks={MARK})"


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (f"pytestmark = {MARK}", ""),
        (f"pytestmark = [pytest.mark.slow, {MARK}]", ""),
        (f"@{MARK}\nasync def test_a(): ...", "::test_a"),
        (f"@{MARK}\nclass TestA: ...", "::TestA"),
        (f"class TestA:\n  pytestmark = {MARK}", "::TestA"),
        (f"class TestA:\n  @{MARK}\n  def test_b(self): ...", "::TestA::test_b"),
        (f'@pytest.mark.parametrize("n", [{PARAM}])\ndef test_a(n): ...', "::test_a"),
        (f'CASES = [{PARAM}]\n@pytest.mark.parametrize("n", CASES)\ndef test_a(n): ...', "::test_a"),
    ],
)
def test_marker_is_found_wherever_pytest_would_find_it(tree: Tree, source: str, place: str) -> None:
    (tree.root / "tests/test_ladder.py").unlink()
    tree.write("tests/deep/test_x.py", f"import pytest\n\n{source}\n")
    assert tree.run() == (0, "")
    assert f"| HV-16 | The score is the product | `tests/deep/test_x.py{place}` |" in tree.page


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "@pytest.mark.requirement(f'HV-{1}')\ndef test_a(): ...",
            "a requirement id must be written out, not f'HV-{1}'",
        ),
        ("@pytest.mark.requirement()\ndef test_a(): ...", "a requirement marker takes ids and nothing else"),
        ("@pytest.mark.requirement('HV-16')\ndef helps(): ...", "a requirement marker that no test carries"),
    ],
)
def test_marker_that_proves_nothing_is_named_with_its_line(tree: Tree, source: str, said: str) -> None:
    tree.write("tests/test_x.py", f"{source}\n")
    assert tree.run() == (1, f"tests/test_x.py:1: {said}\n")
