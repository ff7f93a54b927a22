"""A person's own browser: Debian's Chromium, in which somebody signs in and from which a code comes back."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Browser, Page, async_playwright

from tests.oidc.browser import Client, SignIn


@asynccontextmanager
async def chromium(program: Path) -> AsyncIterator[Browser]:
    """As root it runs without its sandbox."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        await browser.close()


async def signed_in(page: Page, client: Client, subject: str, claimed: Collection[str]) -> str:
    """The access token of whoever signs in on the page as `subject`, the provider's claims naming those roles."""
    sign_in = SignIn()
    await page.goto(client.address(sign_in))
    for place, role in enumerate(claimed):
        box = page.locator(f"input[name=role][value={role}]")
        if await box.count():
            await box.check()
        else:
            await page.locator("input[name=role]").nth(place).fill(role)
    await page.locator("input[name=subject]").fill(subject)
    await page.get_by_role("button").click()
    await page.wait_for_url(f"{client.redirect_uri}?*")
    assert await page.locator("body").inner_text() == "back at the client"
    told = parse_qs(urlsplit(page.url).query)
    assert (told["state"], told["iss"]) == ([sign_in.state], [client.provider.iss])
    answer = await client.exchange(told["code"][0], sign_in)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])
