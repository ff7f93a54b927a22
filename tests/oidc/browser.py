"""A client of a provider and the browser of one person: discovery, code with PKCE, tokens, over HTTP."""

from __future__ import annotations

import base64
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx2

from tests.oidc.providers import Provider

MOST_HOPS = 10


@dataclass(frozen=True)
class SignIn:
    """One attempt to sign in, with what the client keeps to itself."""

    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    @property
    def challenge(self) -> str:
        return base64.urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


class _Form(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms = 0
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms += 1
            self.action = given.get("action") or ""
        elif tag == "input" and given.get("type") == "hidden":
            self.hidden[given["name"] or ""] = given["value"] or ""


class Client:
    """The relying party of one provider, with a browser that has no cookies yet."""

    def __init__(self, http: httpx2.AsyncClient, provider: Provider, redirect_uri: str, metadata: Any) -> None:
        self.http = http
        self.provider = provider
        self.redirect_uri = redirect_uri
        self.metadata = metadata

    def address(self, sign_in: SignIn, **changes: str | None) -> str:
        """Where the browser is sent to sign in; a change to None leaves the parameter out."""
        usual = {
            "response_type": "code",
            "client_id": self.provider.web_client,
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": sign_in.state,
            "nonce": sign_in.nonce,
            "code_challenge": sign_in.challenge,
            "code_challenge_method": "S256",
        }
        given = {name: value for name, value in {**usual, **changes}.items() if value is not None}
        return f"{self.metadata['authorization_endpoint']}?{urlencode(given)}"

    async def visit(self, address: str, person: Mapping[str, str | Sequence[str]]) -> httpx2.Response:
        """The way of a fresh browser through the form: the answer that leads back to the client, else the last."""
        self.http.cookies.clear()
        answer = await self.http.get(address)
        for _ in range(MOST_HOPS):
            if answer.is_redirect:
                onward = urljoin(str(answer.url), answer.headers["location"])
                if onward.startswith(self.redirect_uri):
                    return answer
                answer = await self.http.get(onward)
                continue
            form = _Form(answer.text)
            if answer.status_code != 200 or form.forms != 1:
                return answer
            answer = await self.http.post(urljoin(str(answer.url), form.action), data={**form.hidden, **person})
        raise AssertionError("the browser was sent about for ever")

    async def sent_back(self, address: str, person: Mapping[str, str | Sequence[str]]) -> dict[str, str]:
        """What the provider tells the client by way of the browser."""
        answer = await self.visit(address, person)
        assert answer.is_redirect, (answer.status_code, answer.text)
        back = urlsplit(answer.headers["location"])
        # A refused response_type is answered where its answer would have been.
        return dict(parse_qsl(back.query or back.fragment, strict_parsing=True))

    async def code(self, sign_in: SignIn, roles: Sequence[str], subject: str, unit: str = "") -> str:
        told = await self.sent_back(self.address(sign_in), {"role": roles, "subject": subject, "unit": unit})
        assert (told["state"], told["iss"]) == (sign_in.state, self.provider.iss)
        return told["code"]

    async def exchange(self, code: str, sign_in: SignIn, /, **changes: str | None) -> httpx2.Response:
        """The answer of the token endpoint; a change to None leaves the field out."""
        usual = {
            "grant_type": "authorization_code",
            "client_id": self.provider.web_client,
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": sign_in.verifier,
        }
        given = {name: value for name, value in {**usual, **changes}.items() if value is not None}
        return await self.http.post(self.metadata["token_endpoint"], data=given)

    async def tokens(self, roles: Sequence[str], subject: str, unit: str = "") -> Any:
        """What a person gets who signs in: access_token, id_token and the rest."""
        sign_in = SignIn()
        answer = await self.exchange(await self.code(sign_in, roles, subject, unit), sign_in)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def service(self, credentials: tuple[str, str] | None = None) -> httpx2.Response:
        """The answer to client_credentials."""
        auth = credentials or self.provider.service_client
        given = {"grant_type": "client_credentials"}
        return await self.http.post(self.metadata["token_endpoint"], data=given, auth=auth)


@asynccontextmanager
async def client_of(provider: Provider, redirect_uri: str) -> AsyncIterator[Client]:
    """A client that knows of the provider only what it publishes."""
    async with httpx2.AsyncClient(trust_env=False, timeout=20) as http:
        published = await http.get(f"{provider.iss}/.well-known/openid-configuration")
        metadata = published.json()
        assert metadata["issuer"] == provider.iss
        yield Client(http, provider, redirect_uri, metadata)
