"""A certificate says what the events say, and the script beside it finds whatever was altered."""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from infra.certificate import verify_certificate
from service.domain.events import decode
from service.domain.money import format_sek
from service.domain.register_events import UnitRenamed, UnitTransferred
from service.rules.settle import owed_ore
from service.usecases.certificate import UnsoundChain, anchored, certificate
from service.usecases.settlement_export import as_json
from tests.core.chained import Chain, asked, played, registration
from tests.core.play import LATE, named, play, scenarios
from tests.core.stories import STORIES

pytestmark = pytest.mark.requirement("C4")
SCRIPT = Path(verify_certificate.__file__)
KNOWN, LATEST = datetime(2034, 6, 1, tzinfo=UTC), datetime(2034, 6, 2, tzinfo=UTC)


def verified(path: Path, *more: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the script in a Python of its own, in which no module of ours can be had."""
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(path), *more],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        cwd="/",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def written(path: Path, content: Any) -> Path:
    """The content as a file, sealed anew."""
    path.write_bytes(as_json(content).text.encode())
    return path


@pytest.fixture(scope="module")
def whole() -> tuple[Chain, Any]:
    """EX-11's chain and what its certificate says: two settlements, a correction, a count corrected."""
    chain, unit_id = played("EX-11")
    content = json.loads(certificate(asked(unit_id, KNOWN), chain.hashes, chain.of(unit_id)).text)["content"]
    return chain, content


@pytest.mark.requirement("EX-02", "EX-03", "EX-05", "EX-06", "EX-09", "EX-10", "EX-11")
@pytest.mark.parametrize("scenario", sorted(scenarios()))
def test_the_worked_figures_follow_offline_and_twice_the_same_file(scenario: str, tmp_path: Path) -> None:
    chain, unit_id = played(scenario)
    export = certificate(asked(unit_id, KNOWN), chain.hashes, chain.of(unit_id))
    path = tmp_path / "certificate.json"
    path.write_bytes(export.text.encode())
    code, out, err = verified(path, "--root", anchored(chain.hashes).root.hex())
    assert (code, err) == (0, ""), out
    total = owed_ore(play(scenario).ledger(LATE))
    told = None if total is None else format_sek(total)
    assert f" {told or 'awaited'}\n" in out
    assert certificate(asked(unit_id, KNOWN), chain.hashes, chain.of(unit_id)) == export
    assert json.loads(export.text)["content"]["total"] == told


@pytest.mark.requirement("AM-15", "AM-37", "AM-16")
@pytest.mark.parametrize("story", sorted(STORIES))
def test_every_story_is_verified_offline_with_its_days_and_its_end(story: str, tmp_path: Path) -> None:
    chain, unit_id = played(story)
    export = certificate(asked(unit_id, KNOWN), chain.hashes, chain.of(unit_id))
    path = tmp_path / "certificate.json"
    path.write_bytes(export.text.encode())
    code, out, err = verified(path, "--root", anchored(chain.hashes).root.hex())
    assert (code, err) == (0, ""), out


def test_a_request_that_was_sanctioned_directly_costs_once_and_a_terminated_agreement_ends_it(tmp_path: Path) -> None:
    for story, ended in (("asked early", None), ("terminated", ("2025-07-01", "AGREEMENT_ENDED"))):
        chain, unit_id = played(story)
        content = json.loads(certificate(asked(unit_id, KNOWN), chain.hashes, chain.of(unit_id)).text)["content"]
        (case,) = content["cases"]
        assert len(case["spans"]) == 1
        assert (case["ended"] and (case["ended"]["on"], case["ended"]["reason"])) == ended
        case["spans"][0]["to"] = "2025-06-01"
        assert verified(written(tmp_path / "one.json", content))[0] == 1


def test_a_unit_is_named_as_it_was_and_paid_to_whom_it_belonged(tmp_path: Path) -> None:
    chain, unit_id = played("EX-02")
    chain.add(unit_id, UnitRenamed(name="Öster", from_day=date(2025, 5, 1)), KNOWN)
    owner = UnitTransferred(provider_name="Annan vård AB", provider_orgnr="5560000019", from_day=date(2025, 4, 1))
    chain.add(unit_id, owner, KNOWN)
    for last, name, orgnr in (
        ("2025-03", None, "5560000001"),
        ("2025-04", None, owner.provider_orgnr),
        ("2025-06", "Öster", owner.provider_orgnr),
    ):
        links = chain.of(unit_id)
        export = certificate(asked(unit_id, LATEST, "2025-01", last), chain.hashes, links)
        unit = json.loads(export.text)["content"]["unit"]
        assert (unit["provider"], unit["name"] == "Öster") == (orgnr, name == "Öster")
        path = tmp_path / "certificate.json"
        path.write_bytes(export.text.encode())
        code, out, _ = verified(path)
        assert code == 0, out


def test_what_is_awaited_is_no_figure_and_still_verified(tmp_path: Path) -> None:
    chain, unit_id = played("EX-16")
    path = tmp_path / "certificate.json"
    path.write_bytes(certificate(asked(unit_id, KNOWN), chain.hashes, chain.of(unit_id)).text.encode())
    code, out, _ = verified(path)
    assert (code, "Not compared" in out) == (0, True)
    assert "2025-02          awaited\n" in out


def test_other_months_and_what_was_known_earlier_have_certificates_of_their_own(tmp_path: Path) -> None:
    chain, unit_id = played("EX-11")
    before = datetime.fromisoformat("2025-12-18T09:59:00+01:00")
    known = [link for link in chain.links if link.recorded_at <= before]
    for months, at, links, hashes, total in (
        (("2025-10", "2025-10"), KNOWN, chain.of(unit_id), chain.hashes, "21420.00"),
        (("2024-01", "2026-12"), before, chain.of(unit_id, before), [one.hash for one in known], "43530.00"),
    ):
        export = certificate(asked(unit_id, at, *months), hashes, links)
        content = json.loads(export.text)["content"]
        assert content["total"] == total, months
        code, out, _ = verified(written(tmp_path / "one.json", content))
        assert code == 0, out


def test_a_single_byte_changed_breaks_the_seal(whole: tuple[Chain, Any], tmp_path: Path) -> None:
    path = written(tmp_path / "one.json", whole[1])
    text = path.read_text(encoding="utf-8")
    for old, new in (("7140", "7141"), ('"total":"4', '"total":"5'), ("Vård", "Vard"), ('"lines"', '"lines" ')):
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        code, out, _ = verified(path)
        assert (code, out.startswith(("FAIL: the seal", "FAIL: the file"))) == (1, True)


def _digit(text: str) -> str:
    """The text with its last digit another one."""
    place = max(at for at, letter in enumerate(text) if letter.isdigit())
    return f"{text[:place]}{(int(text[place]) + 1) % 10}{text[place + 1 :]}"


def test_each_amount_changed_by_a_digit_is_found_in_its_month(whole: tuple[Chain, Any], tmp_path: Path) -> None:
    lines = whole[1]["lines"]
    assert len(lines) > 2
    for place, line in enumerate(lines):
        content = copy.deepcopy(whole[1])
        content["lines"][place]["amount"] = _digit(line["amount"])
        code, out, _ = verified(written(tmp_path / "one.json", content))
        assert (code, out[:6]) == (1, "FAIL: ")
        assert line["month"] in out or "lines: the settled ones" in out


def test_each_body_changed_by_a_digit_is_found_at_its_event(whole: tuple[Chain, Any], tmp_path: Path) -> None:
    for place, event in enumerate(whole[1]["events"]):
        content = copy.deepcopy(whole[1])
        changed = content["events"][place]
        changed["body"] = _digit(event["body"])
        where = f"FAIL: event {event['seq']} ({event['type']}): "
        code, out, _ = verified(written(tmp_path / "one.json", content))
        assert (code, out) == (1, f"{where}its hash does not follow from its text\n")
        changed["hash"] = verify_certificate.hash_of("08", changed).hex()
        code, out, _ = verified(written(tmp_path / "one.json", content))
        assert (code, out) == (1, f"{where}it does not stand in the chain under the stated root\n")


def test_each_event_left_out_is_missed(whole: tuple[Chain, Any], tmp_path: Path) -> None:
    for place, event in enumerate(whole[1]["events"]):
        content = copy.deepcopy(whole[1])
        del content["events"][place]
        code, out, _ = verified(written(tmp_path / "one.json", content))
        assert code == 1, event
        assert "one is missing" in out or event["streamId"] in out, out


def test_any_two_events_that_change_places_are_found(whole: tuple[Chain, Any], tmp_path: Path) -> None:
    for place in range(len(whole[1]["events"]) - 1):
        content = copy.deepcopy(whole[1])
        events = content["events"]
        events[place], events[place + 1] = events[place + 1], events[place]
        code, out, _ = verified(written(tmp_path / "one.json", content))
        assert (code, "out of order" in out or "one is missing" in out) == (1, True)


def _set(path: str, value: Any) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        *parents, last = path.split(".")
        for name in parents:
            content = content[int(name)] if isinstance(content, list) else content[name]
        content[int(last) if isinstance(content, list) else last] = value

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_set("months.22.total", "1.00"), "months: "),
        (_set("total", "43350.01"), "the total: "),
        (_set("chain.root", "00" * 32), "the head of the chain: "),
        (_set("chain.head", "00" * 32), "the head of the chain: "),
        (_set("chain.events", 3), "the head of the chain: "),
        (_set("events.2.proof", []), "event "),
        (_set("region", "09"), "event "),
        (_set("unit.id", "00000000-0000-0000-0000-000000000000"), "event "),
        (_set("unit.name", "Annan"), "the unit: "),
        (_set("unit.provider", "5560000002"), "the unit: "),
        (_set("cases.0.spans.0.rate", "3.01"), "case "),
        (_set("cases.0.spans.0.from", "2025-01-01"), "case "),
        (_set("cases.0.spans.0.to", "2025-11-01"), "case "),
        (_set("cases.0.spans", []), "case "),
        (_set("cases.0.ended", None), "case "),
        (_set("cases.0.until", "2025-11-01"), "case "),
        (_set("cases", []), "cases: "),
        (_set("lines.0.listed", 1), "lines: "),
        (_set("lines.0.settledIn", None), "lines: "),
        (_set("lines", []), "lines: "),
        (_set("knownAt", "2025-11-01T00:00:00.000000Z"), "case "),
    ],
)
def test_whatever_is_stated_otherwise_is_found_where_it_stands(
    whole: tuple[Chain, Any], tmp_path: Path, change: Callable[[Any], None], where: str
) -> None:
    content = copy.deepcopy(whole[1])
    change(content)
    code, out, _ = verified(written(tmp_path / "one.json", content))
    assert (code, out[: len(where) + 6]) == (1, f"FAIL: {where}"), out


