"""Ids and the Swedish order."""

from __future__ import annotations

import time

import pytest

from infra.db.ids import Uuid7Ids
from infra.db.swedish_order import swedish_key
from tests.database.conftest import Plain


def test_ids_are_version_7_grow_and_tell_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = Uuid7Ids()
    before = time.time_ns() // 1_000_000
    made = [ids.new() for _ in range(2_000)]
    after = time.time_ns() // 1_000_000
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}
    assert made == sorted(set(made))
    assert before <= made[0].int >> 80 <= made[-1].int >> 80 <= after
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert ids.new() > made[-1]


def test_names_sort_as_in_swedish() -> None:
    ordered = ["1:a vården", "Ale", "Arboga", "arboga c", "Zinkgruvan", "Åmål", "Ängö", "Öland"]
    assert (
        sorted(("Öland", "arboga c", *ordered[1:3], "Ängö", ordered[0], "Zinkgruvan", "Åmål"), key=swedish_key)
        == ordered
    )
    assert swedish_key("Ängö") < swedish_key("Äspö") < swedish_key("Öland")
    assert swedish_key("Idé-huset") == swedish_key("idé huset") == swedish_key("ide Huset")
    assert swedish_key("Angöring") < swedish_key("Zeta") < swedish_key("Ångest")


async def test_the_database_sorts_the_key_as_python_does(app: Plain) -> None:
    names = ["Öland", "Ängö", "Åmål", "Zeta", "ale", "Ale 2", "1:a", "Süd", "Syd a"]
    keys = [swedish_key(name) for name in names]
    rows = await app.fetch("select key from unnest($1::text[]) as given (key) order by key", keys)
    assert [row[0] for row in rows] == sorted(keys)


@pytest.mark.parametrize("name", ['"quoted"', "back\\slash", "tab\tand\nline", "{braces|}"])
def test_a_key_goes_into_json_text_as_it_is(name: str) -> None:
    assert not set(swedish_key(name)) & set('"\\\n\t{|}')
