# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making a cosigner, its key file, its settings, and what its state file refuses."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner

from plaint.cli import main
from plaint.clock import HeldClock
from plaint.cosign.errors import CosignError
from plaint.cosign.key import read_key
from plaint.cosign.run import run
from plaint.cosign.settings import CosignSettings
from plaint.cosign.state import NAME, create_state, locked, read_state
from plaint.errors import PlaintError
from plaint.keys.vkey import NoteKeyType, VerifierKey
from tests.support.cosigners import Watcher, countersigned_group
from tests.support.groups import NOW, found_with, small_plan
from tests.support.ledgers import Ledger


def made(folder: Path, text: str = "") -> list[str]:
    """Write settings, run `plaint cosign init`, and return the lines that it prints."""
    (folder / "cosign.toml").write_text(text, encoding="utf-8")
    argv = ["cosign", "init", "--settings", str(folder / "cosign.toml"), "--name", "paper.example/cosigner"]
    result = CliRunner().invoke(main, argv)
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


def test_init_prints_the_two_keys_for_the_charter(tmp_path: Path) -> None:
    """Ed25519 and ML-DSA-44, in the form that a charter lists them; the key file is its owner's alone."""
    keys = [VerifierKey.from_text(line) for line in made(tmp_path)]
    assert [key.kind for key in keys] == [NoteKeyType.ED25519_COSIGNATURE, NoteKeyType.ML_DSA_44_COSIGNATURE]
    assert list(read_key(tmp_path / "cosigner.key").verifiers) == keys
    assert (tmp_path / "cosigner.key").stat().st_mode & 0o777 == 0o600


