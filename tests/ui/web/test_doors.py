"""Every door of the real pages' server, asked over plain sockets by those who may not come in and by who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command import Home, home
from tests.support.pages import Answer, Running, ask, handshake, running
from ui.web.doors import AllowedNames

READ = [
    "/",
    "/documents",
    "/favicon.png",
    "/static/js/index.js",
    "/_stcore/health",
    "/_stcore/script-health-check",
    "/_stcore/host-config",
    "/_stcore/allowed-message-origins",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/_stcore/stream",
    "/media/0000.png",
    "/component/x/index.html",
    "/_stcore/bidi-components/x/y.js",
    "/app/static/x.txt",
    "/auth/login",
    "/healthz",
    "//",
    "/nothing/of/this/name",
]
CHANGE = [
    ("PUT", "/_stcore/upload_file/session/file"),
    ("DELETE", "/_stcore/upload_file/session/file"),
    ("POST", "/_stcore/agent/interact"),
    ("POST", "/_stcore/agent/mcp"),
    ("POST", "/"),
    ("PATCH", "/"),
]
DOORS = [("GET", path) for path in READ] + [("HEAD", "/"), ("OPTIONS", "/_stcore/upload_file/a/b")] + CHANGE

FOREIGN_HOSTS = [
    "evil.test:{port}",
    "evil.test",
    "127.0.0.1",
    "localhost",
    "127.0.0.1:{other}",
    "localhost:{other}",
    "localhost.:{port}",
    "127.0.0.1.:{port}",
    "LOCALHOST:{port}",
    "localhost.evil.test:{port}",
    "127.0.0.1.evil.test:{port}",
    "user@127.0.0.1:{port}",
    "evil.test@127.0.0.1:{port}",
    "127.0.0.1:{port}@evil.test",
    "127.0.0.1:{port},evil.test",
    "127.0.0.1:0{port}",
    "127.1:{port}",
    "2130706433:{port}",
    "0.0.0.0:{port}",
    "[::1]:{port}",
    "[::ffff:127.0.0.1]:{port}",
    "",
]
FOREIGN_ORIGINS = [
    "http://evil.test:{port}",
    "http://evil.test",
    "null",
    "http://127.0.0.1:{other}",
    "http://localhost:{other}",
    "http://127.0.0.1",
    "https://127.0.0.1:{port}",
    "http://localhost.:{port}",
    "http://LOCALHOST:{port}",
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}.evil.test",
    "http://127.0.0.1:{port}@evil.test",
    "http://user@127.0.0.1:{port}",
    "file://",
    "chrome-extension://abcdefghijklmnop",
    "http://127.0.0.1:{port} http://evil.test",
    "",
]
SECURE = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Running]:
    """The application, started once."""
    with running(home(tmp_path_factory.mktemp("doors"), model_cache)) as found:
        yield found


def named(text: str, served: Running) -> str:
    return text.format(port=served.port, other=served.port + 1)


def own(served: Running) -> list[tuple[str, str]]:
    """What the user's own tab sends."""
    host = f"127.0.0.1:{served.port}"
    return [("Host", host), ("Origin", f"http://{host}"), ("Cookie", served.cookie())]


def is_shut(answer: Answer, *statuses: int) -> None:
    """Refused in a short plain word, with every header and no permission for another origin."""
    assert answer.status in (statuses or (403,)), answer
    assert len(answer.body) < 600
    assert "streamlit" not in answer.body.lower()
    assert "access-control-allow-origin" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "location" not in answer.headers


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_is_refused_at_every_door(served: Running, host: str) -> None:
    """With the cookie and an Origin that matches, as after a name was bound anew; h11 turns some away by itself."""
    name = named(host, served)
    sent = [("Host", name), ("Origin", f"http://{name}"), ("Cookie", served.cookie())]
    for method, path in DOORS:
        for headers in (sent, sent[:1], [sent[0], sent[2]]):
            is_shut(ask(served.port, method, path, headers), 400, 403)
    is_shut(handshake(served.port, sent), 400, 403)
    is_shut(handshake(served.port, [sent[0], sent[2]]), 400, 403)
    is_shut(ask(served.port, "GET", f"/?token={served.token}", sent[:1]), 400, 403)


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_foreign_origin_is_refused_at_every_door(served: Running, origin: str) -> None:
    host, _, cookie = own(served)
    sent = [host, ("Origin", named(origin, served)), cookie]
    for method, path in DOORS:
        is_shut(ask(served.port, method, path, sent))
    is_shut(handshake(served.port, sent))
    is_shut(ask(served.port, "GET", f"/?token={served.token}", sent))


