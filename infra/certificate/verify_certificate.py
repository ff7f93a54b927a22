"""Kontrollerar ett intyg om en vårdenhets sanktioner, utan nät och utan Trappa. Verifies a certificate offline.

    python3 -I verify_certificate.py CERTIFICATE.json [--root HEX]

Python 3.9 or later, nothing else. It ends with 0 where everything follows, 1 where something does not (it says where),
2 where the file is no certificate. It does five things, in this order:

1. check_seal    the file is as it was made: its SHA-256 is the one that it states.
2. check_chain   each event's hash follows from its text and it stands in the chain under the stated root; no event of
                 the unit or of a case is missing before its last one; all of them are of this unit.
3. check_cases   how many days of which month count at which rate follows from the decisions, the approved correction,
                 the agreement and the region's adopted rules.
4. check_frozen  each settled line has the count that was known then, and the amount that its inputs give.
5. check_sums    the stated lines are those of the settlements and what is left to settle, and come to what is owed.

--root takes what somebody else told you than whoever gave you the file (`trappa anchor` prints it from the region's
database). Without it, a file that was made up from its first event on looks like a true one. The hash of the chain's
last event would not do instead: what lies between it and the events in the file only the root holds together.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NoReturn

FORMAT = "trappa-certificate/1"
HASHED = ["seq", "streamKind", "streamId", "version", "type", "audience", "actorId", "commandId", "recordedAt", "body"]
LINE = {"case": "case_id", "ruleset": "ruleset_id", "days": "days", "daysInMonth": "days_in_month", "listed": "listed"}
UNIT = {"hsaId": "hsa_id", "name": "name", "provider": "provider_orgnr", "providerName": "provider_name"}
Json = dict[str, Any]
Key = tuple[str, str, int]  # case, month, rate in öre: what a line is the line of
Span = tuple[date, date, int, int]  # from, to (not counted), rate in öre, number of the request
Owed = tuple[int, int, Any, Any]  # days, of how many, listed persons and öre, None where a count is awaited


class DoesNotFollowError(Exception):
    """Something does not follow; the text says where and what."""


def fail(where: str, problem: str) -> NoReturn:
    raise DoesNotFollowError(f"{where}: {problem}")


def canonical(value: Any) -> str:
    """The one text of a value: sorted keys, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def ore(text: str) -> int:
    """Öre of an amount in kronor such as -203.22."""
    whole, _, part = text.lstrip("-").partition(".")
    digits, two = whole + part.ljust(2, "0"), part[:2]
    if not digits.isdigit() or two != part:
        fail("an amount", f"{text} is none")
    return int(digits) * (-1 if text.startswith("-") else 1)


def kronor(amount: int | None) -> str:
    if amount is None:
        return "awaited"
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def rounded(listed: int, rate: int, days: int, of: int, rounding: str) -> int:
    """Listed × rate × days / of, in whole öre, by the region's rule of rounding."""
    whole, rest = divmod(listed * rate * days, of)
    if rounding == "DOWN" or 2 * rest < of:
        return whole
    if 2 * rest > of or rounding == "HALF_UP":
        return whole + 1
    return whole + whole % 2  # HALF_EVEN


def shifted(month: str, days: int) -> str:
    """The month in which lies the day so many days after the first of a month."""
    return (date.fromisoformat(f"{month}-01") + timedelta(days=days)).isoformat()[:7]


def check_seal(text: str) -> Json:
    """The content of the file, which is one line of canonical JSON: {"content":…,"seal":"…"}."""
    found = json.loads(text)
    if not isinstance(found, dict) or set(found) != {"content", "seal"} or found["content"].get("format") != FORMAT:
        raise ValueError(f"it is no {FORMAT}")
    if canonical(found) + "\n" != text:
        fail("the file", "it is not the canonical text of what it says")
    if hashlib.sha256(canonical(found["content"]).encode()).hexdigest() != found["seal"]:
        fail("the seal", "it is not the SHA-256 of the content")
    content: Json = found["content"]
    return content


def hash_of(region: str, event: Json) -> bytes:
    """What the database computed when the event was recorded: SHA-256 of the hash before it and of eleven lines."""
    text = "\n".join([region, *(str(event[name] or "-") for name in HASHED)])
    return hashlib.sha256(bytes.fromhex(event["prevHash"]) + text.encode()).digest()


