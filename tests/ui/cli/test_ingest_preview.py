"""`graphloop ingest --dry-run` shows what is new and gone, and changes nothing."""

from __future__ import annotations

from tests.support.command import Home


def test_a_dry_run_reads_and_removes_nothing(empty: Home) -> None:
    papers = empty.folder / "papers"
    papers.mkdir()
    (papers / "light.txt").write_text("The Skerry Light was built in 1874.\n")
    first = empty.run("ingest", papers, "--dry-run")
    assert (first.code, first.err) == (0, "")
    assert "new" in first.out
    assert "1 new; nothing was read or removed" in first.out
    assert empty.run("documents", "--json").data == []
    assert empty.run("ingest", papers).code == 0
    (papers / "light.txt").unlink()
    (papers / "reef.txt").write_text("It stands on the northern reef.\n")
    second = empty.run("ingest", papers, "--dry-run", "--json").data
    assert second["counts"] == {"new": 1, "unchanged": 0, "gone": 1, "refused": 0}
    assert second["gone"] == [str(papers / "light.txt")]
    third = empty.run("ingest", papers, "--dry-run", "--prune")
    assert "the documents of 1 file would be removed, which would be asked first" in third.err
    assert len(empty.run("documents", "--json").data) == 1
    (papers / "gone.txt").symlink_to(papers / "nowhere.txt")
    assert empty.run("ingest", papers, "--dry-run").code == 3
