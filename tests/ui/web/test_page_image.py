"""Pages of PDFs are drawn in processes with limits: what a hostile file does there is a reason and holds nobody up."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from PIL import Image

from tests.support.hostile_pdf import of_size, slow_to_draw
from tests.support.shared import DATA, needs_data
from tests.support.unprivileged import as_stranger, readable_folder
from tests.support.waiting import SECONDS, until
from ui.samples.questions import SAMPLE_DOCUMENTS
from ui.web import page_image as drawing
from ui.web.page_image import MAX_CHILDREN, PageImage, PageLimits, RenderFailure, render_page_image
from ui.web.page_worker import MAX_PIXELS, MAX_SIDE_PIXELS

REVIEW = SAMPLE_DOCUMENTS / "annual-review-2024.pdf"
WORDS = "The Skerry Light was built in 1874."
SHORT = PageLimits(seconds=1, deadline=60)
ENDLESS = PageLimits(seconds=10_000, deadline=10_000)


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A file whose page takes hours to draw."""
    path = tmp_path / "slow.pdf"
    path.write_bytes(slow_to_draw(WORDS, depth=7))
    return path


def workers(parent: int | None = None) -> list[psutil.Process]:
    """The processes that draw for this process, or for another."""
    found = []
    for process in psutil.Process(parent).children(recursive=True):
        try:
            if process.status() == psutil.STATUS_ZOMBIE or "ui.web.page_worker" in process.cmdline():
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


@contextmanager
def being_drawn(*paths: Path) -> Iterator[None]:
    """While each of the files is being drawn, which goes on until the end of the block."""
    threads = [threading.Thread(target=render_page_image, args=(path, 1, "", ENDLESS)) for path in paths]
    try:
        for thread in threads:
            thread.start()
        until(lambda: len(workers()) >= min(len(set(paths)), MAX_CHILDREN))
        yield
    finally:
        while any(thread.is_alive() for thread in threads):
            for process in workers():
                process.kill()
            threads[0].join(0.05)
            for thread in threads:
                thread.join(0.05)


def reason(found: PageImage | RenderFailure) -> str:
    assert isinstance(found, RenderFailure)
    return found.reason


def test_a_file_or_page_that_is_gone_is_a_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    os.mkfifo(tmp_path / "pipe")
    assert "No such file" in reason(render_page_image(tmp_path / "none.pdf", 1, "a"))
    assert "as PDF" in reason(render_page_image(broken, 1, "a"))
    assert "no longer has a page 99" in reason(render_page_image(REVIEW, 99, "a"))
    assert "no longer has a page 0" in reason(render_page_image(REVIEW, 0, "a"))
    assert "regular" in reason(render_page_image(tmp_path / "pipe", 1, "a"))
    assert "regular" in reason(render_page_image(Path("/dev/zero"), 1, "a"))
    assert "larger than" in reason(render_page_image(REVIEW, 1, "a", PageLimits(file_bytes=100)))
    assert workers() == []


def test_a_page_that_takes_too_long_is_a_reason_and_leaves_nothing(slow: Path) -> None:
    assert "1 seconds" in reason(render_page_image(slow, 1, "", SHORT))
    assert "longer than 1 seconds" in reason(render_page_image(slow, 1, "", PageLimits(seconds=10_000, deadline=1)))
    assert workers() == []


@needs_data
def test_forms_within_forms_are_a_reason() -> None:
    attack = DATA / "badinput" / "attacks" / "form_fan_small.pdf"
    assert "seconds" in reason(render_page_image(attack, 1, "", SHORT))


def test_a_page_that_takes_too_much_memory_is_a_reason(tmp_path: Path) -> None:
    deep = tmp_path / "deep.pdf"
    deep.write_bytes(slow_to_draw(WORDS, depth=9))
    limits = PageLimits(seconds=600, deadline=600, memory_bytes=300_000_000)
    assert "memory" in reason(render_page_image(deep, 1, "", limits))
    assert isinstance(render_page_image(REVIEW, 1, ""), PageImage)


def test_others_are_drawn_while_a_hostile_file_is(slow: Path, tmp_path: Path) -> None:
    with being_drawn(slow):
        assert isinstance(render_page_image(REVIEW, 1, ""), PageImage)


def test_one_file_takes_one_turn_however_often_it_is_wanted(slow: Path) -> None:
    with being_drawn(*[slow] * (2 * MAX_CHILDREN)):
        assert isinstance(render_page_image(REVIEW, 1, ""), PageImage)
        assert len(workers()) == 1