def check_chain(content: Json) -> None:
    chain, region, before = content["chain"], content["region"], None
    stands(bytes.fromhex(chain["head"]), chain["events"], chain, chain["headProof"], "the head of the chain")
    versions: dict[tuple[str, str], int] = {}
    for event in content["events"]:
        where = f"event {event['seq']} ({event['type']})"
        if before is not None and event["seq"] <= before["seq"]:
            fail(where, f"it stands behind event {before['seq']}, out of order")
        own = bytes.fromhex(event["hash"])
        if hash_of(region, event) != own:
            fail(where, "its hash does not follow from its text")
        stands(own, event["seq"], chain, event["proof"], where)
        if before is not None and before["seq"] == event["seq"] - 1 and event["prevHash"] != before["hash"]:
            fail(where, "it does not follow from the event before")
        if json.loads(event["body"])["type"] != event["type"]:
            fail(where, "its type is not that of its body")
        stream = (event["streamKind"], event["streamId"])
        versions[stream] = versions.get(stream, 0) + 1
        # What was drafted before a ruleset was adopted stays with the region.
        if event["version"] != versions[stream] and event["type"] != "RulesetAdopted":
            fail(where, f"it is number {event['version']} of its stream, after {versions[stream] - 1}: one is missing")
        before = event
    check_whose(content)


def stands(own: bytes, seq: int, chain: Json, proof: list[str], where: str) -> None:
    """Comes from one hash, with its neighbours on the way up, to the root over all of them (RFC 9162, 2.1.3)."""
    node, place, last = hashlib.sha256(b"\x00" + own).digest(), seq - 1, chain["events"] - 1
    if not 0 <= place <= last:
        fail(where, f"it is no event of a chain of {chain['events']}")
    beside = [bytes.fromhex(one) for one in proof]
    while last > 0:
        if place % 2 == 1:
            node = hashlib.sha256(b"\x01" + b"".join(beside[:1]) + node).digest()
        elif place < last:
            node = hashlib.sha256(b"\x01" + node + b"".join(beside[:1])).digest()
        if place % 2 == 1 or place < last:
            del beside[:1]
        place, last = place // 2, last // 2
    if place != 0 or beside or node.hex() != chain["root"]:
        fail(where, "it does not stand in the chain under the stated root")


def check_whose(content: Json) -> None:
    """Every event is of the unit, its cases or a settlement, or adopts a ruleset; and none that is told of lacks."""
    unit = content["unit"]
    last: dict[str, int] = {}
    for event, body in told(content):
        where = f"event {event['seq']} ({event['type']})"
        last[f"{event['streamKind']}/{event['streamId']}"] = event["version"]
        if event["streamKind"] == "unit" and event["streamId"] != unit["id"]:
            fail(where, "it is of another unit")
        if event["streamKind"] == "case" and event["version"] == 1 and body.get("unit_id") != unit["id"]:
            fail(where, "the case is of another unit")
        if event["streamKind"] not in ("unit", "case", "settlement") and event["type"] != "RulesetAdopted":
            fail(where, f"what is a stream of the kind {event['streamKind']}?")
    for stream in sorted({*last, *content["streams"]}):
        if last.get(stream) != content["streams"].get(stream):
            fail(stream, f"{last.get(stream, 0)} of its {content['streams'].get(stream, 0)} events are here")
    registered = [body for _, body in told(content, "UnitRegistered")]
    named: Json = dict(registered[0]) if len(registered) == 1 else {}
    for event, body in told(content):
        if event["type"] in ("UnitRenamed", "UnitTransferred") and body["from_day"] <= f"{content['until']}-01":
            named.update(body)
    if any(unit[ours] != named.get(its) for ours, its in UNIT.items()):
        fail("the unit", "it is not named as it was registered, or since renamed or transferred")


def told(content: Json, kind: str = "") -> list[tuple[Json, Json]]:
    """The events with their bodies, all of them or those of one type."""
    return [(one, json.loads(one["body"])) for one in content["events"] if kind in ("", one["type"])]


class Facts:
    """What the events say: rules by version, listed persons as they were known at each event, settlements."""

    def __init__(self, content: Json) -> None:
        self.rules = {event["streamId"]: body["content"] for event, body in told(content, "RulesetAdopted")}
        self.counts = [(event["seq"], body["counts"]) for event, body in told(content, "ListedCountsRecorded")]
        self.settlements = [(event["seq"], body) for event, body in told(content, "MonthSettled")]

    def of(self, ruleset: str) -> Json:
        if ruleset not in self.rules:
            fail(f"ruleset {ruleset}", "the certificate lacks the event that adopted it")
        rules: Json = self.rules[ruleset]
        return rules

    def term(self, ruleset: str, name: str) -> str:
        """A parameter of how sanctions are counted, such as `rounding`, in that version of the rules."""
        value: str = self.of(ruleset)["accrual"][name]["value"]
        return value

    def ladder_rate(self, ruleset: str, ladder: str, step: str) -> int:
        for one in self.of(ruleset)["ladders"]:
            for rate in one["rates"]:
                if (one["id"], rate["step"]) == (ladder, step):
                    return ore(rate["sek"])
        return fail(f"ruleset {ruleset}", f"it has no rate for {ladder}, {step}")

    def listed(self, month: str, ruleset: str, seq: int | None = None) -> int | None:
        """The persons whose number pays for the month, as recorded before the event `seq`, or last of all."""
        of = month if self.term(ruleset, "listed_day") == "FIRST_OF_MONTH" else shifted(month, -1)
        known = [counts[of] for at, counts in self.counts if of in counts and (seq is None or at < seq)]
        return known[-1] if known else None


