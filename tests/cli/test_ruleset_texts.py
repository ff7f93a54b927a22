"""`trappa ruleset diff`, `dmn`, `export` and `schema`: what they print of files and of what is adopted."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from infra.cli.main import main
from infra.db.bootstrap import DatabaseUrls
from service.rules.dmn import NAMESPACE
from service.rules.load import load_ruleset
from tests.cli.test_commands import PACKAGE, Refused, dev, no_settings, refused
from tests.rig.embedded import PROJECT

__all__ = ["no_settings", "refused"]
TEXT = PACKAGE.read_text(encoding="utf-8")
Printed = pytest.CaptureFixture[str]
pytestmark = pytest.mark.requirement("C9", "C10")


def other(place: Path, *edits: tuple[str, str]) -> str:
    """The path of a file that differs from the package."""
    text = TEXT
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    file = place / "other.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


RATE = ('sek: "3.00"', 'sek: "4.50"')


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "sv",
            (
                "Sanktionstrappor, Initierat av Samordning hälso-sjukvård, satser, LOW, belopp ändras från 3,00 kr till"
                " 4,50 kr."
            ),
        ),
        ("en", "Sanction ladders, Initiated by the region, rates, LOW, amount changes from SEK 3.00 to SEK 4.50."),
    ],
)
def test_two_versions_differ_line_by_line_with_path_and_clause(
    language: str, line: str, tmp_path: Path, capsys: Printed
) -> None:
    file = other(tmp_path, RATE, ("quote: 3–6 Gult", "quote: 3–6 gult"))
    assert main(["ruleset", "diff", str(PACKAGE), file, "--language", language]) == 0
    source, rate = capsys.readouterr().out.splitlines()
    assert rate == f"ladders[STANDARD].rates[LOW].sek: {line} [Sanktionstrappa]"
    assert source.startswith("classification.bands[YELLOW].source: ")


def test_two_regions_differ_in_plain_words(tmp_path: Path, capsys: Printed) -> None:
    decides = "- action: DECIDE_SANCTION\n    roles: [coordination_office]"
    file = other(
        tmp_path,
        ('region: "08"', 'region: "14"'),
        RATE,
        (decides, decides.replace("coordination_office", "board_secretary")),
        ("quote: 3–6 Gult", "quote: 3–6 gult"),
    )
    assert main(["ruleset", "diff", str(PACKAGE), file]) == 0
    here, there = "Region Kalmar län", "Västra Götalandsregionen"
    rates, decides, alike = capsys.readouterr().out.strip().split("\n\n")
    assert rates == (
        "Sanktionstrappor, Initierat av Samordning hälso-sjukvård, satser, LOW, belopp:"
        f" {here}: 3,00 kr; {there}: 4,50 kr."
    )
    assert decides == (
        "Beslutsmandat, Besluta om sanktion, beslutar:"
        f" {here}: Regionstab Samordning hälso- och sjukvård; {there}: Nämndsekreterare."
    )
    assert alike.startswith("Lika hos båda: giltighet, klassificering, färger, signal och impuls samma dag, ")


@pytest.mark.parametrize(("language", "said"), [("sv", "Inget skiljer.\n"), ("en", "Nothing differs.\n")])
def test_a_file_does_not_differ_from_itself(language: str, said: str, capsys: Printed) -> None:
    assert main(["ruleset", "diff", str(PACKAGE), str(PACKAGE), "--language", language]) == 0
    assert capsys.readouterr().out == said


def test_a_broken_file_is_not_compared(tmp_path: Path, refused: Refused) -> None:
    file = other(tmp_path, ("    next: RED\n", "    next: PURPLE\n"))
    assert refused("ruleset", "diff", str(PACKAGE), file).startswith("RULESET_REFUSED: ")
    assert refused("ruleset", "diff", str(PACKAGE), str(tmp_path / "none.yaml")).startswith("FILE_UNREADABLE: ")
    assert refused("ruleset", "diff", str(PACKAGE), str(PACKAGE), "--language", "fi").startswith("USAGE: ")


def test_a_table_of_dmn_is_printed(tmp_path: Path, capsys: Printed, refused: Refused) -> None:
    assert main(["ruleset", "dmn", str(PACKAGE)]) == 0
    root = ET.fromstring(capsys.readouterr().out.encode())  # noqa: S314 - our own text
    assert len(root.findall(".//d:rule", {"d": NAMESPACE})) == 16
    level = "{{value: {n}, label: {{sv: Nivå, en: Level}}}}"
    levels = ", ".join(level.format(n=n) for n in range(1, 300))
    scale = f"    - {{id: third, label: {{sv: T, en: T}}, source: {{clause: c, derived: d}}, levels: [{levels}]}}\n"
    start, end = TEXT.index("  bands:\n"), TEXT.index("  override:\n")
    band = "    - {colour: GREEN, lowest: 0, highest: 9999, source: {clause: c, derived: d}}\n"
    large = tmp_path / "large.yaml"
    large.write_text(f"{TEXT[:start]}{scale}  bands:\n{band}{TEXT[end:]}", encoding="utf-8")
    assert refused("ruleset", "dmn", str(large)).startswith("TABLE_TOO_LARGE: ")


def test_the_printed_schema_of_rulesets_is_the_committed_one(capsys: Printed) -> None:
    assert main(["ruleset", "schema"]) == 0
    assert capsys.readouterr().out == (PROJECT / "docs" / "ruleset.schema.json").read_text(encoding="utf-8")


def test_an_adopted_version_is_exported_as_a_file_without_loss(
    database: DatabaseUrls, refused: Refused, monkeypatch: pytest.MonkeyPatch, capsys: Printed, tmp_path: Path
) -> None:
    dev(monkeypatch, DATABASE_URL=database.app)
    export = ("ruleset", "export", "--region", "08", "--procedure", "halsoval-uppfoljning")
    assert refused(*export).startswith("NO_RULESET_IN_FORCE: ")
    assert main(["ruleset", "adopt", str(PACKAGE), "--region", "08"]) == 0
    capsys.readouterr()
    assert main([*export, "--at", "2025-03-03"]) == 0
    text = capsys.readouterr().out
    assert load_ruleset(text, file="exported") == load_ruleset(TEXT, file="package")
    file = tmp_path / "exported.yaml"
    file.write_text(text, encoding="utf-8")
    assert main(["ruleset", "diff", str(PACKAGE), str(file)]) == 0
    assert capsys.readouterr().out == "Inget skiljer.\n"
    assert refused(*export, "--at", "2023-12-31").startswith("NO_RULESET_IN_FORCE: ")
    assert refused(*export, "--at", "in March").startswith("USAGE: ")