def test_a_websocket_and_a_change_need_an_origin(served: Running) -> None:
    host, origin, cookie = own(served)
    is_shut(handshake(served.port, [host, cookie]))
    for method, path in CHANGE:
        is_shut(ask(served.port, method, path, [host, cookie]))
    assert handshake(served.port, [host, origin, cookie]).status == 101


@pytest.mark.parametrize("cookie", ["none", "empty", "another", "the token itself", "another port's", "longer"])
def test_every_door_needs_the_cookie(served: Running, cookie: str) -> None:
    host, origin, (_, right) = own(served)
    name, _, value = right.partition("=")
    given = {
        "none": [],
        "empty": [("Cookie", f"{name}=")],
        "another": [("Cookie", f"{name}={'0' * len(value)}; other=1")],
        "the token itself": [("Cookie", f"{name}={served.token}")],
        "another port's": [("Cookie", f"graphloop_{served.port + 1}={value}")],
        "longer": [("Cookie", f"{right}0")],
    }[cookie]
    for method, path in DOORS:
        if path != "/_stcore/health":
            is_shut(ask(served.port, method, path, [host, origin, *given]))
    is_shut(handshake(served.port, [host, origin, *given]))
    told = ask(served.port, "GET", "/", [host, *given])
    is_shut(told)
    assert "graphloop ui" in told.body
    assert "<script" not in told.body


def test_health_is_told_to_everyone_here_and_says_nothing_else(served: Running) -> None:
    answer = ask(served.port, "GET", "/_stcore/health", [("Host", f"127.0.0.1:{served.port}")])
    assert (answer.status, answer.body) == (200, "ok")
    is_shut(ask(served.port, "POST", "/_stcore/health", own(served)[:2]))


def test_the_token_is_changed_for_a_cookie_and_leaves_the_address(served: Running) -> None:
    host = ("Host", f"localhost:{served.port}")
    answer = ask(served.port, "GET", f"/documents?thread=a%26b&token={served.token}", [host])
    assert (answer.status, answer.headers["location"]) == (303, "/documents?thread=a%26b")
    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == f"graphloop_{served.port}"
    assert rest.partition("; ")[2] == "Path=/; HttpOnly; SameSite=Strict"
    assert served.token not in str(answer)
    cookie = ("Cookie", f"a=1; {answer.headers['set-cookie'].partition(';')[0]}")
    page = ask(served.port, "GET", "/documents", [host, cookie])
    assert page.status == 200
    assert "<title>" in page.body


@pytest.mark.parametrize(
    "path", ["//evil.test", "/\\evil.test", "///evil.test/a", "/%5Cevil.test", "/%0d%0aSet-Cookie:a=b"]
)
def test_the_way_on_stays_here(served: Running, path: str) -> None:
    answer = ask(served.port, "GET", f"{path}?token={served.token}", own(served)[:1])
    assert answer.status in (303, 400)
    place = answer.headers.get("location", "/")
    assert place.startswith("/")
    assert place[1:2] not in ("/", "\\")


@pytest.mark.parametrize(
    "query", ["token=", "token=wrong", "token", "Token={token}", "token={token}x", "token={token}&token=b"]
)
def test_a_wrong_token_opens_nothing(served: Running, query: str) -> None:
    is_shut(ask(served.port, "GET", f"/?{query.format(token=served.token)}", own(served)[:1]))


def test_a_token_elsewhere_than_in_the_address_of_a_page_opens_nothing(served: Running) -> None:
    host, origin, _ = own(served)
    is_shut(ask(served.port, "POST", f"/?token={served.token}", [host, origin]))
    is_shut(ask(served.port, "GET", f"/_stcore/host-config?token={served.token}", [host]))
    is_shut(handshake(served.port, [host, origin], f"/_stcore/stream?token={served.token}"))
    is_shut(ask(served.port, "GET", "/", [host, ("Authorization", f"token {served.token}")]))


@pytest.mark.parametrize("target", ["http://evil.test/", "http://127.0.0.1:{port}/", "*", "evil.test:80"])
def test_a_target_that_is_no_path_is_refused(served: Running, target: str) -> None:
    is_shut(ask(served.port, "GET", named(target, served), own(served)), 400)
    is_shut(handshake(served.port, own(served), named(target, served)), 400)


def test_one_host_and_not_two_or_none(served: Running) -> None:
    host, origin, cookie = own(served)
    evil = ("Host", f"evil.test:{served.port}")
    for hosts in ([host, evil], [evil, host], [host, host], []):
        is_shut(ask(served.port, "GET", "/", [*hosts, cookie]), 400)
        is_shut(handshake(served.port, [*hosts, origin, cookie]), 400)
    is_shut(ask(served.port, "GET", "/", [cookie], version="1.0"), 400)
    is_shut(handshake(served.port, [host, origin, ("Origin", f"http://evil.test:{served.port}"), cookie]), 400)


