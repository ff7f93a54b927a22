"""The files that leave the service, fetched as those who would and held against the worked figures."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from infra.certificate.files import VERIFIER
from infra.cli.demo.client import Client
from infra.cli.demo.comparison import NONE, Row
from infra.cli.demo.people import Person
from infra.cli.demo.player import LATE, REGION, Played
from service.domain.facts import canonical
from service.domain.money import format_sek, parse_sek
from tenants.demo.scenarios import Expected, SettleMonth

_FINANCE: Final = Person(REGION, ("finance_officer",))
_AUDITOR: Final = Person(REGION, ("auditor",))
_CERTIFIED: Final = ("EX-02", "EX-06", "EX-11", "HV-08", "HV-24", "HV-25")
_VERIFIED: Final = "verifierat · verified"
_MONTHS: Final = "from=2024-01&until=2034-12"


def exported(client: Client, plays: Iterable[Played], expected: Mapping[str, Expected]) -> list[Row]:
    """Rows for the settlements that scenarios make and for some certificates; none for what was not played."""
    rows: list[Row] = []
    for played in plays:
        wanted = expected.get(played.scenario.id)
        if played.unit is None or wanted is None:
            continue
        months = [step.month for step in played.scenario.steps if isinstance(step, SettleMonth) and not step.refused]
        if months:
            rows += _settled(client, played, wanted, months)
        if played.scenario.id in _CERTIFIED:
            rows += _certified(client, played, wanted)
    return rows


def _settled(client: Client, played: Played, wanted: Expected, months: Sequence[str]) -> Iterator[Row]:
    """The unit's sum over the exports of all its months, its corrections, and whether each seal is its content's."""
    own, name = str(played.unit), played.scenario.id
    total, corrections, seals = 0, dict[str, int](), set[bool]()
    for month in months:
        headers, text = client.file(_FINANCE, f"/export/settlements/{month}.json", LATE)
        content = json.loads(text)["content"]
        seals.add(headers["trappa-seal"] == sha256(canonical(content).encode()).hexdigest())
        said = content["ledgers"]["DEDUCTION"]
        total += sum(parse_sek(unit["total"]) for unit in said["units"] if unit["unit"] == own)
        for line in _of(said["corrections"], own):
            corrections[line["month"]] = corrections.get(line["month"], 0) + parse_sek(line["amount"])
    yield Row(name, "export · avräknat · settled", wanted.total or NONE, format_sek(total))
    for month, amount in wanted.corrections.items():
        got = format_sek(corrections[month]) if month in corrections else NONE
        yield Row(name, f"export · rättelse · correction {month}", amount, got)
    yield Row(name, "export · sigill · seal", "True", ", ".join(map(str, sorted(seals))))


def _of(lines: Iterable[Mapping[str, Any]], unit: str) -> Iterator[Mapping[str, Any]]:
    return (line for line in lines if line["unit"] == unit)


def _certified(client: Client, played: Played, wanted: Expected) -> Iterator[Row]:
    """The total that the unit's certificate states, and what the script says of it in a Python of its own."""
    _, certificate = client.file(_AUDITOR, f"/export/certificates/{played.unit_id}.json?{_MONTHS}", LATE)
    _, script = client.file(_AUDITOR, f"/export/certificates/{VERIFIER}", LATE)
    total = json.loads(certificate)["content"]["total"]
    yield Row(played.scenario.id, "intyg · certificate", wanted.total or NONE, total or NONE)
    with tempfile.TemporaryDirectory(prefix="trappa-certificate-") as directory:
        file, verifier = Path(directory) / "certificate.json", Path(directory) / VERIFIER
        file.write_bytes(certificate)
        verifier.write_bytes(script)
        done = subprocess.run([sys.executable, "-I", verifier, file], capture_output=True, text=True, check=False)
    got = _VERIFIED if done.returncode == 0 else (done.stdout or done.stderr).strip()
    yield Row(played.scenario.id, "intyg · utan nät · offline", _VERIFIED, got)