def check_cases(content: Json, facts: Facts) -> dict[Key, Owed]:
    """What is owed for each case, month and rate by the decisions, the rules and the counts."""
    sanctioned = {event["streamId"] for event, _ in told(content, "SanctionDecided")}
    if sorted(sanctioned) != sorted(case["case"] for case in content["cases"]):
        fail("cases", "they are not those with a decided sanction")
    owed: dict[Key, Owed] = {}
    for case in content["cases"]:
        ruleset = case["ruleset"]
        for (month, rate), (days, of) in counted(check_spans(case, content, facts), ruleset, facts).items():
            listed, rounding = facts.listed(month, ruleset), facts.term(ruleset, "rounding")
            amount = None if listed is None else rounded(listed, rate, days, of, rounding)
            owed[case["case"], month, rate] = (days, of, listed, amount)
    return owed


def check_spans(case: Json, content: Json, facts: Facts) -> list[Span]:
    """The days that count: the stated spans must be exactly those that the decisions give."""
    where = f"case {case['case']}"
    spans: list[Span] = []
    for event, body, start, stop in decided(case, content, facts):
        if body["rate_ore"] != facts.ladder_rate(body["ruleset_id"], body["ladder"], body["step"]):
            fail(f"event {event['seq']} ({event['type']})", "its rate is not that of the ladder in the adopted rules")
        at = start
        for span in (one for one in case["spans"] if one["decision"] == event["seq"]):
            if span["from"] != at.isoformat():
                fail(where, f"a span begins on {span['from']} and not on {at}")
            check_rate(where, span, body, facts)
            at = date.fromisoformat(span["to"])
            spans.append((date.fromisoformat(span["from"]), at, ore(span["rate"]), body["request"]))
        if at != max(start, stop):
            fail(where, f"the days of the decision in event {event['seq']} end on {at} and not on {stop}")
    if len(spans) != len(case["spans"]):
        fail(where, "a span is of no decision in the case")
    return spans


def decided(case: Json, content: Json, facts: Facts) -> list[tuple[Json, Json, date, date]]:
    """The decisions of a case with the days on which each one's rate counts: the first, and the first one after."""
    ruleset = case["ruleset"]
    # A request costs once: a failure decided after a direct sanction replaces it.
    last: dict[int, tuple[Json, Json]] = {}
    for event, body in told(content, "SanctionDecided"):
        if event["streamId"] == case["case"]:
            last[body["request"]] = (event, body)
    decisions = list(last.values())
    if decisions[0][1]["ruleset_id"] != ruleset:
        fail(f"case {case['case']}", "its days are not counted by the rules of its first decision")
    end = check_end(case, content, facts)
    decisions.sort(key=lambda one: str(one[1]["starts_on"]))
    starts = [date.fromisoformat(body["starts_on"]) for _, body in decisions]
    if facts.term(ruleset, "starts") == "FIRST_REQUEST":
        starts = [starts[0]] * len(starts)
    stops = [end] * len(starts)
    if facts.term(ruleset, "in_case") == "REPLACE":  # a later step takes the place of the one before it
        stops = [min(end, after) for after in [*starts[1:], end]]
    return [(*decisions[place], starts[place], stops[place]) for place in range(len(decisions))]


def check_rate(where: str, span: Json, decision: Json, facts: Facts) -> None:
    """The decided rate, or that of later rules which say that running sanctions take theirs."""
    rate: int = decision["rate_ore"]
    if span["ruleset"] != decision["ruleset_id"]:
        reaches = facts.term(span["ruleset"], "transition") == "NEW_RATE_FROM_VALIDITY"
        if not reaches or span["from"] < facts.of(span["ruleset"])["validity"]["valid_from"]:
            fail(where, "the rules of a span do not reach it")
        rate = facts.ladder_rate(span["ruleset"], decision["ladder"], decision["step"])
    if ore(span["rate"]) != rate:
        fail(where, f"a span costs {span['rate']} and not {kronor(rate)}")


