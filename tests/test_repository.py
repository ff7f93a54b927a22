"""What must be true of the files of the project, whatever they do."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("infra", "schema", "service", "tenants", "tests")
REQUIREMENT_LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PACKAGE_LOCK = ROOT / "package-lock.json"
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
LONGEST = 400
# Whoever verifies a certificate is given one file, reads it from top to bottom and imports nothing.
ONE_ROOM = "infra/certificate/verify_certificate.py"


def sources(pattern: str) -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob(pattern))


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def test_locks_are_where_set_up_looks_for_them() -> None:
    assert names(REQUIREMENT_LOCKS) == [
        "requirements/bootstrap.txt",
        "requirements/dev.txt",
        "requirements/runtime.txt",
    ]


@pytest.mark.parametrize("lock", [*REQUIREMENT_LOCKS, PACKAGE_LOCK], ids=lambda path: path.name)
def test_lock_names_no_host(lock: Path) -> None:
    assert "://" not in lock.read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", REQUIREMENT_LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed(lock: Path) -> None:
    requirements = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert requirements
    pinned = re.compile(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+")
    assert [line for line in requirements if not pinned.fullmatch(line)] == []


def test_development_has_the_versions_that_run_in_production() -> None:
    runtime, development = (
        set(re.findall(r"^\S+==\S+", (ROOT / f"requirements/{name}.txt").read_text("utf-8"), re.MULTILINE))
        for name in ("runtime", "dev")
    )
    assert runtime - development == set()


def test_every_locked_npm_package_has_its_integrity() -> None:
    packages = json.loads(PACKAGE_LOCK.read_text(encoding="utf-8"))["packages"]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_package_files_are_empty() -> None:
    assert names([path for path in sources("__init__.py") if path.read_bytes()]) == []


def test_no_source_file_is_two_rooms() -> None:
    written = [*sources("*.py"), *sources("*.sql")]
    assert names([path for path in written if len(path.read_bytes().splitlines()) > LONGEST]) == [ONE_ROOM]


def test_every_module_has_its_place_in_the_import_contract() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in linter["contracts"] if contract["type"] == "layers")
    placed = {name.strip(" ()") for layer in layers for name in layer.split("|")}
    modules = {
        f"{package}.{path.stem}"
        for package in ("infra", "service")
        for path in (ROOT / package).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert modules - placed - {"infra.__init__", "service.__init__"} == set()


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [path.name[:5] for path in DECISIONS]
    assert numbers == [f"{number:04}-" for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_decision_has_the_headings_of_all_decisions(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    assert re.match(rf"# {decision.name[:4]}: \S.*\n\n- Status: \S.*\n- Date: \d{{4}}-\d\d-\d\d\n\n## ", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_licence_is_the_whole_eupl() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert re.findall(r"^(\d+)\.[A-Z]", text, re.MULTILINE) == [str(article) for article in range(1, 16)]
    assert "\n‘Compatible Licences’ according to Article 5 EUPL are:\n" in text


def test_readme_names_two_commands_and_both_are_targets() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {f"make {target}" for target in targets} & set(re.findall(r"\bmake [a-z-]+", readme))
    assert {"make demo", "make test"} <= named
    assert set(re.findall(r"`make ([a-z-]+)", readme)) <= targets


def test_set_up_tells_uv_to_trust_whom_the_machine_trusts_in_words_that_uv_knows() -> None:
    exported = set(re.findall(r"^export (UV_\w+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    uv = Path(sys.executable).with_name("uv")
    described = subprocess.run([uv, "pip", "sync", "--help"], capture_output=True, text=True, check=True).stdout
    assert "UV_SYSTEM_CERTS" in exported
    assert exported - set(re.findall(r"\bUV_[A-Z_]+", described)) == set()