def test_a_chain_made_up_from_the_start_passes_until_it_is_compared_with_what_somebody_else_knows(
    whole: tuple[Chain, Any], tmp_path: Path
) -> None:
    chain, content = whole
    made_up = Chain()
    for link in chain.links:
        body = link.body.replace("Hälsocentralen", "Hälsostationen")
        made_up.add(link.stream_id, decode(body), link.recorded_at)
    unit_id = UUID(content["unit"]["id"])
    export = certificate(asked(unit_id, KNOWN), made_up.hashes, made_up.of(unit_id))
    path = tmp_path / "one.json"
    path.write_bytes(export.text.encode())
    assert verified(path)[0] == 0
    code, out, _ = verified(path, "--root", content["chain"]["root"])
    assert (code, out.startswith("FAIL: the root of the chain: ")) == (1, True)


def test_the_true_head_behind_events_that_were_made_up_is_no_proof_and_the_root_is(
    whole: tuple[Chain, Any], tmp_path: Path
) -> None:
    """Between the last event in a file and the head only the root holds: a forger can put the true head in the tree."""
    chain, content = whole
    chain = Chain(list(chain.links))
    chain.add(named("stranger"), registration("SE-LAST", date(2020, 1, 1)), KNOWN)
    made_up = Chain()
    for link in chain.links:
        made_up.add(link.stream_id, decode(link.body.replace("Hälsocentralen", "Hälsostationen")), link.recorded_at)
    unit_id, hashes = UUID(content["unit"]["id"]), [*made_up.hashes[:-1], chain.hashes[-1]]
    export = certificate(asked(unit_id, KNOWN), hashes, made_up.of(unit_id))
    told = anchored(chain.hashes)
    assert json.loads(export.text)["content"]["chain"]["head"] == told.head.hex()
    path = written(tmp_path / "one.json", json.loads(export.text)["content"])
    assert verified(path)[0] == 0
    assert verified(path, "--root", told.root.hex())[0] == 1


