# SPDX-License-Identifier: AGPL-3.0-or-later
"""A change of a record is whole or not there, whenever the writer dies, and two writers never meet."""

import subprocess
import sys
from pathlib import Path

import pytest

from plaint.register import staging
from plaint.register.findings import RegisterError

NEW = {"a/one.toml": b"1", "two.toml": b"2", "b/three.toml": b"3"}


class _PowerCutError(Exception):
    pass


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def test_a_change_puts_all_its_files_in_place(tmp_path: Path) -> None:
    """Every file of a change is there afterwards, in folders made for it, and nothing else is."""
    with staging.writing(tmp_path):
        staging.change(tmp_path, NEW)
    assert _tree(tmp_path) == NEW


@pytest.mark.parametrize("dies_at", range(1, 4))
def test_a_writer_that_dies_while_files_move_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    """Once a change is ready, a cut between any two of its files is finished by whoever comes next."""
    calls = 0
    replace = Path.replace

    def dying(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == dies_at:
            raise _PowerCutError
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", dying)
    with staging.writing(tmp_path), pytest.raises(_PowerCutError):
        staging.change(tmp_path, NEW)
    monkeypatch.undo()
    with pytest.raises(RegisterError, match="interrupted"):
        staging.refuse_unfinished(tmp_path)
    with staging.writing(tmp_path):
        assert _tree(tmp_path) == NEW
    staging.refuse_unfinished(tmp_path)


def test_a_writer_that_dies_before_it_is_ready_leaves_nothing(tmp_path: Path) -> None:
    """What was staged without a READY is thrown away by whoever comes next, and hinders no reader."""
    (tmp_path / staging.STAGED / "tree").mkdir(parents=True)
    (tmp_path / staging.STAGED / "tree" / "half.toml").write_bytes(b"ha")
    staging.refuse_unfinished(tmp_path)
    with staging.writing(tmp_path):
        assert _tree(tmp_path) == {}


def test_a_full_disk_leaves_the_record_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot be written, none takes its place and nothing of the attempt stays."""
    (tmp_path / "two.toml").write_bytes(b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("plaint.files.write_new", full)
    with staging.writing(tmp_path), pytest.raises(OSError, match="No space"):
        staging.change(tmp_path, NEW, {"two.toml": b"old"})
    assert _tree(tmp_path) == {"two.toml": b"old"}


@pytest.mark.parametrize("present", [None, b"another"])
def test_nothing_is_written_over_what_was_not_seen(tmp_path: Path, present: bytes | None) -> None:
    """A file that is not what the writer saw, or is gone, stops the whole change."""
    if present is not None:
        (tmp_path / "two.toml").write_bytes(present)
    before = _tree(tmp_path)
    with staging.writing(tmp_path), pytest.raises(RegisterError, match=r"two\.toml is not what it was"):
        staging.change(tmp_path, NEW, {"two.toml": b"old"})
    assert _tree(tmp_path) == before


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    """While one process holds a record, another is told to wait, and can write once the first is gone."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom plaint.register import staging\n"
        "with staging.writing(Path(sys.argv[1])):\n print('held', flush=True)\n sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(RegisterError, match="Somebody else is changing"), staging.writing(tmp_path):
            pytest.fail("two writers")
        other.kill()
    with staging.writing(tmp_path):
        staging.change(tmp_path, NEW)


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """Writing into a folder that is not there makes none."""
    with pytest.raises(RegisterError, match="no folder"), staging.writing(tmp_path / "none"):
        pytest.fail("made")
    assert not (tmp_path / "none").exists()