def test_init_touches_nothing_that_exists(tmp_path: Path) -> None:
    """A second run is refused, and key and state stay as they were."""
    made(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    argv = ["cosign", "init", "--settings", str(tmp_path / "cosign.toml"), "--name", "x.example/y"]
    result = CliRunner().invoke(main, argv)
    assert result.exit_code == 1
    assert "is there already" in result.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_show_says_what_was_signed(tmp_path: Path) -> None:
    """Keys, the head countersigned last, and evidence."""
    keys = made(tmp_path)
    argv = ["cosign", "show", "--settings", str(tmp_path / "cosign.toml")]
    assert CliRunner().invoke(main, argv).stdout.splitlines() == [
        *(f"key: {key}" for key in keys),
        "countersigned: nothing yet",
        "evidence: none",
    ]


def test_show_after_signing(tmp_path: Path) -> None:
    """Origin, size, tick and root stand there to be compared with a desk's."""
    made(tmp_path)
    watcher = Watcher(tmp_path / "other", Ledger(countersigned_group()))
    watcher.turn()
    (tmp_path / "cosigned" / NAME).write_bytes((watcher.folder / NAME).read_bytes())
    shown = CliRunner().invoke(main, ["cosign", "show", "--settings", str(tmp_path / "cosign.toml")]).stdout
    assert f"countersigned: plaint.example/north, 1 leaves, tick {NOW // 3600}\n" in shown


def test_an_unknown_setting_is_an_error(tmp_path: Path) -> None:
    """A typing mistake does not pass for a default."""
    (tmp_path / "cosign.toml").write_text('servr = "https://plaint.example"\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["cosign", "run", "--settings", str(tmp_path / "cosign.toml")])
    assert result.exit_code == 1
    assert "There is no setting called 'servr'" in result.stderr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "'server' and 'fingerprint' are needed"),
        ({"server": "https://plaint.example"}, "'server' and 'fingerprint' are needed"),
        ({"server": "http://plaint.example", "fingerprint": "x"}, "'server' cannot be used"),
        ({"server": "http://abc.onion", "fingerprint": "x"}, "'proxy' cannot be used: An onion"),
        (
            {"server": "http://abc.onion", "fingerprint": "x", "proxy": "http://127.0.0.1:9050"},
            "'proxy' cannot be used: This is no SOCKS",
        ),
        ({"server": "https://plaint.example", "fingerprint": "x"}, "key is not at"),
    ],
)
def test_what_cannot_run_says_why(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    """Each missing or wrong setting stops the start with what to do."""
    own = CosignSettings(key=tmp_path / "cosigner.key", folder=tmp_path / "cosigned")
    settings = replace(own, **changed)  # type: ignore[arg-type]
    with pytest.raises(CosignError, match=said):
        run(settings, HeldClock(NOW), stop=Event(), say=print)


@pytest.mark.parametrize(
    "text", ["cover_per_day = -1", "cover_per_day = 20001", "burst_every = -1", 'erase_every = "1"']
)
def test_a_rate_that_cannot_be_meant_is_refused(tmp_path: Path, text: str) -> None:
    """Rates are whole numbers within bounds; 0 switches one off."""
    (tmp_path / "cosign.toml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["cosign", "show", "--settings", str(tmp_path / "cosign.toml")])
    assert result.exit_code == 1
    assert repr(text.partition(" ")[0]) in result.stderr


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """As is one that is no key, or cut off."""
    made(tmp_path)
    path = tmp_path / "cosigner.key"
    path.chmod(0o640)
    with pytest.raises(CosignError, match="Others may read"):
        read_key(path)
    path.chmod(0o600)
    whole = path.read_text("utf-8")
    for text in (
        "",
        "{}",
        whole[:-20],
        whole.replace("cosigner-key", "ledger-key"),
        whole.replace('"ed25519": "', '"ed25519": "00'),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(CosignError, match="no key of a cosigner"):
            read_key(path)


def test_a_missing_state_is_not_an_empty_one(tmp_path: Path) -> None:
    """A lost, cut-off or foreign state file stops the signing, and the message says what to do."""
    watcher = Watcher(tmp_path, Ledger(countersigned_group()))
    watcher.turn()
    path = watcher.folder / NAME
    whole = path.read_bytes()
    for octets in (b"", b"{}", whole[:-30], whole.replace(b"countersigned/1", b"countersigned/2")):
        path.write_bytes(octets)
        with pytest.raises(CosignError, match="nobody knows what"):
            watcher.turn()
    path.unlink()
    with pytest.raises(CosignError, match="nobody knows what"):
        watcher.turn()
    assert len(watcher.handed) == 1


def test_one_folder_serves_one_group(tmp_path: Path) -> None:
    """A state that signed for one group is refused for another."""
    watcher = Watcher(tmp_path / "one", Ledger(countersigned_group()))
    watcher.turn()
    other = Watcher(tmp_path / "two", Ledger(found_with(small_plan(), seed="another group")))
    (other.folder / NAME).write_bytes((watcher.folder / NAME).read_bytes())
    with pytest.raises(CosignError, match="another group"):
        other.turn()


def test_one_process_at_a_time(tmp_path: Path) -> None:
    """A second process on the folder is refused, and so is a folder that was never made."""
    create_state(tmp_path / "cosigned")
    assert read_state(tmp_path / "cosigned").head is None
    with (
        locked(tmp_path / "cosigned"),
        pytest.raises(CosignError, match="Another process"),
        locked(tmp_path / "cosigned"),
    ):
        pass
    with pytest.raises(CosignError, match="no cosigner in"), locked(tmp_path / "missing"):
        pass


def test_words_of_another_group_are_refused(tmp_path: Path) -> None:
    """A fingerprint that is not this charter's stops it, and nothing is signed or kept."""
    watcher = Watcher(tmp_path, Ledger(countersigned_group()))
    other = Watcher(tmp_path / "other", Ledger(found_with(small_plan(), seed="another group")))
    wrong = type(watcher.watch)(
        folder=watcher.folder, key=watcher.key, words=other.watch.words, clock=watcher.clock, reach=watcher.reach
    )
    with pytest.raises(PlaintError, match="not that of the fingerprint"):
        wrong.turn()
    assert list((watcher.folder / "charters").iterdir()) == []