def test_no_more_than_so_many_are_drawn_at_once(slow: Path, tmp_path: Path) -> None:
    copies = [tmp_path / f"{number}.pdf" for number in range(MAX_CHILDREN + 3)]
    for copy in copies:
        copy.write_bytes(slow.read_bytes())
    with being_drawn(*copies):
        waiting = render_page_image(REVIEW, 1, "", PageLimits(deadline=0.5))
        assert reason(waiting).startswith("other pages are being rendered")
        assert len(workers()) == MAX_CHILDREN
    assert workers() == []
    assert isinstance(render_page_image(REVIEW, 1, ""), PageImage)


def test_many_pages_of_many_files_at_once(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.pdf" for number in range(3)]
    for path in paths:
        path.write_bytes(REVIEW.read_bytes())
    limits = PageLimits(deadline=SECONDS)
    with ThreadPoolExecutor(9) as pool:
        found = list(pool.map(lambda path: render_page_image(path, 2, "", limits), paths * 3))
    assert all(isinstance(one, PageImage) for one in found), found
    assert len({one.png for one in found if isinstance(one, PageImage)}) == 1


def test_the_process_that_draws_knows_no_secret_and_writes_no_file(slow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/proc/self/limits").is_file():
        pytest.skip("SKIPPED: no /proc on this system")
    monkeypatch.setenv("GRAPHLOOP_LLM__API_KEY", "CANARY-KEY")
    with being_drawn(slow):
        (worker,) = workers()
        about = Path("/proc", str(worker.pid))
        # It limits itself before it opens the file.
        until(lambda: _limit(about, "Max file size") == "0")
        assert b"CANARY" not in (about / "environ").read_bytes()
        assert _limit(about, "Max core file size") == "0"
        until(lambda: _limit(about, "Max address space") == str(ENDLESS.memory_bytes))
        assert _limit(about, "Max cpu time") == str(ENDLESS.seconds)
        assert os.getsid(worker.pid) != os.getsid(0)


def _limit(about: Path, name: str) -> str:
    rows = (about / "limits").read_text().splitlines()
    return next(row[len(name) :].split()[0] for row in rows if row.startswith(name))


def test_nothing_is_left_when_the_process_that_waits_is_killed(slow: Path) -> None:
    program = "import sys; from pathlib import Path; from ui.web.page_image import render_page_image, PageLimits\n"
    program += "render_page_image(Path(sys.argv[1]), 1, '', PageLimits(10_000, 10_000))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", program, str(slow)], env=environment) as waiting:
        until(lambda: len(workers(waiting.pid)) == 1)
        (worker,) = workers(waiting.pid)
        waiting.kill()
    until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)


@pytest.mark.parametrize("size", [(14_400, 14_400), (14_400, 1), (0.5, 20_000), (3_000_000, 3_000_000), (1, 1)])
def test_pictures_are_bounded(tmp_path: Path, size: tuple[float, float]) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(of_size(*size))
    found = render_page_image(path, 1, "")
    assert isinstance(found, PageImage), found
    width, height = Image.open(io.BytesIO(found.png)).size
    assert max(width, height) <= MAX_SIDE_PIXELS + 1
    assert width * height <= MAX_PIXELS + 2 * MAX_SIDE_PIXELS


def test_a_picture_of_too_many_bytes_is_a_reason() -> None:
    assert "larger than" in reason(render_page_image(REVIEW, 1, "", PageLimits(picture_bytes=10_000)))


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{}",
        b"\xff\xfe\n",
        b'{"marked": "many"}\n' + png(10, 10),
        b'{"marked": 0}\n<svg onload="alert(1)"/>',
        b'{"marked": 0}\n' + png(100_000, 100_000),
        b'{"marked": 0}\n' + png(MAX_SIDE_PIXELS, MAX_SIDE_PIXELS),
        b'{"marked": 0}\n' + png(0, 10),
    ],
)
def test_a_worker_that_a_file_has_taken_over_gives_no_picture(answer: bytes) -> None:
    assert "the PDF reader sent" in reason(drawing._parse_answer(answer))


def test_a_limit_of_the_system_is_told_as_such() -> None:
    program = "import sys; from pathlib import Path; from ui.web.page_image import render_page_image; "
    program += "print(render_page_image(Path(sys.argv[1]), 1, ''))"
    with readable_folder() as folder:
        (folder / "page.pdf").write_bytes(REVIEW.read_bytes())
        found = {}
        for limits in ("ulimit -v 150000", "ulimit -t 20"):
            command = ["sh", "-c", f'{limits}; exec "$@"', "sh", *as_stranger(), sys.executable, "-c", program]
            ran = subprocess.run(
                [*command, str(folder / "page.pdf")],
                capture_output=True,
                text=True,
                env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"], "OPENBLAS_NUM_THREADS": "1"},
                cwd="/",
            )
            found[limits] = ran.stdout, ran.stderr
    assert "memory is limited to 154 MB by the system" in found["ulimit -v 150000"][0], found
    assert found["ulimit -t 20"][0].startswith("PageImage("), found
