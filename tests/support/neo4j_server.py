"""A real Neo4j Community server for tests: the one that `NEO4J_URI` names, one in Docker, or one from published jars.

The jars are fetched once, by Maven, into the user's cache folder. `NEO4J_JAVA` chooses the Java, and with it the
version: 5.26 on Java 17 to 20, 2026 on Java 21 and later.

    python -m tests.support.neo4j_server        runs a server until standard input closes, and prints where it is
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.servers import free_port

LONG_TERM, NEWEST = "5.26.30", "2026.08.1"
POM = Path(__file__).parents[1] / "tools" / "neo4j.xml"
PASSWORD = "only-for-tests"
USER = "neo4j"
START_SECONDS = 180.0
OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch", "java.base/java.util.concurrent")
# Bolt's opening: its magic number and four ranges of versions that are spoken.
HELLO = bytes.fromhex("6060B01700000005000808050002040400000003")


@dataclass
class Server:
    """A server that answers."""

    uri: str
    user: str = USER
    password: str = PASSWORD
    database: str = "neo4j"


@dataclass(frozen=True)
class Java:
    """A Java runtime and its major version."""

    path: str
    major: int

    @property
    def server(self) -> str:
        """The version of Neo4j that runs on it."""
        return NEWEST if self.major >= 21 else LONG_TERM


@dataclass(frozen=True)
class Launch:
    """What a server is started with; everything that it writes lies under `home`."""

    java: Java
    home: Path
    port: int
    heap: str = "512m"
    extra: Mapping[str, str] = field(default_factory=dict)


def java_of(path: str) -> Java | None:
    """The runtime of an executable; None where it does not run."""
    try:
        text = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=60).stderr
    except OSError:
        return None
    found = re.search(r'version "(\d+)', text)
    return Java(path, int(found.group(1))) if found else None


def find_java() -> Java | None:
    """`NEO4J_JAVA`, or else the newest of Java 17 and later in the usual places."""
    if chosen := os.environ.get("NEO4J_JAVA"):
        return java_of(chosen)
    homes = [os.environ.get("JAVA_HOME", ""), *glob.glob("/usr/lib/jvm/*")]
    paths = {f"{home}/bin/java" for home in homes if home} | {shutil.which("java") or ""}
    known = [found for path in sorted(paths) if os.access(path, os.X_OK) and (found := java_of(path))]
    return max((java for java in known if java.major >= 17), key=lambda java: java.major, default=None)


def missing() -> str:
    """Why no server can be had here; empty when one can."""
    if os.environ.get("NEO4J_URI"):
        return ""
    if has_docker():
        return ""
    java = find_java()
    if java is None:
        return "there is no Java 17 or later"
    if not _jars(java.server).is_dir() and not shutil.which("mvn"):
        return f"the jars of Neo4j {java.server} are not cached and there is no mvn to fetch them"
    return ""


def has_docker() -> bool:
    """Whether a Docker engine answers."""
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "version"], capture_output=True, timeout=60).returncode == 0


@contextmanager
def neo4j_server() -> Iterator[Server]:
    """A server with an empty database, or the one that `NEO4J_URI` names with what it holds."""
    if uri := os.environ.get("NEO4J_URI"):
        user, password = os.environ.get("NEO4J_USER", USER), os.environ.get("NEO4J_PASSWORD", "")
        yield Server(uri, user, password, os.environ.get("NEO4J_DATABASE", "neo4j"))
    elif has_docker():
        with _in_docker() as server:
            yield server
    else:
        java = find_java()
        if java is None:
            raise RuntimeError(missing())
        launch = Launch(java, Path(tempfile.mkdtemp(prefix="neo4j-")), free_port())
        try:
            process = start(launch)
            try:
                yield Server(f"bolt://127.0.0.1:{launch.port}")
            finally:
                process.kill()  # What it holds goes, so it need not take its time to stop.
                process.wait()
        finally:
            shutil.rmtree(launch.home, ignore_errors=True)


def start(launch: Launch) -> subprocess.Popen[bytes]:
    """Start a server and wait until it speaks Bolt."""
    jars = fetched(launch.java.server)
    _configure(launch)
    if not (launch.home / "data" / "dbms").exists():
        _set_password(launch, jars)
    homes = [f"--home-dir={launch.home}", f"--config-dir={launch.home / 'conf'}"]
    command = [launch.java.path, "-cp", f"{jars}/*", *_options(launch), _entry(jars), *homes]
    with open(launch.home / "logs" / "console.log", "ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=launch.home, start_new_session=True
        )
    deadline = time.monotonic() + START_SECONDS
    while not _answers(launch.port):
        if process.poll() is not None or time.monotonic() > deadline:
            stop(process)
            raise RuntimeError(f"Neo4j did not start:\n{_tail(launch.home)}")
        time.sleep(0.1)
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server; one that does not end in time is killed."""
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def fetched(version: str) -> Path:
    """The folder of a version's jars, which Maven fills the first time."""
    folder = _jars(version)
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f"{version}-", dir=folder.parent))
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={part}"]
        subprocess.run(["mvn", "-q", "-B", "-f", str(POM), f"-Dneo4j.version={version}", *goal], check=True)
        part.chmod(0o755)
        part.rename(folder)
    return folder


