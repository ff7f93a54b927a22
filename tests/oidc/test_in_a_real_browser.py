"""A person signs in with a real browser, at either kind of provider."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oidc.browser import Client
from tests.oidc.chromium import chromium, signed_in
from tests.oidc.conftest import KALMAR, Trusting


@pytest.mark.requirement("XC-02")
async def test_a_browser_brings_back_a_code_that_becomes_a_token(
    trusting: Trusting, at_kalmar: Client, needs_chromium: Path
) -> None:
    broken: list[str] = []
    async with chromium(needs_chromium) as browser:
        page = await browser.new_page(locale="sv-SE")
        page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
        token = await signed_in(page, at_kalmar, "in-a-browser", ["handler"])
    viewer = await trusting.viewer(token)
    assert (viewer["region"]["code"], viewer["roles"]) == (KALMAR, [{"id": "handler"}])
    assert broken == []
