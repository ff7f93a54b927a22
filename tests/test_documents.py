"""The founding documents in this folder name nobody, and every quote of a rule stands in one of them."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = Path(__file__).resolve().parent / "documents"
PACKAGES = ROOT / "tenants" / "packages"

LONGEST_NAME = 4
NOT_OURS = (".venv", "node_modules", ".git")
LOCKS = ("*.lock", "*package-lock.json", "requirements/*.txt")
WORD = re.compile(r"[^\W\d_]+")
FOUNDING_TAG = re.compile(r"S\d+")


# --- names --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NameList:
    """Written forms of names as salted hashes; `names.sha256` says how a form is made."""

    salt: str
    hashes: frozenset[str]

    @classmethod
    def read(cls, file: Path) -> NameList:
        salt, hashes = "", set()
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("salt "):
                salt = line.removeprefix("salt ").strip()
            elif line and not line.startswith("#"):
                hashes.add(line.strip())
        return cls(salt, frozenset(hashes))

    def holds(self, form: str) -> bool:
        return hash_of(self.salt, form) in self.hashes


def hash_of(salt: str, form: str) -> str:
    return hashlib.sha256(f"{salt}:{form}".encode()).hexdigest()


def written_forms(text: str) -> set[str]:
    """Every run of one to four words of letters. Whatever else stands between them only parts words."""
    words = WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return {
        " ".join(words[start : start + length])
        for length in range(1, LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
    }


def text_of(file: Path) -> str | None:
    """None for what is no text: a binary file, or a path that is gone or a folder."""
    try:
        raw = file.read_bytes()
        return None if b"\0" in raw else raw.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def files_with_names(folder: Path, files: Iterable[str], names: NameList) -> list[str]:
    """The paths, relative to `folder`, whose text or own path holds a listed form; never the name."""
    found, clean = [], set[str]()
    for path in files:
        text = text_of(folder / path)
        forms = written_forms(f"{path}\n{text or ''}") - clean
        if any(names.holds(form) for form in forms):
            found.append(path)
        else:
            clean |= forms
    return found


def tracked_files(folder: Path) -> list[str]:
    """What git tracks or would track. A tree that came without git is walked instead."""
    listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        out = subprocess.run(
            [shutil.which("git") or "git", "-c", f"safe.directory={folder}", "-C", str(folder), *listing],
            check=True,
            capture_output=True,
        ).stdout.decode("utf-8", "surrogateescape")
        paths = {path for path in out.split("\0") if path}
    except (OSError, subprocess.CalledProcessError):
        paths = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    return sorted(
        path
        for path in paths
        if not set(Path(path).parts) & set(NOT_OURS) and not any(fnmatch(path, lock) for lock in LOCKS)
    )


@pytest.mark.requirement("PV-11")
def test_no_file_of_the_repository_names_a_person_from_the_founding_documents() -> None:
    names = NameList.read(DOCUMENTS / "names.sha256")
    files = tracked_files(ROOT)

    assert len(names.hashes) > 100
    assert len(names.salt) == 32
    assert "tests/documents/002_047ade36800cdd1c.txt" in files
    assert files_with_names(ROOT, files, names) == []


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.md", "Handboksansvarig: Påhittine Fantasisson, enhet X."),
        ("b.txt", "Ansvarig är PÅHITTINE\n   Fantasisson"),
        ("c.py", "pa\u030ahittine_fantasisson = 1"),
        ("påhittine-fantasisson.yaml", "a: 1"),
    ],
)
def test_a_planted_name_is_found_however_it_is_written(tmp_path: Path, path: str, content: str) -> None:
    names = NameList("salt", frozenset({hash_of("salt", "påhittine fantasisson")}))
    (tmp_path / path).write_text(content, encoding="utf-8")
    (tmp_path / "clean.txt").write_text("Påhittine är borta, och Fantasisson likaså.", encoding="utf-8")
    (tmp_path / "binary.bin").write_bytes(b"\0\xff")

    assert files_with_names(tmp_path, tracked_files(tmp_path), names) == [path]


def test_the_files_that_are_searched_leave_out_what_is_not_ours(tmp_path: Path) -> None:
    for path in (
        ".venv/lib/a.py",
        "web/node_modules/b.js",
        "web/package-lock.json",
        "requirements/dev.txt",
        "c.py",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()

    assert tracked_files(tmp_path) == ["c.py"]


# --- quotes -------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    return " ".join(text.split())


def quotes(node: object) -> Iterator[tuple[str, object]]:
    """Every (document tag, quote) pair of a package, at any depth."""
    if isinstance(node, Mapping):
        if node.get("document") is not None and node.get("quote") is not None:
            yield str(node["document"]), node["quote"]
        for value in node.values():
            yield from quotes(value)
    elif isinstance(node, list):
        for value in node:
            yield from quotes(value)


def quote_faults(package: object, folder: Path) -> list[str]:
    """What is wrong with the quotes of a package, whose `documents` map each tag to a file of `folder`.

    Tags other than S0, S1, ... (derived rules) may quote without a document; with a file they count too.
    """
    titles = package.get("documents") if isinstance(package, Mapping) else None
    cited = titles if isinstance(titles, Mapping) else {}
    faults, looked_up = [], 0
    for tag, quote in quotes(package):
        entry = cited.get(tag)
        file = entry.get("file") if isinstance(entry, Mapping) else None
        if file is None and not FOUNDING_TAG.fullmatch(tag):
            continue
        looked_up += 1
        text = text_of(folder / str(file)) if file is not None else None
        if text is None:
            faults.append(f"{tag}: the package gives no document to look «{quote}» up in")
        elif not isinstance(quote, str) or not plain(quote) or plain(quote) not in plain(text):
            faults.append(f"{tag}: «{quote}» does not stand in {file}")
    return faults if looked_up else ["no quotes at all"]


def test_every_quote_of_every_package_stands_in_its_document() -> None:
    packages = sorted(PACKAGES.glob("*.yaml"))

    assert packages, f"no packages in {PACKAGES}"
    faults = {file.name: quote_faults(yaml.safe_load(file.read_text(encoding="utf-8")), DOCUMENTS) for file in packages}
    assert faults == {file.name: [] for file in packages}


@pytest.mark.parametrize("catalogue", ["roles.yaml", "counterparts.yaml"])
def test_every_quote_of_a_catalogue_stands_in_its_document(catalogue: str) -> None:
    entries = yaml.safe_load((ROOT / "tenants" / catalogue).read_text(encoding="utf-8"))

    assert quote_faults(entries, DOCUMENTS) == []


MADE_UP = """
documents: {{S9: {{file: made-up.txt, title: Påhittad}}}}
rules:
  - colours: [{{source: {{document: S9, clause: "1", quote: "{quote}"}}}}]
  - source: {{document: AM-07, clause: "derived", quote: "not a quote of a document"}}
