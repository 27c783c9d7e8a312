"""Access control of the pages' server: only a browser given the address with the token, under the server's own name.

Every request passes here first: HTML, static files, uploads, the websocket. The checks, in order: the target is a path
and there is one Host (400), the Host is this server's (403), so is the Origin if present or required (403), the request
is not a background request of another site (403), then the cookie, which is only given in exchange for the token.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from ui.web.headers import closed_headers, page_headers
from ui.web.index_page import index_page, is_page_address
from ui.web.sign_ins import KEEP_PATH, SIGN_INS, TICKET_HEADER, reader_cookie

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEALTH_PATH = "/_stcore/health"
TOKEN_PARAMETER = "token"  # noqa: S105 - the name of the parameter
SAFE_METHODS = ("GET", "HEAD")
RESOURCE_PREFIXES = ("/_stcore/", "/static/", "/media/", "/component/", "/app/", "/auth/")
"""Paths of resources that a browser never opens as pages."""

CLOSED_PAGE = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>graphloop</title>{head}</head>"
    "<body><h1>graphloop</h1><p>{text}</p></body></html>"
)
SIGN_IN_HELP = (
    "Open this page with the address that <code>graphloop ui</code> printed when it started, the one that ends in "
    "<code>?token=…</code>. Each start has a new address. In a container: <code>docker compose logs</code> shows it."
)
REFRESH_TAG = "<meta http-equiv='refresh' content='0; url=/'>"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The response to a rejected request: a status and a short text."""

    status: int
    text: str


BAD_REQUEST = Refusal(400, "Bad request")
FORBIDDEN = Refusal(403, "Forbidden")


@dataclass(frozen=True, slots=True)
class AllowedNames:
    """The Host headers of this server, and the Origins of its own pages."""

    hosts: frozenset[str]
    origins: frozenset[str]

    @staticmethod
    def of(port: int, address: str = "127.0.0.1", others: Iterable[str] = ()) -> AllowedNames:
        """Return the names of this machine at a port and of the listening address; `others` were given by the user."""
        hosts = ["127.0.0.1", "localhost", *(["[::1]"] if address == "::" else [])]
        if not ip_address(address).is_unspecified:
            hosts.append(f"[{address}]" if ":" in address else address)
        # Browsers omit the default port.
        local_names = [f"{host}:{port}" for host in hosts] + (hosts if port == 80 else [])
        others = [host.lower() for host in others]
        origins = [f"http://{host}" for host in (*local_names, *others)] + [f"https://{host}" for host in others]
        return AllowedNames(frozenset((*local_names, *others)), frozenset(origins))


class AccessControl:
    """ASGI middleware that admits only requests with the right host, origin and cookie."""

    def __init__(self, inside: Application, names: AllowedNames, token: str) -> None:
        self._inside = inside
        self._names = names
        self._token = token.encode()
        # Cookies are sent to all ports of this machine, so the cookie must not contain the token itself.
        self._pass = hmac.new(self._token, b"graphloop cookie", hashlib.sha256).hexdigest().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "lifespan":
            await self._inside(scope, receive, send)
            return
        refusal = self._stranger(scope)
        if refusal is not None:
            await _refuse(scope, send, refusal)
        elif _is_health(scope):
            await self._inside(scope, receive, _with_headers(send, scope))
        elif _url_tokens(scope) and (self._holds_token(scope) or self._holds_cookie(scope)):
            await self._welcome(scope, send)
        elif self._holds_cookie(scope) and _is_exchange(scope):
            await _keep_sign_in(scope, send)
        elif self._holds_cookie(scope) and _is_page(scope):
            await _open_page(scope, send)
        elif self._holds_cookie(scope):
            await self._inside(scope, receive, _with_headers(send, scope))
        else:
            await _ask_for_token(scope, send)

    def _stranger(self, scope: Scope) -> Refusal | None:
        """Return the refusal of a request from elsewhere; None if the user or an own page may have sent it."""
        hosts, origins = _headers(scope, b"host"), _headers(scope, b"origin")
        if not scope["path"].startswith("/") or len(hosts) != 1 or len(origins) > 1:
            return BAD_REQUEST
        if hosts[0] not in self._names.hosts:
            return FORBIDDEN
        if not self._names.origins.issuperset(origins):
            return FORBIDDEN
        if not origins and (scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS):
            return FORBIDDEN
        if not _is_asked_by_user_or_page(scope):
            return FORBIDDEN
        return None

    def _holds_token(self, scope: Scope) -> bool:
        tokens = _url_tokens(scope)
        return len(tokens) == 1 and hmac.compare_digest(tokens[0].encode(), self._token)

    def _holds_cookie(self, scope: Scope) -> bool:
        name = _cookie_name(scope)
        pairs = (pair.strip().partition("=") for line in _headers(scope, b"cookie") for pair in line.split(";"))
        return any(key == name and hmac.compare_digest(value.encode("latin-1"), self._pass) for key, _, value in pairs)

    async def _welcome(self, scope: Scope, send: Send) -> None:
        """Set the cookie and redirect to the URL without the token."""
        query = [pair for pair in _query(scope) if pair[0] != TOKEN_PARAMETER]
        location = "/" + quote(scope["path"].lstrip("/\\")) + (f"?{urlencode(query)}" if query else "")
        cookie = f"{_cookie_name(scope)}={self._pass.decode()}; Path=/; HttpOnly; SameSite=Strict"
        more = [(b"location", location.encode()), (b"set-cookie", cookie.encode())]
        await _answer(scope, send, 303, b"text/plain; charset=utf-8", b"", more)


