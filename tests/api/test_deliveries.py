"""A half-year's figures from the region to the national body: delivered, checked, approved, answered, corrected."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from graphql import build_schema

from schema.build import build
from tests.api.caller import Api, Json, noon
from tests.api.delivered import NOW, PERIOD, WHOLE, Delivering, answered, asked, figure, fresh, refused, submitted
from tests.api.everything import objects_at, ways
from tests.api.region import Region

SCHEMA = build_schema(build().as_str())
REACH = "approvedCompleteness { expected present answered }"


@pytest.fixture
async def own(api: Api) -> Delivering:
    """A region of its own, asked for the half-year's figures."""
    region = await fresh(api)
    await asked(region.api)
    return Delivering(region)


@pytest.fixture(scope="module")
async def half(api: Api) -> Delivering:
    """A delivery that is open and holds a figure."""
    region = await fresh(api)
    await asked(region.api)
    own = Delivering(region)
    await own.open()
    await own.done("deliverFigures", rows=[figure("IN-09", 100)])
    return own


@pytest.mark.requirement("RP-13", "NI-03", "NI-21")
async def test_a_half_year_goes_from_the_region_to_the_national_body(own: Delivering) -> None:
    opened = await own.open()
    assert (opened["number"], opened["state"], opened["round"]["deliveries"]) == (
        1,
        "OPEN",
        [{"number": 1, "state": "OPEN"}],
    )
    assert opened["check"]["completeness"] == {"expected": 6, "present": 0, "answered": 0}
    assert opened["check"]["missing"][0] == {"indicator": "IN-07", "period": PERIOD, "categories": []}
    filled = await own.done("deliverFigures", rows=WHOLE)
    assert filled["check"] == {
        "completeness": {"expected": 6, "present": 6, "answered": 6},
        "errorCount": 0,
        "count": 0,
        "missing": [],
        "findings": [],
    }
    handed = await own.done("submitDelivery")
    assert (handed["state"], handed["digest"], handed["approvedCompleteness"]) == ("SUBMITTED", None, None)
    given = await own.done("approveDelivery")
    assert (given["state"], given["approvedCompleteness"]) == (
        "APPROVED",
        {"expected": 6, "present": 6, "answered": 6},
    )
    assert len(given["digest"]) == 64
    assert given["submittedBy"] != given["approvedBy"]
    await answered(own.region, 1)
    assert (await own.delivery(1, "state receivedAt")) == {
        "state": "RECEIVED",
        "receivedAt": "2026-01-20T11:00:00+00:00",
    }
    assert await own.figures() == {
        ("IN-07", ""): "90",
        ("IN-07", "K"): "55",
        ("IN-07", "M"): "35",
        ("IN-09", ""): "100",
        ("IN-09", "K"): "60",
        ("IN-09", "M"): "40",
    }


async def test_rounds_are_listed_with_how_the_regions_deliveries_stand(own: Delivering) -> None:
    document = "{ deliveryRounds { id body opensOn closesOn indicators open deliveries { number state } } }"
    await submitted(own)

    async def listed(now: str) -> Json:
        found = (await own.region.api.ask(own.approver, document, now=now))["deliveryRounds"]
        return next(one for one in found if one["id"] == PERIOD)

    assert await listed(NOW) == {
        "id": PERIOD,
        "body": (await listed(NOW))["body"],
        "opensOn": "2026-01-01",
        "closesOn": "2026-03-01",
        "indicators": ["IN-07", "IN-09"],
        "open": True,
        "deliveries": [{"number": 1, "state": "SUBMITTED"}],
    }
    assert (await listed(noon("2026-03-01")))["open"] is False


@pytest.mark.requirement("NI-07")
async def test_what_a_region_does_not_have_is_said_and_never_zero(own: Delivering) -> None:
    by_choice = {"status": "NOT_REPORTED_BY_CHOICE", "comment": "Koden är inte införd."}
    rows = [figure("IN-09", None, **by_choice), figure("IN-07", None, status="NOT_REPORTED")]
    await own.open()
    filled = await own.done("deliverFigures", rows=rows)
    assert filled["check"]["completeness"] == {"expected": 6, "present": 6, "answered": 0}
    document = f"""{{ deliveryFigures(round: "{PERIOD}", number: 1, first: 1) {{
      nodes {{ status numerator denominator value comment source scope flags coverage definition batch number }}
      pageInfo {{ hasNextPage endCursor }}
    }} }}"""
    page = (await own.region.api.ask(own.reporter, document, now=NOW))["deliveryFigures"]
    assert page["nodes"][0]["status"] == "NOT_REPORTED"
    assert page["nodes"][0]["numerator"] is None
    following = document.replace("first: 1", f'first: 1, after: "{page["pageInfo"]["endCursor"]}"')
    (one,) = (await own.region.api.ask(own.reporter, following, now=NOW))["deliveryFigures"]["nodes"]
    assert one == {
        "status": "NOT_REPORTED_BY_CHOICE",
        "numerator": None,
        "denominator": None,
        "value": None,
        "comment": "Koden är inte införd.",
        "source": "JOURNAL",
        "scope": "ALL_CARE",
        "flags": [],
        "coverage": None,
        "definition": 1,
        "batch": 1,
        "number": 1,
    }


