"""Writes docs/coverage.md, or with --check says why it is not what the tests and the requirements say."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import yaml

from tests.coverage.marks import Marks, find_marks

LIST = Path("tests/coverage/requirements.yaml")
PAGE = Path("docs/coverage.md")


@dataclass(frozen=True)
class Requirement:
    id: str
    title: str
    group: str
    partly: str | None = None
    not_built: str | None = None


def load_requirements(path: Path) -> list[Requirement]:
    """Read the list; an entry is a title, or a mapping of title and one of `partly` and `not_built`."""
    requirements = []
    for group, entries in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"].items():
        for id_, entry in entries.items():
            fields = {"title": entry} if isinstance(entry, str) else entry
            requirements.append(Requirement(id=id_, group=group, **fields))
    return requirements


def problems(requirements: Sequence[Requirement], marks: Marks) -> Iterator[str]:
    """Say what is wrong with the list and the markers, one sentence each."""
    yield from marks.problems
    known: set[str] = set()
    for requirement in requirements:
        if requirement.id in known:
            yield f"{LIST}: {requirement.id} is listed twice"
        known.add(requirement.id)
        tests = marks.tests.get(requirement.id)
        if requirement.partly and requirement.not_built:
            yield f"{LIST}: {requirement.id} cannot be both partly built and not built"
        if tests and requirement.not_built:
            yield f"{LIST}: {requirement.id} is said not to be built, but {tests[0]} proves it"
        if not tests and not requirement.not_built:
            yield f"{LIST}: {requirement.id} ({requirement.title}) has neither a test nor a not_built"
    for id_, tests in marks.tests.items():
        if id_ not in known:
            yield f"{tests[0]}: requirement {id_} is not in {LIST}"


def render(requirements: Sequence[Requirement], marks: Marks) -> str:
    """Lay out the page: a table per group, in the order of the list."""
    proved = [requirement for requirement in requirements if requirement.id in marks.tests]
    partly = sum(1 for requirement in proved if requirement.partly)
    later = sum(1 for requirement in requirements if requirement.not_built)
    lines = [
        "# Coverage of the requirements",
        "",
        f"Made by `make coverage-page` from the markers in `tests/` and from `{LIST}`; not edited by hand.",
        "",
        f"Of {len(requirements)} requirements, {len(proved)} are proved by tests, {partly} of them partly.",
        f"Not built yet: {later}.",
    ]
    for group, members in groupby(requirements, key=lambda requirement: requirement.group):
        lines += ["", f"## {group}", "", "| id | requirement | proved by |", "|---|---|---|"]
        lines += [f"| {member.id} | {_cell(member.title)} | {_proof(member, marks)} |" for member in members]
    return "\n".join(lines) + "\n"


def _proof(requirement: Requirement, marks: Marks) -> str:
    parts = [f"`{test}`" for test in marks.tests.get(requirement.id, [])]
    if requirement.partly:
        parts.append(f"partly: {_cell(requirement.partly)}")
    if requirement.not_built:
        parts.append(f"not built: {_cell(requirement.not_built)}")
    return "<br>".join(parts) or "no test"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: Sequence[str]) -> int:
    """Write or check the page; exit status 1 and a line on stderr for each thing that is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.coverage.page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[2], help="the project's root")
    options = parser.parse_args(arguments)
    requirements = load_requirements(options.root / LIST)
    marks = find_marks(options.root)
    found = list(problems(requirements, marks))
    page, wanted = options.root / PAGE, render(requirements, marks)
    if not options.check:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(wanted, encoding="utf-8")
    elif not page.exists() or page.read_text(encoding="utf-8") != wanted:
        found.append(f"{PAGE} is not what the tests say: run make coverage-page")
    sys.stderr.writelines(f"{problem}\n" for problem in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