def test_what_a_proxy_would_say_is_not_believed(served: Running) -> None:
    host, origin, cookie = own(served)
    here = f"127.0.0.1:{served.port}"
    forwarded = [
        ("X-Forwarded-Host", here),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Port", str(served.port)),
        ("Forwarded", f"host={here}"),
        ("X-Original-Host", here),
    ]
    is_shut(ask(served.port, "GET", "/", [("Host", "evil.test"), cookie, *forwarded]))
    away = [("X-Forwarded-Host", "evil.test"), ("Forwarded", "host=evil.test")]
    assert ask(served.port, "GET", "/", [host, cookie, *away]).status == 200
    assert handshake(served.port, [host, origin, cookie, *away]).status == 101


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_ask_in_the_background(served: Running, site: str) -> None:
    """Browsers send the cookie along where another server of this machine asks, and say that it does."""
    host, _, cookie = own(served)
    told = ("Sec-Fetch-Site", site)
    for mode, kind in (("no-cors", "image"), ("no-cors", "script"), ("cors", "empty"), ("navigate", "iframe")):
        sent = [host, cookie, told, ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", kind)]
        is_shut(ask(served.port, "GET", "/", sent))
    link = [told, ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")]
    assert ask(served.port, "GET", "/", [host, cookie, *link]).status == 200


def test_a_link_from_elsewhere_is_followed_once_more_from_here(served: Running) -> None:
    """Browsers keep the cookie back then; asked again by the answer itself, they send it."""
    link = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")]
    host = ("Host", f"127.0.0.1:{served.port}")
    first = ask(served.port, "GET", "/x?y", [host, ("Sec-Fetch-Site", "cross-site"), *link])
    again = ask(served.port, "GET", "/", [host, ("Sec-Fetch-Site", "same-origin"), *link])
    assert "content='0; url=/'" in first.body
    assert "refresh" not in again.body


@pytest.mark.parametrize(("method", "path"), [door for door in DOORS if door[0] != "OPTIONS"])
def test_every_answer_tells_the_browser_what_to_refuse(served: Running, method: str, path: str) -> None:
    for headers in (own(served), own(served)[:2], [("Host", "evil.test")]):
        answer = ask(served.port, method, path, headers)
        assert answer.status
        assert SECURE.items() <= answer.headers.items()
        policy = answer.headers["content-security-policy"]
        rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
        assert rules["frame-ancestors"] == "'none'"
        assert rules["default-src"] in ("'self'", "'none'")
        assert "unsafe-inline" not in rules.get("script-src", "")
        assert "unsafe-eval" not in policy
        places = {word for words in rules.values() for word in words.split() if "://" in word}
        assert places <= {f"{scheme}://127.0.0.1:{served.port}" for scheme in ("ws", "wss")}


def test_nothing_that_was_asked_is_written_down(served: Running) -> None:
    for headers in ([("Host", "evil.test")], own(served)):
        ask(served.port, "GET", f"/?token={served.token}", headers)
        handshake(served.port, headers)
    told = served.log.read_text().splitlines()
    assert [line for line in told if served.token in line] == told[:1]
    assert len(told) == 1, told


def test_another_name_can_be_vouched_for(empty: Home) -> None:
    with running(empty, None, "--allow-host", "Graph.example.org", "--allow-host", "127.0.0.1:9000") as served:
        for host, schemes in (("graph.example.org", ("http", "https")), ("127.0.0.1:9000", ("http",))):
            reply = ask(served.port, "GET", f"/?token={served.token}", [("Host", host)])
            cookie = ("Cookie", reply.headers["set-cookie"].partition(";")[0])
            for scheme in schemes:
                assert handshake(served.port, [("Host", host), ("Origin", f"{scheme}://{host}"), cookie]).status == 101
        is_shut(ask(served.port, "GET", "/", [("Host", f"graph.example.org:{served.port}")]))
        assert ask(served.port, "GET", "/_stcore/health", [("Host", f"localhost:{served.port}")]).status == 200


def test_the_names_of_a_server() -> None:
    assert "[::1]:8501" not in AllowedNames.of(8501).hosts
    assert "[::1]:8501" in AllowedNames.of(8501, "::1").hosts
    assert "[::1]:8501" in AllowedNames.of(8501, "::").hosts
    assert AllowedNames.of(8501, "0.0.0.0") == AllowedNames.of(8501)
    assert AllowedNames.of(8501, "192.0.2.7").hosts - AllowedNames.of(8501).hosts == {"192.0.2.7:8501"}
    assert {"localhost", "localhost:80"} <= AllowedNames.of(80).hosts
    assert AllowedNames.of(8501, others=["a.test"]).origins >= {"http://a.test", "https://a.test"}
    assert not any(one.startswith("https") for one in AllowedNames.of(8501).origins)
