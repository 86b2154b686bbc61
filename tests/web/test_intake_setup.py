# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making, checking and opening an intake: nothing is made silently, and nothing runs that does not fit together."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from plaint import cli
from plaint.charter.card import LedgerCard
from plaint.clock import HeldClock
from plaint.errors import PlaintError
from plaint.intake.place import built_place, open_place
from plaint.intake.setup import check_place
from plaint.settings import SettingsError
from plaint.store.ledgerkey import create_ledger_key, read_ledger_key, write_ledger_key
from tests.support.groups import NOW, amended, found_with, small_group, small_plan
from tests.support.places import bytes_below, ledger_key, made_place, opened, packet, settings_file


def invoke(*arguments: str) -> tuple[int, str]:
    """Run `plaint` with these arguments; return its exit code and everything it printed."""
    result = CliRunner().invoke(cli.main, arguments)
    return result.exit_code, result.output


def test_init_makes_an_intake_once(tmp_path: Path) -> None:
    """Key, ledger and last-signed file; the card that is printed is that of the key; a second time changes nothing."""
    path = tmp_path / "intake.toml"
    path.write_text('hosts = ["a.onion"]\n')
    code, printed = invoke("intake", "init", "--settings", str(path), "--origin", "plaint.example/new")
    assert code == 0
    card = LedgerCard.from_text(printed)
    ed25519, ml_dsa_44 = read_ledger_key(tmp_path / "ledger.key").signers
    assert (card.key, card.pq) == (ed25519.verifier, ml_dsa_44.key.public)
    before = bytes_below(tmp_path)
    code, printed = invoke("intake", "init", "--settings", str(path), "--origin", "plaint.example/new")
    assert code == 1
    assert "already" in printed
    assert bytes_below(tmp_path) == before


@pytest.mark.parametrize("origin", ["https://plaint.example", "Plaint", "", "a" * 64])
def test_init_refuses_what_is_no_origin(tmp_path: Path, origin: str) -> None:
    """And makes nothing."""
    path = tmp_path / "intake.toml"
    path.write_text('hosts = ["a.onion"]\n')
    assert invoke("intake", "init", "--settings", str(path), "--origin", origin)[0] == 1
    assert [each.name for each in tmp_path.iterdir()] == ["intake.toml"]


def test_check_says_what_is_well(tmp_path: Path) -> None:
    """One line for each thing; it changes nothing."""
    settings = made_place(tmp_path)
    code, printed = invoke("intake", "check", "--settings", str(settings_file(settings, tmp_path)))
    assert code == 0
    told = ["charter", "pages", "offline page", "key", "ledger", "last signed", "disk"]
    assert [line.split(":")[0] for line in printed.splitlines()] == told


def test_check_names_the_languages_of_the_pages(tmp_path: Path) -> None:
    """Which languages people will see, and who has read them; a draft in a group for real complaints is an error."""
    settings = made_place(tmp_path / "real")
    assert "pages: NONE, no language is reviewed: programs only" in check_place(settings)
    assert "pages: Русский (speaker)" in check_place(replace(settings, reviewed=("ru",)))
    with pytest.raises(SettingsError, match="'drafts' is for demonstrations"):
        list(check_place(replace(settings, drafts=True)))
    demo = made_place(tmp_path / "demo", found_with(small_plan() | {"demo": True}))
    assert "pages: Русский (none), English (none)" in check_place(demo)
    assert "pages: Нохчийн (draft), Русский (none), English (none)" in check_place(replace(demo, drafts=True))


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("ledger.key", "The ledger's key is not at"),
        ("ledger/ledger.db", "There is no ledger in"),
        ("ledger", "There is no ledger in"),
        ("last-signed", "cannot be read"),
        ("charters/1.charter", "There is no charter in"),
        ("charters/1.annex", "one for each version"),
    ],
)
@pytest.mark.parametrize("command", ["check", "run"])
def test_what_is_missing_is_named_and_not_made(tmp_path: Path, command: str, missing: str, said: str) -> None:
    """One line with what to do, exit code 1, and nothing new on the disk."""
    settings = made_place(tmp_path)
    path = settings_file(settings, tmp_path)
    gone = tmp_path / missing
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    code, printed = invoke("intake", command, "--settings", str(path))
    error = printed.splitlines()[-1]
    assert code == 1
    assert error.startswith("plaint: ")
    assert said in error
    assert not gone.exists()


