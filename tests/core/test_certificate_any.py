"""Whatever was decided, counted, corrected and settled, in whatever order: the certificate verifies, twice the same.

The script's own arithmetic stands against the service's: neither knows the other.
"""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from infra.certificate import verify_certificate as script
from service.domain.dates import Month
from service.domain.events import CaseEvent, CaseOpened, FollowUpRecorded, Impulse, SanctionDecided, decode
from service.domain.merkle import Tree
from service.domain.money import format_sek
from service.domain.request_events import CorrectionRequestSent
from service.rules.ruleset import Ruleset
from service.rules.settle import ledger, settle
from service.usecases.certificate import certificate
from service.usecases.replay import facts_of, known_of
from service.usecases.settlement import computed, settlement_id
from service.usecases.settlement_export import as_json
from tests.core.chained import REGION, Chain, adoption, asked, counts, registration
from tests.core.kalmar import KALMAR, PROCEDURE, adopted
from tests.core.play import at, named
from tests.core.test_ledger_invariants import TERMS

pytestmark = pytest.mark.requirement("C4", "AM-38")
UNIT = named("certified unit")
LAST = date(2026, 3, 1)
KNOWN = datetime(2026, 3, 1, 9, tzinfo=UTC)
days = st.dates(date(2025, 1, 2), date(2026, 2, 27))
MONTHS = [Month(2024, 12), *(Month(2025, number) for number in range(1, 13)), Month(2026, 1), Month(2026, 2)]


def opened(on: date) -> CaseOpened:
    impulse = Impulse(known_on=on, kind="OTHER")
    return CaseOpened(
        procedure=PROCEDURE,
        ruleset_id=adopted().id,
        unit_id=UNIT,
        signal=None,
        impulse=impulse,
        opened_on=on,
        ladder="STANDARD",
        retrospective=False,
    )


def sent(number: int, on: date) -> CorrectionRequestSent:
    return CorrectionRequestSent(
        ruleset_id=adopted().id,
        number=number,
        colour="YELLOW",
        sent_at=at(on),
        sent_on=on,
        channel="LETTER",
        receipt="SIGNED_RECEIPT",
        plan_due_on=on + timedelta(days=30),
    )


def sanction(number: int, on: date, ladder: str, step: str) -> SanctionDecided:
    return SanctionDecided(
        ruleset_id=adopted().id,
        request=number,
        ground="PLAN_NOT_RECEIVED",
        decided_on=on,
        colour="YELLOW",
        next_colour=None,
        ladder=ladder,
        step=step,
        rate_ore=KALMAR.ladder(ladder).rate(step).ore,
        starts_on=on,
    )


def approved(number: int, on: date) -> FollowUpRecorded:
    return FollowUpRecorded(request=number, decided_on=on, carried_out=True, intended_effect=True, approved=True)


def later_version(begins: date, *, reaches: bool) -> Ruleset:
    """Kalmar's rules from a day on, at other rates, which running sanctions take or not."""
    content = KALMAR.model_dump(mode="json")
    content["label"] = f"from {begins}"
    content["validity"]["valid_from"] = begins.isoformat()
    content["accrual"]["transition"]["value"] = "NEW_RATE_FROM_VALIDITY" if reaches else "PINNED"
    content["ladders"][1]["rates"][0]["sek"] = "4.50"
    return Ruleset.model_validate(content)