"""


@pytest.fixture
def made_up_documents(tmp_path: Path) -> Path:
    (tmp_path / "made-up.txt").write_text("Planen ska inkomma \n\n till  enheten\ninom en månad.\n", encoding="utf-8")
    return tmp_path


def test_a_quote_may_run_over_line_breaks(made_up_documents: Path) -> None:
    assert quote_faults(yaml.safe_load(MADE_UP.format(quote="inkomma till enheten inom")), made_up_documents) == []


@pytest.mark.parametrize("quote", ["inkomma till enheten inom två", "Inkomma till enheten", "inkommatill", "  "])
def test_a_changed_quote_is_a_fault(made_up_documents: Path, quote: str) -> None:
    faults = quote_faults(yaml.safe_load(MADE_UP.format(quote=quote)), made_up_documents)

    assert faults == [f"S9: «{quote}» does not stand in made-up.txt"]


@pytest.mark.parametrize(
    "package",
    [
        {"documents": {}, "source": {"document": "S9", "quote": "inkomma"}},
        {"documents": {"S9": {"file": "absent.txt"}}, "source": {"document": "S9", "quote": "inkomma"}},
    ],
)
def test_a_quote_without_its_document_is_a_fault(made_up_documents: Path, package: object) -> None:
    assert quote_faults(package, made_up_documents) == ["S9: the package gives no document to look «inkomma» up in"]


@pytest.mark.parametrize("package", [None, {}, {"source": {"document": "S1"}}, {"source": {"quote": "inkomma"}}])
def test_a_package_without_any_quote_is_a_fault(made_up_documents: Path, package: object) -> None:
    assert quote_faults(package, made_up_documents) == ["no quotes at all"]