def check_end(case: Json, content: Json, facts: Facts) -> date:
    """The first day that is not counted: correction approved, agreement ended, or as far as anything is known."""
    where, until = f"case {case['case']}", date.fromisoformat(case["until"])
    known, after = (
        date.fromisoformat(content["knownAt"][:10]),
        date.fromisoformat(f"{shifted(content['until'], 31)}-01"),
    )
    if until not in {min(known, after), min(known + timedelta(days=1), after)}:  # Stockholm is ahead of UTC
        fail(where, f"its days are counted until {until}, which is neither what was known nor the end of the months")
    own = [(event, body) for event, body in told(content) if event["streamId"] == case["case"]]
    opened = own[0][1]["opened_on"]
    ends = [
        (body["decided_on"], "CORRECTED", event["seq"])
        for event, body in own
        if event["type"] == "FollowUpRecorded" and body["approved"]
    ][-1:]
    agreements: dict[str, tuple[str, Any, int]] = {}  # when it begins and ends, and which event says so last
    for event, body in told(content):
        if event["type"] in ("UnitRegistered", "AgreementAdded"):
            held = body["agreement"]
            agreements[held["agreement_id"]] = (held["valid_from"], held["valid_until"], event["seq"])
        elif event["type"] == "AgreementEnded":
            agreements[body["agreement_id"]] = (agreements[body["agreement_id"]][0], body["ends_on"], event["seq"])
    begun = [one for one in agreements.values() if one[0] <= opened]
    _, stop, seq = max(begun, key=lambda one: one[0])  # the case's agreement is the one that began last by then
    if stop is not None and stop <= case["until"]:
        ends.append((stop, "AGREEMENT_ENDED", seq))
    found = min(ends, default=None)
    stated = case["ended"] and (case["ended"]["on"], case["ended"]["reason"], case["ended"]["event"])
    if found != stated:
        fail(where, f"its sanction ended by {found}, the certificate says {stated}")
    if found is None:
        return until
    included = found[1] == "CORRECTED" and facts.term(case["ruleset"], "ends") == "APPROVAL_DAY_INCLUDED"
    return min(until, date.fromisoformat(found[0]) + timedelta(days=1 if included else 0))