@st.composite
def histories(draw: st.DrawFn) -> Chain:
    """One unit with up to two cases, its counts, its settlements, and what others do in between."""
    terms = TERMS[draw(st.sampled_from(sorted(TERMS)))]
    first = KALMAR.model_copy(update={"accrual": terms})
    chain = Chain()
    chain.add(adopted().id, adoption(first))
    if draw(st.booleans()):
        later = later_version(draw(days), reaches=draw(st.booleans()))
        chain.add(adopted(later).id, adoption(later))
    chain.add(UNIT, registration("SE-1", date(2024, 1, 1), draw(st.none() | days)))
    acts: list[tuple[str, Any]] = []
    for letter in draw(st.sampled_from(["", "A", "AB"])):
        starts = sorted(draw(st.lists(days, min_size=1, max_size=3, unique=True)))
        case: list[CaseEvent] = [opened(date(2025, 1, 2))]
        for number, start in enumerate(starts, 1):
            ladder, step = draw(st.sampled_from([("STANDARD", "LOW"), ("STANDARD", "HIGH"), ("TRUST", "LOW")]))
            case += [sent(number, start), sanction(number, start, ladder, step)]
        if draw(st.booleans()):
            case.append(approved(len(starts), draw(days)))
        acts += [(letter, event) for event in case]
    acts += [
        ("count", one)
        for one in draw(
            st.lists(st.dictionaries(st.sampled_from(MONTHS), st.integers(0, 9000), max_size=9), max_size=4)
        )
    ]
    acts += [("settle", month) for month in draw(st.lists(st.sampled_from(MONTHS), unique=True, max_size=4))]
    acts += [("other", number) for number in range(draw(st.integers(0, 3)))]
    order = draw(st.permutations(range(len(acts))))
    queues = {letter: [event for kind, event in acts if kind == letter] for letter in "AB"}
    for place in order:
        kind, act = acts[place]
        if kind in queues:  # a case's events keep their order, whenever they come
            chain.add(named(f"case {kind}"), queues[kind].pop(0))
        elif kind == "count" and act:
            chain.add(UNIT, counts(act))
        elif kind == "settle":
            _settle(chain, act)
        elif kind == "other":
            stranger = named(f"stranger {act}")
            chain.add(stranger, registration(f"SE-{act + 7}", date(2024, 1, 1)))
    return chain


def _settle(chain: Chain, month: Month) -> None:
    """The month as the service would settle it now, what awaits a count left out."""
    known = known_of(facts_of(chain.links)[0])
    cases = computed(known.streams, known.versions, known.listed, known.agreements, LAST)
    months = {event.month for event in known.settlements} | {str(month)}
    awaiting = {
        one.case_id for one in ledger(cases, known.settlements) if one.amount_ore is None and str(one.month) in months
    }
    event = settle(month, cases, known.settlements, left_out=awaiting, today=LAST)
    chain.add(settlement_id(REGION, month), event)


def checked(content: Any) -> None:
    """What the script does with the content of a file."""
    script.check_chain(content)
    facts = script.Facts(content)
    script.check_sums(content, script.check_cases(content, facts), script.check_frozen(content, facts))


@settings(max_examples=150)
@given(histories(), st.sampled_from(MONTHS), st.integers(0, 14))
def test_every_certificate_verifies_and_is_the_same_again(chain: Chain, first: Month, more: int) -> None:
    wanted = asked(UNIT, KNOWN, str(first), str(first.plus(more)))
    export = certificate(wanted, chain.hashes, chain.of(UNIT))
    checked(script.check_seal(export.text))
    assert certificate(wanted, chain.hashes, chain.of(UNIT)) == export
    known = known_of(facts_of(chain.of(UNIT))[0])
    until = min(LAST, wanted.last.end)
    entries = ledger(computed(known.streams, known.versions, known.listed, known.agreements, until), known.settlements)
    amounts = [one.amount_ore for one in entries if wanted.first <= one.month <= wanted.last]
    content = json.loads(export.text)["content"]
    assert content["total"] == (None if None in amounts else format_sek(sum(one or 0 for one in amounts)))