def _jars(version: str) -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir("graphloop-tests", appauthor=False)) / "neo4j" / version


def _configure(launch: Launch) -> None:
    address = f"127.0.0.1:{launch.port}"
    lines = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": address,
        "server.bolt.advertised_address": address,
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.memory.heap.initial_size": launch.heap,
        "server.memory.heap.max_size": launch.heap,
        "server.memory.pagecache.size": "256m",
        "db.tx_log.rotation.retention_policy": "2 files",
        "db.tx_log.rotation.size": "64m",
        "db.tx_log.preallocate": "false",
        "dbms.usage_report.enabled": "false",
        # Plans are kept however much the tests write and delete: making them anew took most of a server's time.
        "dbms.cypher.min_replan_interval": "1h",
        **launch.extra,
    }
    for name in ("conf", "plugins", "import", "logs", "run"):
        (launch.home / name).mkdir(parents=True, exist_ok=True)
    text = "".join(f"{name}={value}\n" for name, value in lines.items())
    (launch.home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")


def _set_password(launch: Launch, jars: Path) -> None:
    """Write the file that holds the first password, which takes the server's own program as long as half a start."""
    file = launch.home / "data" / "dbms" / "auth.ini"
    kept = jars.with_name(f"{launch.java.server}-{PASSWORD}.ini")
    if kept.exists():
        file.parent.mkdir(parents=True)
        shutil.copy(kept, file)
        return
    _administer(launch, jars, "dbms", "set-initial-password", PASSWORD)
    part = kept.with_suffix(f".{os.getpid()}")
    shutil.copy(file, part)
    part.rename(kept)


def _administer(launch: Launch, jars: Path, *words: str) -> None:
    environment = {**os.environ, "NEO4J_HOME": str(launch.home), "NEO4J_CONF": str(launch.home / "conf")}
    command = [launch.java.path, "-cp", f"{jars}/*", "org.neo4j.server.startup.Neo4jAdminCommand", *words]
    subprocess.run(command, env=environment, check=True, capture_output=True)


def _options(launch: Launch) -> list[str]:
    listed = subprocess.run([launch.java.path, "--list-modules"], capture_output=True, text=True).stdout
    # A server of a few minutes never earns back what the optimising compiler costs.
    options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"]
    options += [f"-Xms{launch.heap}", f"-Xmx{launch.heap}"]
    options += ["-Dfile.encoding=UTF-8", "-Dio.netty.tryReflectionSetAccessible=true", "-Dlog4j2.disable.jmx=true"]
    options += ["--enable-native-access=ALL-UNNAMED", *(f"--add-opens={name}=ALL-UNNAMED" for name in OPENED)]
    if "jdk.incubator.vector@" in listed:
        options.append("--add-modules=jdk.incubator.vector")
    if launch.java.major >= 24:
        options.append("--sun-misc-unsafe-memory-access=allow")
    return options


def _entry(jars: Path) -> str:
    """The class that starts the server, which its jar names."""
    for jar in jars.glob("neo4j-[0-9]*.jar"):
        with zipfile.ZipFile(jar) as archive:
            return archive.read("META-INF/services/org.neo4j.server.startup.EntryPoint").decode().split()[0]
    raise RuntimeError(f"there is no jar of Neo4j in {jars}")


def _answers(port: int) -> bool:
    """Whether the port completes Bolt's opening."""
    import socket

    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(HELLO)
            answer = connection.recv(4)
            return len(answer) == 4 and any(answer)
    except OSError:
        return False


def _tail(home: Path) -> str:
    files = [home / "logs" / name for name in ("console.log", "neo4j.log")]
    return "\n".join(file.read_text(errors="replace")[-3000:] for file in files if file.exists())


@contextmanager
def _in_docker() -> Iterator[Server]:
    port = free_port()
    java = find_java()
    image = f"neo4j:{java.server if java else LONG_TERM}"
    command = ["docker", "run", "--rm", "--detach", "--publish", f"127.0.0.1:{port}:7687"]
    command += ["--env", f"NEO4J_AUTH={USER}/{PASSWORD}", "--env", "NEO4J_dbms_usage__report_enabled=false", image]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            if time.monotonic() > deadline:
                raise RuntimeError(f"Neo4j did not start in {image}")
            time.sleep(0.2)
        yield Server(f"bolt://127.0.0.1:{port}")
    finally:
        subprocess.run(["docker", "stop", name], capture_output=True)


if __name__ == "__main__":
    with neo4j_server() as running:
        print(f"NEO4J_URI={running.uri} NEO4J_USER={running.user} NEO4J_PASSWORD={running.password}", flush=True)
        sys.stdin.read()