@pytest.mark.requirement("EX-21")
async def test_errors_are_refused_and_warnings_are_to_be_read(own: Delivering) -> None:
    await own.open()
    await own.done("deliverFigures", rows=[figure("IN-07", 33756), figure("IN-09", 11598)])
    wrong = await refused(own, "submitDelivery")
    assert (wrong["__typename"], wrong["code"]) == ("RuleRefused", "FIGURES_WRONG")
    found = (await own.delivery(1, "check { findings { code severity figure { indicator } message } }"))["check"]
    assert found["findings"][0] == {
        "code": "UNIQUE_GT_COUNT",
        "severity": "ERROR",
        "figure": {"indicator": "IN-07"},
        "message": found["findings"][0]["message"],
    }
    assert "33" in found["findings"][0]["message"]
    await own.done("deliverFigures", rows=[figure("IN-07", 9000)])
    unread = await refused(own, "submitDelivery")
    assert (unread["code"], unread["path"]) == ("WARNINGS_UNREAD", "acknowledged")
    assert unread["allowed"] == ["FIGURES_MISSING"]
    unknown = await refused(own, "submitDelivery", acknowledged=["FIGURES_MISSING", "SUNSHINE"])
    assert (unknown["__typename"], unknown["path"]) == ("InvalidInput", "acknowledged[1]")
    done = await own.done("submitDelivery", acknowledged=["FIGURES_MISSING"])
    assert done["acknowledged"] == ["FIGURES_MISSING"]


@pytest.mark.requirement("XC-07")
async def test_whoever_submits_does_not_approve(own: Delivering) -> None:
    both = own.region.person("indicator_reporter", "indicator_approver", name="both")
    await own.open()
    await own.done("deliverFigures", rows=WHOLE)
    await own.region.api.done(both, "submitDelivery", own.given(1), now=NOW)
    assert (await refused(own, "approveDelivery", by=both))["code"] == "APPROVED_BY_SUBMITTER"
    assert (await own.done("approveDelivery"))["state"] == "APPROVED"


async def test_a_submitted_delivery_is_taken_back_changed_and_submitted_again(own: Delivering) -> None:
    await submitted(own)
    assert (await refused(own, "deliverFigures", rows=[figure("IN-09", 101)]))["code"] == "DELIVERY_STANDS"
    back = await own.done("withdrawDelivery")
    assert (back["state"], back["submittedAt"], back["submittedBy"]) == ("OPEN", None, None)
    await own.done("deliverFigures", rows=[figure("IN-09", 101), figure("IN-09", 61, "K")])
    await own.done("submitDelivery")
    await own.done("approveDelivery")
    assert (await refused(own, "withdrawDelivery"))["code"] == "DELIVERY_STANDS"
    assert (await own.figures())["IN-09", ""] == "101"


@pytest.mark.requirement("PV-10")
async def test_amounts_leave_the_region_by_its_own_decision(api: Api) -> None:
    region = await fresh(api)
    await asked(region.api, "2025-12", ("IN-24d",))
    own = Delivering(region, "2025-12")
    amount = figure("IN-24d", None, period="2025-12", value="16258.06", source="OWN_EVENTS", scope="SERVICE_CASES")
    await submitted(own, [amount])
    outcome = await refused(own, "approveDelivery")
    assert (outcome["code"], outcome["path"]) == ("AMOUNTS_NOT_RELEASED", "releaseAmounts")
    assert (await own.done("approveDelivery", releaseAmounts=True))["amountsReleased"] is True


async def test_a_command_sent_again_does_nothing_more(own: Delivering) -> None:
    await own.open()
    sent = {"rows": [figure("IN-09", 5)], "commandId": str(uuid4())}
    first = await own.done("deliverFigures", **sent)
    async with own.region.api.nothing_written():
        again = await own.done("deliverFigures", **sent)
    assert again == first
    other = await refused(own, "deliverFigures", rows=[figure("IN-09", 6)], commandId=sent["commandId"])
    assert other["code"] == "COMMAND_REUSED"


# --- corrections and what was known ----------------------------------------------------------------------------------


