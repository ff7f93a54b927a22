"""The issuer of `trappa demo` and `trappa token`: real tokens and key sets, for development only."""

import time
from collections.abc import Awaitable, Callable, Collection
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.dev import page
from infra.dev.codes import Codes, Granted
from infra.dev.keys import ALGORITHM, DevKeys, DevOnlyError, require_dev
from infra.dev.people import Offered, Person, PersonRefusedError, person_of
from infra.dev.requests import (
    CHOSEN,
    SERVICE_CLIENT,
    SERVICE_SECRET,
    WEB_CLIENT,
    Asked,
    Fields,
    PageRefusedError,
    RequestRefusedError,
    asked,
    check_resource,
    client_of,
    from_own_machine,
    read_form,
    read_query,
)
from infra.dev.tokens import NATIONAL, TWELVE_HOURS, issuer_url, mint, mint_identity, registration
from infra.settings import DEV_AUDIENCE

__all__ = [
    "NATIONAL",
    "SERVICE_CLIENT",
    "SERVICE_SECRET",
    "TWELVE_HOURS",
    "WEB_CLIENT",
    "DevIssuer",
    "DevKeys",
    "DevOnlyError",
    "issuer_url",
    "mint",
    "registration",
    "require_dev",
    "routes",
]

_PREFIX: Final = "/dev/issuers/{code}"
_SERVICE_ROLE: Final = "finance_officer"
_NATIONAL_SERVICE_ROLE: Final = "national_reader"
_NO_STORE: Final = {"cache-control": "no-store", "pragma": "no-cache"}
Endpoint = Callable[[Request], Awaitable[Response]]