@settings(max_examples=100)
@given(histories(), st.data())
def test_what_is_forged_and_hashed_anew_is_found_by_what_follows_from_it(chain: Chain, data: st.DataObject) -> None:
    """The forger has the service's own code and makes a whole new chain, but changes no line."""
    wanted = asked(UNIT, KNOWN, "2024-12", "2026-02")
    content = json.loads(certificate(wanted, chain.hashes, chain.of(UNIT)).text)["content"]
    forgeable = [
        event
        for event in content["events"]
        if event["type"] in {"SanctionDecided", "ListedCountsRecorded", "MonthSettled"}
    ]
    assume(forgeable)
    chosen = data.draw(st.sampled_from(forgeable))
    body = json.loads(chosen["body"])
    rested = {line["month"] for line in content["lines"] if line["amount"] is not None}
    match chosen["type"]:
        case "SanctionDecided":
            body["rate_ore"] += 1
        case "MonthSettled":
            assume(body["lines"])
            body["lines"][0]["amount_ore"] += 1
            body["total_ore"] += 1
        case _:
            latest = [event for event in forgeable if event["type"] == "ListedCountsRecorded"][-1]
            months = [
                month for month in body["counts"] if month in rested and chosen is latest and body["counts"][month]
            ]
            assume(months)
            whole = [
                one
                for one in content["lines"]
                if one["month"] == months[0] and one["listed"] == body["counts"][months[0]]
            ]
            assume(whole)
            body["counts"][months[0]] += 5000
    forged = Chain()
    for link in chain.links:
        text = json.dumps(body) if link.seq == chosen["seq"] else link.body
        forged.add(link.stream_id, decode(text), link.recorded_at)
    told = copy.deepcopy(content)
    tree = Tree(forged.hashes)
    told["chain"].update(head=forged.hashes[-1].hex(), root=tree.root.hex())
    told["chain"]["headProof"] = [one.hex() for one in tree.path(len(forged.hashes) - 1)]
    for event in told["events"]:
        link = forged.links[event["seq"] - 1]
        event.update(body=link.body, hash=link.hash.hex(), prevHash=link.prev_hash.hex())
        event["proof"] = [one.hex() for one in tree.path(event["seq"] - 1)]
    script.check_seal(as_json(told).text)
    script.check_chain(told)
    with pytest.raises(script.DoesNotFollowError):
        checked(told)


@given(st.integers(1, 70), st.data())
def test_each_leaf_leads_to_the_root_of_the_tree_and_no_other_does(size: int, data: st.DataObject) -> None:
    hashes = [bytes([number]) * 32 for number in range(size)]
    tree, place = Tree(hashes), data.draw(st.integers(0, size - 1))
    chain = {"events": size, "root": tree.root.hex()}
    path = [one.hex() for one in tree.path(place)]
    script.stands(hashes[place], place + 1, chain, path, "it")
    wrong = [
        (bytes([200]) * 32, place + 1, path),
        (hashes[place], place + 1, [*path, "00" * 32]),
        (hashes[place], size + 1, path),
        (hashes[place], 0, path),
    ]
    wrong += [(hashes[place], place + 1, path[:-1])] if path else []
    other = data.draw(st.integers(0, size - 1))
    wrong += [(hashes[place], other + 1, path)] if other != place else []
    for own, seq, proof in wrong:
        with pytest.raises(script.DoesNotFollowError):
            script.stands(own, seq, chain, proof, "it")


def test_no_place_beyond_the_events_of_a_chain_is_in_it() -> None:
    for size in range(1, 35):
        hashes = [bytes([number]) * 32 for number in range(size)]
        tree = Tree(hashes)
        for place, beyond in product(range(size), (-1, 0, *range(size + 1, 2 * size + 3))):
            path = [one.hex() for one in tree.path(place)]
            with pytest.raises(script.DoesNotFollowError, match="no event of a chain"):
                script.stands(hashes[place], beyond, {"events": size, "root": tree.root.hex()}, path, "it")


def test_the_tree_is_that_of_the_published_test_vectors() -> None:
    """The inputs and roots of the reference tests of certificate transparency (RFC 9162)."""
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    roots = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    for size, root in roots.items():
        assert Tree(bytes.fromhex(one) for one in leaves[:size]).root.hex() == root
    with pytest.raises(ValueError, match="a leaf"):
        Tree([])
    with pytest.raises(IndexError):
        Tree([b""]).path(1)
