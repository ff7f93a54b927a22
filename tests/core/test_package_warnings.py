"""What the linter leaves for people to settle in the shipped packages: each a contradiction or a gap of a document."""

from __future__ import annotations

from importlib.resources import files

import pytest

from service.rules.load import warnings
from tenants.catalog import roles

PACKAGES = {one.name: one.read_text(encoding="utf-8") for one in (files("tenants") / "packages").iterdir()}
OF_THE_HANDBOOK = {
    ("vgr-fordjupad.yaml", "DECIDERS_DIFFER"),  # AM-21
    ("vgr-revision.yaml", "POSITION_UNFILLED"),  # AM-23
    ("vgr-plotsligt-avslut.yaml", "OWNER_MISSING"),  # AM-29
    ("vgr-lopande.yaml", "DECIDERS_DIFFER"),  # AM-41
    ("vgr-lopande.yaml", "CRITERION_TWICE"),  # AM-42
}


@pytest.mark.requirement("C9", "AM-21", "AM-23", "AM-29", "AM-41", "AM-42")
def test_the_packages_of_the_handbook_warn_of_what_its_text_leaves_open_and_of_nothing_else() -> None:
    found = [
        (name, one.code)
        for name, text in PACKAGES.items()
        if '\nregion: "14"\n' in text
        for one in warnings(text, file=name, roles=roles())
    ]
    assert sorted(found) == sorted(OF_THE_HANDBOOK)


@pytest.mark.requirement("C9")
@pytest.mark.parametrize("name", sorted(name for name, text in PACKAGES.items() if '\nregion: "14"\n' not in text))
def test_the_other_packages_leave_nothing_open(name: str) -> None:
    assert warnings(PACKAGES[name], file=name, roles=roles()) == ()
