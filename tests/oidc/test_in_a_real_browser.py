"""A person signs in with a real browser, at either kind of provider."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Page, async_playwright

from tests.oidc.browser import Client, SignIn
from tests.oidc.conftest import KALMAR, Trusting


@pytest.fixture
async def page(needs_chromium: Path) -> AsyncIterator[Page]:
    """A page of Debian's Chromium; as root it runs without its sandbox."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=needs_chromium, args=flags)
        yield await browser.new_page(locale="sv-SE")
        await browser.close()


@pytest.mark.requirement("XC-02")
async def test_a_browser_brings_back_a_code_that_becomes_a_token(
    trusting: Trusting, at_kalmar: Client, page: Page
) -> None:
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in = SignIn()
    await page.goto(at_kalmar.address(sign_in))
    box = page.locator("input[name=role][value=handler]")
    if await box.count():
        await box.check()
    else:
        await page.locator("input[name=role]").first.fill("handler")
    await page.locator("input[name=subject]").fill("in-a-browser")
    await page.get_by_role("button").click()
    await page.wait_for_url(f"{trusting.redirect_uri}?*")
    assert await page.locator("body").inner_text() == "back at the client"
    told = parse_qs(urlsplit(page.url).query)
    assert (told["state"], told["iss"]) == ([sign_in.state], [at_kalmar.provider.iss])
    tokens = (await at_kalmar.exchange(told["code"][0], sign_in)).json()
    viewer = await trusting.viewer(tokens["access_token"])
    assert (viewer["region"]["code"], viewer["roles"]) == (KALMAR, [{"id": "handler"}])
    assert broken == []