def _headers(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _url_tokens(scope: Scope) -> list[str]:
    """Return the tokens in the URL of a page."""
    if scope["type"] != "http" or scope["method"] not in SAFE_METHODS or scope["path"].startswith(RESOURCE_PREFIXES):
        return []
    return [value for key, value in _query(scope) if key == TOKEN_PARAMETER]


def _cookie_name(scope: Scope) -> str:
    """Return the cookie name of this port: browsers share cookies between the ports of a host."""
    return f"graphloop_{_headers(scope, b'host')[0].rpartition(':')[2] or 80}"


def _is_health(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["path"] == HEALTH_PATH and scope["method"] in SAFE_METHODS


def _is_exchange(scope: Scope) -> bool:
    return (scope["type"], scope.get("method"), scope["path"]) == ("http", "POST", KEEP_PATH)


async def _keep_sign_in(scope: Scope, send: Send) -> None:
    """Give the cookie of a sign-in for its ticket."""
    key = SIGN_INS.exchange("".join(_headers(scope, TICKET_HEADER.encode())))
    if not key:
        await _refuse(scope, send, FORBIDDEN)
        return
    cookie = f"{reader_cookie(_headers(scope, b'host')[0])}={key}; Path=/; HttpOnly; SameSite=Strict"
    await _answer(scope, send, 200, b"text/plain; charset=utf-8", b"", [(b"set-cookie", cookie.encode())])


def _is_page(scope: Scope) -> bool:
    """Whether the document of a page is asked for."""
    is_read = scope["type"] == "http" and scope["method"] in SAFE_METHODS
    return is_read and not scope["path"].startswith(RESOURCE_PREFIXES) and is_page_address(scope["path"])


async def _open_page(scope: Scope, send: Send) -> None:
    host = _headers(scope, b"host")[0]
    headers = [*page_headers(host), (b"cache-control", b"no-cache")]
    await _answer(scope, send, 200, b"text/html; charset=utf-8", index_page().encode(), headers)


def _is_navigation(scope: Scope) -> bool:
    """Whether a browser opens the URL as a top-level page, from a link or typed."""
    wanted = _headers(scope, b"sec-fetch-mode") + _headers(scope, b"sec-fetch-dest")
    return scope["type"] == "http" and scope["method"] in SAFE_METHODS and wanted == ["navigate", "document"]


def _is_asked_by_user_or_page(scope: Scope) -> bool:
    """Whether Sec-Fetch-Site allows the request; programs and old browsers, which do not send it, pass."""
    site = _headers(scope, b"sec-fetch-site")
    return site in ([], ["none"], ["same-origin"]) or _is_navigation(scope)


async def _ask_for_token(scope: Scope, send: Send) -> None:
    if scope["type"] != "http" or scope["method"] not in SAFE_METHODS or scope["path"].startswith(RESOURCE_PREFIXES):
        await _refuse(scope, send, FORBIDDEN)
        return
    # Browsers withhold a strict cookie on a navigation from another page or a file; a refresh from here sends it.
    is_led_here = _is_navigation(scope) and _headers(scope, b"sec-fetch-site") == ["cross-site"]
    body = CLOSED_PAGE.format(head=REFRESH_TAG if is_led_here else "", text=SIGN_IN_HELP)
    await _answer(scope, send, 403, b"text/html; charset=utf-8", body.encode(), [])


async def _refuse(scope: Scope, send: Send, refusal: Refusal) -> None:
    await _answer(scope, send, refusal.status, b"text/plain; charset=utf-8", refusal.text.encode(), [])


async def _answer(
    scope: Scope, send: Send, status: int, kind: bytes, body: bytes, more: list[tuple[bytes, bytes]]
) -> None:
    """Answer with these headers; nothing may be loaded or run unless they say otherwise."""
    named = {name for name, _ in more}
    closed = [pair for pair in closed_headers() if pair[0] not in named]
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *closed, *more]
    if scope["type"] == "http":
        start, rest = "http.response.start", "http.response.body"
    elif "websocket.http.response" in scope.get("extensions", {}):
        start, rest = "websocket.http.response.start", "websocket.http.response.body"
    else:
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": start, "status": status, "headers": headers})
    await send({"type": rest, "body": b"" if scope.get("method") == "HEAD" else body})


def _with_headers(send: Send, scope: Scope) -> Send:
    """Return a `send` that adds the security headers to every response."""
    security_headers = page_headers(_headers(scope, b"host")[0])
    names = {name for name, _ in security_headers}

    async def send_on(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start", "websocket.accept"):
            others = [pair for pair in message.get("headers", ()) if pair[0].lower() not in names]
            message = {**message, "headers": [*others, *security_headers]}
        await send(message)

    return send_on