@pytest.mark.requirement("NI-03")
async def test_a_correction_holds_what_changed_and_what_was_known_stays_readable(own: Delivering) -> None:
    await submitted(own)
    await own.done("approveDelivery")
    assert (await own.outcome("openDelivery", None))["code"] == "DELIVERY_UNDER_WAY"
    await answered(own.region, 1, "returnDelivery", reason="Öjebyn saknas.")
    assert await own.delivery(1, "state returnReason") == {"state": "RETURNED", "returnReason": "Öjebyn saknas."}
    # After the round has closed, too: it is the national body that asks.
    late = noon("2026-03-10")
    assert (await own.done("openDelivery", None, now=late))["number"] == 2
    rows = [figure("IN-09", 104), figure("IN-09", 64, "K")]
    await own.done("deliverFigures", 2, now=late, rows=rows)
    for now in ("2026-03-11", "2026-03-12"):
        act = "submitDelivery" if now.endswith("11") else "approveDelivery"
        corrected = await own.done(act, 2, now=noon(now))
    assert corrected["approvedCompleteness"] == {"expected": 6, "present": 6, "answered": 6}

    async def known(number: int, at: str | None) -> tuple[Any, Any]:
        when = {} if at is None else {"knownAt": at}
        ask = own.region.api.ask
        marks = "".join(f', {name}: "{value}"' for name, value in when.items())
        document = f"""{{
          delivery(round: "{PERIOD}", number: {number}{marks}) {{ state check {{ count }} }}
          deliveryFigures(round: "{PERIOD}", number: {number}, first: 3{marks}) {{ nodes {{ numerator number }} }}
          all: deliveryFigures(round: "{PERIOD}", number: {number}, last: 3{marks}) {{ nodes {{ numerator number }} }}
        }}"""
        found = await ask(own.reporter, document, now=noon("2026-03-20"))
        return found["delivery"], found["all"]["nodes"]

    old = [{"numerator": "100", "number": 1}, {"numerator": "60", "number": 1}, {"numerator": "40", "number": 1}]
    new = [{"numerator": "104", "number": 2}, {"numerator": "64", "number": 2}, {"numerator": "40", "number": 1}]
    assert await known(1, None) == ({"state": "RETURNED", "check": {"count": 0}}, old)
    assert await known(2, None) == ({"state": "APPROVED", "check": {"count": 0}}, new)
    assert await known(2, "2026-03-11T13:00:00+01:00") == ({"state": "SUBMITTED", "check": None}, new)
    assert await known(2, "2026-03-10T11:59:59+01:00") == (None, old)
    assert await known(1, "2026-01-20T10:00:00+01:00") == (None, [])


async def test_reads_are_one_statement_each(half: Delivering) -> None:
    for document in (
        f'{{ delivery(round: "{PERIOD}", number: 1) {{ state digest round {{ body }} }} }}',
        f'{{ deliveryFigures(round: "{PERIOD}", number: 1, first: 5) {{ nodes {{ indicator comment }} }} }}',
        "{ deliveryRounds { id deliveries { state } } }",
    ):
        async with half.region.api.statements() as sent:
            await half.region.api.ask(half.reporter, document, now=NOW)
        assert len(sent) == 1, document


@pytest.mark.parametrize(
    "arguments",
    [
        'round: "hösten", number: 1',
        f'round: "{PERIOD}", number: 0',
        f'round: "{PERIOD}", number: 1, knownAt: "2099-01-01T00:00:00Z"',
    ],
)
async def test_arguments_that_cannot_be_are_refused(half: Delivering, arguments: str) -> None:
    for document in (
        f"delivery({arguments}) {{ number }}",
        f"deliveryFigures({arguments}, first: 1) {{ nodes {{ number }} }}",
    ):
        answer = await half.region.api.send(half.reporter, f"{{ {document} }}", now=NOW)
        assert answer.codes == ["BAD_USER_INPUT"]


async def test_every_field_resolves_when_asked_for_alone(own: Delivering) -> None:
    await own.open()
    await own.done(
        "deliverFigures", rows=[figure("IN-09", 5, flags=["NOT_CARE"], coverage="50"), figure("IN-07", 4, "K")]
    )
    here = f'(round: "{PERIOD}", number: 1'
    roots = {
        "delivery": f"{here})",
        "deliveryFigures": f"{here}, first: 3)",
        "deliveryRounds": "",
        "indicators": "",
    }
    reached: set[str] = set()
    for way in ways(
        SCHEMA, {name: given for name, given in roots.items() if name in SCHEMA.query_type.fields}, "Query"
    ):  # type: ignore[union-attr]
        if len(way.path) > 4:
            continue
        answer = await own.region.api.send(own.reporter, f"{{ {way.document} }}", now=NOW)
        assert answer.body.get("errors") is None, (str(way), answer.body)
        if objects_at(answer.data, (way.root, *way.path[:-1])):
            reached.add(way.field)
    for kind in ("Delivery", "DeliveryCheck", "DeliveryFinding", "DeliveryRound", "DeliveredFigure", "FigureKey"):
        fields = SCHEMA.type_map[kind].fields  # type: ignore[attr-defined]
        assert {f"{kind}.{name}" for name in fields} <= reached
    assert isinstance(own.region, Region)