def test_a_key_that_the_charter_does_not_name_does_not_sign(tmp_path: Path) -> None:
    """Neither another key, nor another ML-DSA-44 half, nor a key of another origin."""
    settings = made_place(tmp_path)
    good = ledger_key(small_group())
    other = create_ledger_key(tmp_path / "other.key", good.origin)
    for key in (other, replace(good, ml_dsa_44=other.ml_dsa_44), replace(good, origin="plaint.example/south")):
        settings.key.unlink()
        write_ledger_key(settings.key, key)
        with pytest.raises(PlaintError, match="names another"), built_place(settings, HeldClock(NOW)):
            pass


@pytest.mark.anyio
async def test_a_second_process_is_refused(tmp_path: Path) -> None:
    """While one runs, another on the same ledger says so and changes nothing."""
    async with opened(tmp_path) as intake:
        with pytest.raises(PlaintError, match="Another process"):
            async with open_place(intake.place.settings, intake.clock):
                pass
        assert (await intake.client.post("/e", content=bytes(packet()))).status_code == 200


@pytest.mark.anyio
async def test_a_charter_of_other_bytes_is_refused(tmp_path: Path) -> None:
    """What stands in the ledger stands: neither another first version nor fewer versions."""
    group = small_group()
    second = amended(group, lambda tree: tree)
    async with opened(tmp_path, group, second) as intake:
        settings = intake.place.settings
    (settings.charters / "2.charter").write_bytes(bytes(amended(group, lambda tree: tree | {"work_bits": 3}).signed))
    (settings.charters / "2.annex").write_text(str(amended(group, lambda tree: tree | {"work_bits": 3}).annex))
    with pytest.raises(PlaintError, match=r"another 2\.charter"), built_place(settings, HeldClock(NOW)):
        pass
    for name in ("2.charter", "2.annex"):
        (settings.charters / name).unlink()
    with pytest.raises(PlaintError, match="newer charter"), built_place(settings, HeldClock(NOW)):
        pass


def test_a_charter_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    """Intake serves only what the group's own rules let stand."""
    settings = made_place(tmp_path)
    path = settings.charters / "1.charter"
    text, mark, signatures = path.read_bytes().partition(b"\n\n\xe2\x80\x94 ")
    path.write_bytes(text.replace(b'"work_bits": 0', b'"work_bits": 1') + mark + signatures)
    with pytest.raises(PlaintError), built_place(settings, HeldClock(NOW)):
        pass


def test_a_charter_of_a_day_to_come_does_not_start(tmp_path: Path) -> None:
    """Desks would take no board from before its day: a version dated two days ahead waits, one of tomorrow does not."""
    settings = made_place(tmp_path, small_group(), amended(small_group(), lambda tree: tree, issued="2017-05-12"))
    with (
        pytest.raises(PlaintError, match="dated 2017-05-12"),
        built_place(settings, HeldClock(NOW)),
    ):
        pytest.fail("it was opened")
    with built_place(settings, HeldClock(NOW + 86_400)) as place:
        assert place.charter.version == 2


@pytest.mark.anyio
async def test_a_newer_charter_gets_its_leaf_at_the_next_start(tmp_path: Path) -> None:
    """Version 2 is put beside version 1; after the start it is in the ledger and in force."""
    group = small_group()
    async with opened(tmp_path) as intake:
        settings, now = intake.place.settings, intake.clock.now()
    second = amended(group, lambda tree: tree | {"work_bits": 2})
    (settings.charters / "2.charter").write_bytes(bytes(second.signed))
    (settings.charters / "2.annex").write_text(str(second.annex))
    async with opened(tmp_path, settings=settings, at=now + 3600) as intake:
        assert (await intake.client.get("/terms")).json()["work_bits"] == 2
        assert sorted(intake.place.reading.charters()) == [1, 2]
        kinds = [leaf[4] for leaf in intake.place.reading.leaves(0, 64)]
    assert kinds.count(4) == 2