def test_what_is_no_certificate_is_told_apart_from_a_wrong_one(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    for text in ("", "{}", "[]", '{"content":{},"seal":""}', "no", '{"content":[],"seal":1}', "[" * 100_000):
        path.write_text(text)
        code, out, err = verified(path)
        assert (code, out) == (2, "")
        assert err.startswith(str(path))
        assert "Traceback" not in err
    assert verified(tmp_path / "none.json")[0] == 2


def test_nothing_is_certified_of_a_chain_that_does_not_hold(whole: tuple[Chain, Any]) -> None:
    chain, unit_id = played("EX-02")
    links = chain.of(unit_id)
    altered = [replace(links[-1], body=_digit(links[-1].body))]
    for broken in ([*links[:-1], *altered], links[:-2] + links[-1:]):
        with pytest.raises(UnsoundChain):
            certificate(asked(unit_id, KNOWN), chain.hashes, broken)
    with pytest.raises(UnsoundChain):
        certificate(asked(named("nobody"), KNOWN), chain.hashes, links)
    with pytest.raises(UnsoundChain):
        certificate(asked(unit_id, KNOWN), [bytes(32), *chain.hashes[1:-1], bytes(32)], links)


def test_the_script_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {one.split(".")[0] for one in imported} <= sys.stdlib_module_names
    assert not any(node.level for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 9))
