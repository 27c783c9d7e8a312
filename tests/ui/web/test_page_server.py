"""How the pages start and end: the token's ways, what the folder one stands in may not do, and faults in one line."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.support.command import Home, is_one_fault
from tests.support.pages import ask, handshake, running
from tests.support.servers import free_port
from ui.web.doors import AllowedNames
from ui.web.page_server import APP_FILE, PageAddress, keep_import_path, open_listener

FIXED = "a-token-of-one-s-own_0123"
TRAP = "import pathlib; pathlib.Path({mark!r}).write_text(__name__)\n"
CONFIG = """[server]
address = "0.0.0.0"
enableCORS = false
enableXsrfProtection = false
allowedHosts = ["*"]
enableStaticServing = true
enableAgentApi = true
cookieSecret = "known"
baseUrlPath = "elsewhere"
[client]
showErrorDetails = "full"
[browser]
gatherUsageStats = true
[theme]
primaryColor = "#ff0000"
[[theme.fontFaces]]
family = "x"
url = "http://evil.example/x.woff2"
"""


def hostile(home: Home) -> Path:
    """A folder as an archive may hold it, with modules and settings for Streamlit; returns what a trap would write."""
    mark = home.folder / "sprung"
    for name in (
        "streamlit",
        "sitecustomize",
        "usercustomize",
        "uvicorn",
        "uvloop",
        "httptools",
        "ui",
        "graph",
        "ingest",
        "site",
    ):
        (home.folder / f"{name}.py").write_text(TRAP.format(mark=str(mark)))
    for folder in (home.folder, home.folder / "config"):
        (folder / ".streamlit" / "static").mkdir(parents=True)
        (folder / ".streamlit" / "config.toml").write_text(CONFIG)
        (folder / ".streamlit" / "secrets.toml").write_text("[auth]\ncookie_secret = 'known'\nredirect_uri = 'x'\n")
    return mark


def test_the_folder_one_stands_in_changes_nothing_and_runs_nothing(empty: Home) -> None:
    """The same folder is the home too, as far as Streamlit looks for one."""
    mark = hostile(empty)
    with running(empty) as served:
        host = ("Host", f"127.0.0.1:{served.port}")
        own = [host, ("Origin", f"http://127.0.0.1:{served.port}"), ("Cookie", served.cookie())]
        assert ask(served.port, "GET", "/", own).status == 200
        assert handshake(served.port, own).status == 101
        agent = ask(served.port, "POST", "/_stcore/agent/interact", own)
        assert agent.status in (403, 404)
        assert ask(served.port, "GET", "/app/static/secrets.toml", own).status in (404, 200)
        assert "known" not in ask(served.port, "GET", "/app/static/secrets.toml", own).body
        assert [listens_on(address, served.port) for address in ("127.0.0.1", "127.0.0.2")] == [True, False]
        asked = ask(served.port, "GET", "/_stcore/host-config", own).body
        assert "evil" not in asked
        log = served.log.read_text()
    assert not mark.exists(), mark.read_text()
    assert len(log.splitlines()) == 1, log


def test_settings_of_streamlit_that_are_no_settings_do_no_harm(empty: Home) -> None:
    (empty.folder / ".streamlit").mkdir()
    (empty.folder / ".streamlit" / "config.toml").write_text("[this is = not toml")
    with running(empty) as served:
        assert ask(served.port, "GET", "/_stcore/health", [("Host", f"127.0.0.1:{served.port}")]).body == "ok"


def listens_on(address: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0


def test_the_token_is_new_each_time_and_no_argument_shows_it(empty: Home) -> None:
    port = free_port()
    with running(empty, port=port) as first:
        cookie = first.cookie()
        shown = Path(f"/proc/{first.process}/cmdline")
        if shown.exists():
            assert first.token not in shown.read_text()
        assert len(first.token) >= 40
    with running(empty, port=port) as second:
        assert first.token != second.token
        sent = [("Host", f"127.0.0.1:{port}"), ("Origin", f"http://127.0.0.1:{port}"), ("Cookie", cookie)]
        stale = ask(port, "GET", "/", sent)
        assert stale.status == 403
        assert "graphloop ui" in stale.body
        assert handshake(port, sent).status == 403
        assert ask(port, "GET", f"/?token={first.token}", sent[:1]).status == 403


def test_the_environment_can_fix_the_token(empty: Home) -> None:
    with running(empty, {"GRAPHLOOP_UI_TOKEN": FIXED}) as served:
        assert served.token == FIXED
    doctor = empty.run("doctor", more={"GRAPHLOOP_UI_TOKEN": FIXED})
    assert "is no setting" not in doctor.out


@pytest.mark.parametrize("token", ["short", "with a space in the middle", "quote'quote'quote'quote", "ü" * 20])
def test_a_token_that_guards_nothing_is_refused(empty: Home, token: str) -> None:
    is_one_fault(empty.run("ui", "--no-browser", more={"GRAPHLOOP_UI_TOKEN": token}), 2, "GRAPHLOOP_UI_TOKEN", "16")


def test_the_browser_is_led_in_by_a_file_that_only_its_user_reads(empty: Home) -> None:
    told = empty.folder / "told"
    program = empty.folder / "browser"
    program.write_text(f'#!/bin/sh\necho "$@" > "{told}.part" && mv "{told}.part" "{told}"\n')
    program.chmod(0o755)
    with running(empty, {"BROWSER": f"{program} %s"}, browser="--browser") as served:
        deadline = time.monotonic() + 60
        while not told.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        address = told.read_text().strip()
        assert served.token not in address
        file = Path(unquote(urlsplit(address).path))
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert served.url in file.read_text()
    assert not file.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_quietly(empty: Home, number: signal.Signals) -> None:
    with running(empty) as served:
        own = [("Host", f"127.0.0.1:{served.port}"), ("Origin", f"http://127.0.0.1:{served.port}")]
        assert handshake(served.port, [*own, ("Cookie", served.cookie())]).status == 101
        os.kill(served.process, number)
        code = os.waitid(os.P_PID, served.process, os.WEXITED | os.WNOWAIT)
        assert code is not None
        assert (code.si_code, code.si_status) == (os.CLD_EXITED, 0)
        assert len(served.log.read_text().splitlines()) == 1, served.log.read_text()


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501/"),
        ("0.0.0.0", "http://127.0.0.1:8501/"),
        ("::", "http://127.0.0.1:8501/"),
        ("::1", "http://[::1]:8501/"),
        ("192.0.2.7", "http://192.0.2.7:8501/"),
    ],
)
def test_the_address_that_is_printed_is_one_that_is_answered(address: str, url: str) -> None:
    listening = PageAddress(address, 8501, FIXED)
    assert listening.url == f"{url}?token={FIXED}"
    assert urlsplit(url).netloc in AllowedNames.of(8501, address).hosts


@pytest.mark.parametrize("address", ["::1", "::", "127.0.0.2", "0.0.0.0"])
def test_other_addresses_are_listened_on(address: str) -> None:
    port = free_port()
    try:
        socket.create_server((address, 0), family=socket.AF_INET6 if ":" in address else socket.AF_INET).close()
    except OSError:
        pytest.skip(f"SKIPPED: this machine has no address {address}")
    with open_listener(address, port):
        assert listens_on("127.0.0.1", port) == (address in ("::", "0.0.0.0"))


def test_a_port_that_is_taken_is_told(empty: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        is_one_fault(empty.run("ui", "--no-browser", "--port", str(port)), 2, f"port {port}", f"--port {port + 1}")


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--address", "everywhere"], "everywhere"),
        (["--address", "203.0.113.7"], "203.0.113.7"),
        (["--allow-host", "http://evil.test/"], "evil.test"),
        (["--allow-host", "*"], "'*'"),
        (["--folder", "not-there"], "not-there"),
        (["--folder", "/"], "as a folder of documents"),
        (["--folder", "kept"], "as a folder of documents"),
    ],
)
def test_what_cannot_be_meant_is_told(empty: Home, flags: list[str], words: str) -> None:
    is_one_fault(empty.run("ui", "--no-browser", "--port", str(free_port()), *flags), 2, words)


def test_flags_for_every_command_hold_in_the_pages(empty: Home) -> None:
    other = empty.folder / "other"
    script = """if True:
        from pathlib import Path
        from ui.web.session import current_workspace, set_flags
        set_flags(Path("other"), "notes")
        space = current_workspace()
        print(space.settings.data_dir, space.settings.collection)
    """
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=empty.folder, env=empty.environment(), capture_output=True, text=True
    )
    assert ran.stdout.split() == [str(other), "notes"]


def test_the_end_of_a_page_run_hides_no_folder_from_a_thread_that_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit.runtime.scriptrunner.exec_code import modified_sys_path

    monkeypatch.setattr(sys, "path", [folder for folder in sys.path if folder != str(APP_FILE.parent)])
    wanted = list(sys.path)
    keep_import_path()
    met = []
    with modified_sys_path(str(APP_FILE)):
        walk = iter(sys.path)
        met.append(next(walk))
    met.extend(walk)
    assert met[: len(wanted)] == wanted, "an import walks these in turn, and this run ended after the first"