class DevIssuer:
    """One issuer for each of `regions`, by its code, and one for the national body, at `base_url`, for one process.

    `clock` gives Unix seconds. The caller sees to it that this is development (`require_dev`).
    """

    def __init__(
        self,
        keys: DevKeys,
        base_url: str,
        regions: Collection[str],
        offered: Offered,
        *,
        audience: str = DEV_AUDIENCE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys = keys
        self._base_url = base_url
        self._issuers = {NATIONAL, *regions}
        self._offered = offered
        self._audience = audience
        self._clock = clock
        self._codes = Codes(clock)

    def rotate(self) -> None:
        """Signs with a new key until the process ends; tokens signed before still hold."""
        self._keys = self._keys.rotated()

    def routes(self) -> list[Route]:
        """Discovery, key set, sign-in and tokens."""
        return [
            Route(f"{_PREFIX}/.well-known/openid-configuration", self._known(self._discovery), methods=["GET"]),
            Route(f"{_PREFIX}/jwks", self._known(self._key_set), methods=["GET"]),
            Route(f"{_PREFIX}/authorize", self._known(_local(self._authorize)), methods=["GET", "POST"]),
            Route(f"{_PREFIX}/token", self._known(_local(self._token)), methods=["POST"]),
        ]

    def _known(self, endpoint: Endpoint) -> Endpoint:
        async def answered(request: Request) -> Response:
            if request.path_params["code"] not in self._issuers:
                return Response(status_code=404)
            return await endpoint(request)

        return answered

    async def _discovery(self, request: Request) -> Response:
        iss = self._iss(request)
        return JSONResponse(
            {
                "issuer": iss,
                "authorization_endpoint": f"{iss}/authorize",
                "token_endpoint": f"{iss}/token",
                "jwks_uri": f"{iss}/jwks",
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code", "client_credentials"],
                "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
                "code_challenge_methods_supported": ["S256"],
                "scopes_supported": ["openid"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "claims_supported": ["iss", "sub", "aud", "iat", "exp", "nonce"],
                "ui_locales_supported": ["sv", "en"],
                "authorization_response_iss_parameter_supported": True,
                "request_uri_parameter_supported": False,
            }
        )

    async def _key_set(self, _request: Request) -> Response:
        return JSONResponse(self._keys.public_set(), media_type="application/jwk-set+json")

    async def _authorize(self, request: Request) -> Response:
        try:
            fields = read_query(request) if request.method == "GET" else await read_form(request)
            ask = asked(fields)
        except PageRefusedError as refused:
            return page.refusal(refused.sv, refused.en)
        except RequestRefusedError as refused:
            return page.refusal("Begäran går inte att läsa.", f"The request cannot be read: {refused.reason}.")
        iss, region = self._iss(request), _region(request)
        try:
            challenge = ask.checked(self._audience)
        except RequestRefusedError as refused:
            return _sent_back(ask, iss, {"error": refused.code, "error_description": refused.reason})
        kept = {name: value for name, value in fields.single.items() if name not in CHOSEN}
        if request.method == "GET":
            return page.picker(request.path_params["code"], self._offered.of(region), kept)
        try:
            person = person_of(
                self._offered, region, fields.roles, fields.get("unit") or "", fields.get("subject") or ""
            )
        except PersonRefusedError as refused:
            return page.picker(request.path_params["code"], self._offered.of(region), kept, (refused.sv, refused.en))
        granted = Granted(
            iss=iss,
            client_id=WEB_CLIENT,
            redirect_uri=ask.redirect_uri,
            challenge=challenge,
            scope="openid" if "openid" in (fields.get("scope") or "").split() else "",
            nonce=fields.get("nonce"),
            person=person,
        )
        return _sent_back(ask, iss, {"code": self._codes.give(granted)})

    async def _token(self, request: Request) -> Response:
        try:
            answer = self._answer(request, await read_form(request))
        except RequestRefusedError as refused:
            headers = dict(_NO_STORE)
            if refused.status == 401:  # noqa: PLR2004
                headers["www-authenticate"] = 'Basic realm="trappa"'
            told = {"error": refused.code, "error_description": refused.reason}
            return JSONResponse(told, refused.status, headers=headers)
        return JSONResponse(answer, headers=_NO_STORE)

    def _answer(self, request: Request, fields: Fields) -> dict[str, object]:
        client_id = client_of(request, fields)
        check_resource(fields, self._audience)
        match fields.get("grant_type"):
            case "authorization_code":
                return self._for_code(request, fields, client_id)
            case "client_credentials":
                return self._for_client(request, client_id)
            case _:
                raise RequestRefusedError("unsupported_grant_type", "use authorization_code or client_credentials")

    def _for_code(self, request: Request, fields: Fields, client_id: str) -> dict[str, object]:
        if client_id != WEB_CLIENT:
            raise RequestRefusedError("unauthorized_client", f"codes are for {WEB_CLIENT}")
        granted = self._codes.take(fields.get("code") or "")
        # Taken before it is looked at: a code that came with anything wrong has been seen by somebody else.
        if granted is None or granted.iss != self._iss(request):
            raise RequestRefusedError("invalid_grant", "the code is unknown, used or older than 60 s")
        if fields.get("redirect_uri") != granted.redirect_uri:
            raise RequestRefusedError("invalid_grant", "redirect_uri is another than the code was sent to")
        if not granted.proven_by(fields.get("code_verifier") or ""):
            raise RequestRefusedError("invalid_grant", "code_verifier does not fit the code_challenge")
        answer = self._granted(request, granted.person, client_id, granted.scope)
        if granted.scope:
            answer["id_token"] = mint_identity(
                self._keys,
                iss=granted.iss,
                client_id=client_id,
                subject=granted.person.subject,
                nonce=granted.nonce,
                now=self._clock(),
            )
        return answer

    def _for_client(self, request: Request, client_id: str) -> dict[str, object]:
        if client_id != SERVICE_CLIENT:
            raise RequestRefusedError("unauthorized_client", f"client_credentials is for {SERVICE_CLIENT}")
        role = _NATIONAL_SERVICE_ROLE if _region(request) is None else _SERVICE_ROLE
        return self._granted(request, Person(SERVICE_CLIENT, (role,), None), client_id, "")

    def _granted(self, request: Request, person: Person, client_id: str, scope: str) -> dict[str, object]:
        token = mint(
            self._keys,
            base_url=self._base_url,
            audience=self._audience,
            region=_region(request),
            roles=person.roles,
            unit_id=person.unit_id,
            subject=person.subject,
            now=self._clock(),
            client_id=client_id,
        )
        return {"access_token": token, "token_type": "Bearer", "expires_in": TWELVE_HOURS, "scope": scope}

    def _iss(self, request: Request) -> str:
        return issuer_url(self._base_url, _region(request))


def routes(keys: DevKeys, base_url: str, regions: Collection[str], offered: Offered) -> list[Route]:
    """The routes of the development issuers of one process."""
    return DevIssuer(keys, base_url, regions, offered).routes()


def _local(endpoint: Endpoint) -> Endpoint:
    async def answered(request: Request) -> Response:
        if not from_own_machine(request):
            return page.refusal("Bara från den egna datorn.", "From your own machine only.", 403)
        return await endpoint(request)

    return answered


def _sent_back(ask: Asked, iss: str, answer: dict[str, str]) -> Response:
    told = {**answer, "iss": iss} if ask.state is None else {**answer, "state": ask.state, "iss": iss}
    parts = urlsplit(ask.redirect_uri)
    query = "&".join(part for part in (parts.query, urlencode(told)) if part)
    return RedirectResponse(urlunsplit(parts._replace(query=query)), 303, headers=dict(page.HEADERS))


def _region(request: Request) -> str | None:
    code: str = request.path_params["code"]
    return None if code == NATIONAL else code