def counted(spans: list[Span], ruleset: str, facts: Facts) -> dict[tuple[str, int], tuple[int, int]]:
    """Month and rate → days, of how many, as the rules count a part of a month."""
    one_sanction = facts.term(ruleset, "in_case") == "REPLACE"
    real: dict[tuple[str, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for start, end, rate, request in spans:
        for number in range((end - start).days):
            month = (start + timedelta(days=number)).isoformat()[:7]
            real[month, 0 if one_sanction else request][rate] += 1
    way = facts.term(ruleset, "proration")
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for (month, _), rates in real.items():
        whole = (date.fromisoformat(f"{shifted(month, 31)}-01") - date.fromisoformat(f"{month}-01")).days
        of = 30 if way == "THIRTY_DAYS" else whole
        for rate, days in prorated(dict(rates), whole, way).items():
            found[month, rate] = (found.get((month, rate), (0, of))[0] + days, of)
    return found


def prorated(rates: dict[int, int], whole: int, way: str) -> dict[int, int]:
    """The days of one running sanction in a month, by rate."""
    if way == "WHOLE_STARTED_MONTHS":
        return {max(rates): whole}
    if way == "WHOLE_COMPLETED_MONTHS":
        return {min(rates): whole} if sum(rates.values()) >= whole else {}
    if way == "THIRTY_DAYS":  # a whole month is thirty; what is rounded comes off the rate with the most days
        target = 30 if sum(rates.values()) >= whole else min(sum(rates.values()), 30)
        rates[max(rates, key=lambda rate: rates[rate])] += target - sum(rates.values())
    return rates


def check_frozen(content: Json, facts: Facts) -> list[Json]:
    """The unit's lines in the settlements, as the certificate states lines; each rests on what was known then."""
    frozen: list[Json] = []
    before: dict[Key, int] = defaultdict(int)
    for seq, body in facts.settlements:
        where, lines = f"the settlement of {body['month']} (event {seq})", body["lines"] + body["corrections"]
        if sum(line["amount_ore"] for line in lines) != body["total_ore"]:
            fail(where, "its total is not the sum of its lines")
        for place, line in enumerate(lines):
            if line["unit_id"] != content["unit"]["id"] or not within(line["month"], content):
                continue
            key, ruleset = (line["case_id"], line["month"], line["rate_ore"]), line["ruleset_id"]
            gone = line["days"] == 0  # the line of a sanction that no longer counts: all of it is taken back
            if not gone and line["listed"] != facts.listed(line["month"], ruleset, seq):
                fail(where, f"the line of {line['month']} has another listed count than was known")
            inputs = (line["listed"] or 0, line["rate_ore"], line["days"], line["days_in_month"])
            follows = rounded(*inputs, facts.term(ruleset, "rounding")) - before[key]
            if line["amount_ore"] != follows:
                fail(where, f"the line of {line['month']} is {kronor(line['amount_ore'])} and not {kronor(follows)}")
            before[key] += follows
            said = {ours: line[its] for ours, its in LINE.items()}
            said.update(month=line["month"], rate=kronor(line["rate_ore"]), amount=kronor(line["amount_ore"]))
            said.update(status="SETTLED", settledIn=body["month"], correction=place >= len(body["lines"]))
            frozen.append(said)
    return frozen


def within(month: str, content: Json) -> bool:
    return bool(content["from"] <= month <= content["until"])


def check_sums(content: Json, owed: dict[Key, Owed], frozen: list[Json]) -> None:
    """What is settled and what is left to settle come to what is owed, for every case, month and rate."""
    settled = [line for line in content["lines"] if line["status"] == "SETTLED"]
    if sorted(map(canonical, settled)) != sorted(map(canonical, frozen)):
        fail("lines", "the settled ones are not those of the settlements")
    lines: dict[Key, list[Json]] = defaultdict(list)
    for line in content["lines"]:
        lines[line["case"], line["month"], ore(line["rate"])].append(line)
    for key in {**owed, **lines}:
        where = f"{key[1]} at {kronor(key[2])}"
        if not within(key[1], content):
            if key in lines:
                fail(where, "the line is outside of the certificate's months")
            continue
        days, of, listed, wanted = owed.get(key, (0, 0, None, 0))
        for line in lines[key]:
            inputs = (line["days"], line["daysInMonth"], line["listed"])
            if line["status"] != "SETTLED" and key in owed and inputs != (days, of, listed):
                fail(where, f"a line has {inputs}; {days} days of {of} and {listed} listed follow")
        found = total(line["amount"] for line in lines[key])
        if found != wanted:
            fail(where, f"the lines come to {kronor(found)}, the events to {kronor(wanted)}")
    check_totals(content)


def check_totals(content: Json) -> None:
    sums: list[Json] = []
    month = content["from"]
    while within(month, content):
        amount = total(line["amount"] for line in content["lines"] if line["month"] == month)
        sums.append({"month": month, "total": None if amount is None else kronor(amount)})
        month = shifted(month, 31)
    if content["months"] != sums:
        fail("months", "their totals are not those of the lines")
    amount = total(one["total"] for one in sums)
    if content["total"] != (None if amount is None else kronor(amount)):
        fail("the total", "it is not that of the months")


def total(amounts: Any) -> int | None:
    """The sum in öre; None where one of the amounts is awaited."""
    found = list(amounts)
    return None if None in found else sum(map(ore, found))


def report(content: Json) -> str:
    chain, unit = content["chain"], content["unit"]
    lines = [
        f"Enhet · unit   {unit['name']} ({unit['hsaId']}), {unit['providerName']} ({unit['provider']})",
        f"Kedja · chain  region {content['region']}, {chain['events']} events",
        f"        root   {chain['root']}",
        f"        head   {chain['head']}",
        *(f"{one['month']} {one['total'] or 'awaited':>16}" for one in content["months"]),
        f"Summa · total {content['total'] or 'awaited':>10}",
        f"OK: {len(content['events'])} events, {len(content['lines'])} lines, as known at {content['knownAt']}",
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="Verifies a certificate of a care unit's sanctions, offline.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--root", help="the root over the chain, as told by somebody else")
    given = parser.parse_args()
    try:
        content = check_seal(given.file.read_bytes().decode())
        if given.root is not None and given.root.lower() != content["chain"]["root"]:
            fail("the root of the chain", f"it is {content['chain']['root']}, you were told {given.root}")
        check_chain(content)
        facts = Facts(content)
        check_sums(content, check_cases(content, facts), check_frozen(content, facts))
        print(report(content))
    except DoesNotFollowError as wrong:
        print(f"FAIL: {wrong}")
        return 1
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        print(f"{given.file} cannot be read as a certificate: {type(error).__name__} {error}", file=sys.stderr)
        return 2
    if given.root is None:
        print("Not compared: give --root as somebody else tells it, or trust whoever gave you the file.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
