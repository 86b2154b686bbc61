# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a case with other programs: the export, opened by npm age-encryption with the identity that was printed."""

import hashlib
import json
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plaint.casework.reference import reference
from plaint.charter.keyfile import Cost, lock
from plaint.cli import main
from plaint.desk.home import write_whole
from plaint.entry.container import ENTRY_LENGTH
from plaint.seal.chunks import OutgoingFile
from tests.support.desks import PASSPHRASE
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.node import run_script
from tests.support.stockage import stock_age
from tests.support.stories import Story
from tests.support.syncing import Puller

READERS = (0, 1, 3)
PHOTO = b"canary in a photograph" * 60_000


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Puller, str]:
    """Return a desk that has synced one complaint with a follow-up and a file, and the short name of its case."""
    ledger, story = Ledger(small_group()), Story()
    person = story.complainant("Anna")
    ledger.file(story.complaint(person, readers=READERS, account="канарейка в тексте").record)
    photo = OutgoingFile(content=PHOTO, name="фото.jpg", media_type="image/jpeg", original=True)
    chunks = list(photo.blobs())
    for blob in chunks:
        ledger.chunk(blob)
    line = photo.attachment(tuple(hashlib.sha256(blob).digest() for blob in chunks))
    ledger.file(story.follow_up(person, readers=READERS, files=(line,), text="и ещё").record)
    ledger.tick(3600)
    puller = Puller(tmp_path, ledger, "ngo-1")
    puller.sync()
    key = small_group().keys["ngo-1"]
    write_whole(puller.source.home.key_file, lock(key, PASSPHRASE, cost=Cost(memory=64, passes=1, lanes=1)))
    puller.close()
    return puller, reference(person.case_id)


def run(*arguments: str, passphrase: str = PASSPHRASE) -> Result:
    """Call `plaint` with the passphrase from standard input."""
    options = ["--passphrase-file", "-"]
    return CliRunner().invoke(main, [*arguments, *options], input=f"{passphrase}\n")


def exported(puller: Puller, case: str, out: Path) -> Result:
    """Call `plaint export`."""
    return run("export", case, "--home", str(puller.source.home.folder), "--out", str(out))


def test_a_stock_tool_opens_the_export(desk: tuple[Puller, str], tmp_path: Path) -> None:
    """Npm age-encryption opens case, file and entries with the printed identity alone; the file is byte for byte."""
    puller, case = desk
    out = tmp_path / "export"
    assert exported(puller, case.lower(), out).exit_code == 0
    printed = run("key", "export", str(puller.source.home.key_file))
    identity = printed.stdout.splitlines()[-1]
    assert identity.startswith("AGE-SECRET-KEY-PQ-1")
    entries = sorted((out / "entries").iterdir())
    sealed = [out / "case.json.age", out / "files" / "1.age", *entries]
    wanted = [{"identity": identity, "file": b64encode(path.read_bytes()).decode()} for path in sealed]
    opened = json.loads(run_script("age.mjs", json.dumps({"seal": [], "open": wanted})))["opened"]
    tree = json.loads(b64decode(opened[0]))
    assert [record["document"].get("account") or record["document"]["text"] for record in tree["records"]] == [
        "канарейка в тексте",
        "и ещё",
    ]
    assert tree["files"][0]["name"] == "фото.jpg"
    assert b64decode(opened[1]) == PHOTO
    assert len(entries) == 2
    assert all(path.stat().st_size == ENTRY_LENGTH for path in entries)
    assert "канарейка".encode() in b64decode(opened[2])


def test_a_stock_age_opens_the_export(desk: tuple[Puller, str], tmp_path: Path) -> None:
    """What docs/operations.md promises for in ten years: `age --decrypt` with the printed identity opens every file."""
    age = stock_age()
    puller, case = desk
    out, key = tmp_path / "export", tmp_path / "identity.txt"
    assert exported(puller, case, out).exit_code == 0
    key.write_text(run("key", "export", str(puller.source.home.key_file)).stdout)
    opened = {
        path.relative_to(out).as_posix(): subprocess.run(
            [age, "--decrypt", "--identity", str(key), str(path)], capture_output=True, check=True
        ).stdout
        for path in out.rglob("*.age")
    }
    assert len(opened) == 4
    assert json.loads(opened["case.json.age"])["files"][0]["name"] == "фото.jpg"
    assert opened["files/1.age"] == PHOTO
    assert any("канарейка".encode() in opened[name] for name in opened if name.startswith("entries/"))


def test_nothing_of_an_export_is_in_clear(desk: tuple[Puller, str], tmp_path: Path) -> None:
    """No word of the case and no name of a file stands in the export or in the names of its files."""
    puller, case = desk
    out = tmp_path / "export"
    assert exported(puller, case, out).exit_code == 0
    files = [path for path in out.rglob("*") if path.is_file()]
    assert len(files) == 5
    for path in files:
        held = path.read_bytes() + str(path.relative_to(out)).encode()
        for secret in ("канарейка", "canary", "фото", "AGE-SECRET"):
            assert secret.encode() not in held


def test_a_case_that_is_not_there_leaves_nothing(desk: tuple[Puller, str], tmp_path: Path) -> None:
    """A name that this desk does not know ends with a line, the same for a case of others, and writes no folder."""
    puller, _ = desk
    result = exported(puller, "7KQ2-M9XA", tmp_path / "export")
    assert result.exit_code == 1
    assert "no case of this name" in result.stderr
    assert not (tmp_path / "export").exists()


def test_a_wrong_passphrase_prints_no_identity(desk: tuple[Puller, str]) -> None:
    """Without the passphrase neither the identity nor a hint of it is printed."""
    puller, _ = desk
    result = run("key", "export", str(puller.source.home.key_file), passphrase="another one, just as long")
    assert result.exit_code == 1
    assert "AGE-SECRET" not in result.output


def test_an_existing_folder_is_not_touched(desk: tuple[Puller, str], tmp_path: Path) -> None:
    """An export never writes into a folder that is there."""
    puller, case = desk
    (tmp_path / "export").mkdir()
    assert exported(puller, case, tmp_path / "export").exit_code == 1
    assert list((tmp_path / "export").iterdir()) == []
