# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint publish`: the example record as a site, signed, checked, refused where it must not go out."""

import json
import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plaint.charter.keyfile import Cost, MemberKey, lock
from plaint.cli import main
from plaint.register.dates import PartialDate
from plaint.site import folder as place
from plaint.site.build import build
from plaint.site.data import LOG
from plaint.site.edition import edition
from plaint.site.record import sound
from tests.support.shared import ROOT
from tests.support.site_pages import Parsed, inside, pages

EXAMPLE = ROOT / "examples" / "register"
PASSPHRASE = "five words that nobody guesses"
FIRST_PAGE = 30_000


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Give a copy of the example record."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "register"))


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, ...]:
    """Give the options that sign with an invented member's key file."""
    member = MemberKey(origin="plaint.example/group", member="civic-1", body="civic", made="2031-01-01", root=bytes(32))
    (tmp_path / "civic-1.key").write_bytes(lock(member, PASSPHRASE, cost=Cost(memory=1024, passes=1, lanes=1)))
    (tmp_path / "passphrase").write_text(PASSPHRASE, "utf-8")
    return ("--key", str(tmp_path / "civic-1.key"), "--passphrase-file", str(tmp_path / "passphrase"))


def publish(target: Path, register: Path, *options: str) -> Result:
    """Run `plaint publish TARGET` on a record."""
    return CliRunner().invoke(main, ["publish", str(target), "--register", str(register), *options])


def verify(target: Path, *options: str) -> Result:
    """Run `plaint publish verify TARGET`."""
    return CliRunner().invoke(main, ["publish", "verify", str(target), *options])


def test_the_example_is_published_and_holds(tmp_path: Path, register: Path) -> None:
    """The example record becomes a whole site; the command says that it is unsigned, and the check finds it whole."""
    done = publish(tmp_path / "site", register)
    assert done.exit_code == 0, done.output
    assert "unsigned" in done.stderr
    checked = verify(tmp_path / "site")
    assert (checked.exit_code, "all as the manifest says" in checked.output) == (0, True)
    assert "signature: unsigned" in checked.output


def test_options_may_stand_before_the_folder(tmp_path: Path, register: Path) -> None:
    """`plaint publish --register R DIR` is the same as the other order, and so is the long form."""
    for number, order in enumerate((["--register", str(register)], ["site", "--register", str(register)])):
        done = CliRunner().invoke(main, ["publish", *order, str(tmp_path / f"site{number}")])
        assert done.exit_code == 0, done.output
    assert place.listing_of(tmp_path / "site0") == place.listing_of(tmp_path / "site1")


def test_two_folders_are_the_same_to_the_byte(tmp_path: Path, register: Path, key: tuple[str, ...]) -> None:
    """The same record, key and options give the same site and the same signature."""
    for name in ("one", "two"):
        assert publish(tmp_path / name, register, *key).exit_code == 0
    one, two = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("one", "two")
    )
    assert one == two
    assert not [
        path for path, octets in one.items() if str(tmp_path).encode() in octets or str(ROOT).encode() in octets
    ]


def test_a_signed_site_is_known_by_its_key(tmp_path: Path, register: Path, key: tuple[str, ...]) -> None:
    """Who has the publisher's key from elsewhere learns who signed which day's state; another key is refused."""
    done = publish(tmp_path / "site", register, *key)
    assert done.exit_code == 0, done.output
    vkey = next(line.removeprefix("key: ") for line in done.stdout.splitlines() if line.startswith("key: "))
    checked = verify(tmp_path / "site", "--vkey", vkey)
    assert checked.exit_code == 0, checked.output
    assert "signature: plaint.example/group/civic-1, state of" in checked.output
    assert vkey in Parsed((tmp_path / "site" / "en" / "methods" / "index.html").read_bytes()).text
    other = "plaint.example/group/civic-1+6c1e4a5b+AQ" + "A" * 43
    assert verify(tmp_path / "site", "--vkey", other).exit_code == 1


def test_a_forged_page_is_found(tmp_path: Path, register: Path, key: tuple[str, ...]) -> None:
    """One other byte in one page, and the check names the page and ends with an error."""
    assert publish(tmp_path / "site", register, *key).exit_code == 0
    page = tmp_path / "site" / "en" / "promises" / "index.html"
    page.write_bytes(page.read_bytes().replace(b"Cannot", b"Always"))
    checked = verify(tmp_path / "site")
    assert checked.exit_code == 1
    assert "en/promises/index.html: other bytes" in checked.stderr


def test_a_signed_state_that_is_not_noted_is_told(tmp_path: Path, register: Path, key: tuple[str, ...]) -> None:
    """Who signs without --record is told that nothing holds the record to what goes out, until it is noted."""
    told = "is not noted in published.log"
    assert told in publish(tmp_path / "site", register, *key).stderr
    assert told not in publish(tmp_path / "site", register, *key, "--record").stderr
    assert told not in publish(tmp_path / "site", register, *key).stderr


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (["site"], "DIR is missing. The whole line is `plaint publish DIR --register RECORD`; a folder called site"),
        (["site", "--register", "."], "DIR is missing. The whole line is `plaint publish DIR --register RECORD`"),
        (
            ["verify"],
            "DIR is missing. The whole line is `plaint publish verify DIR`; a folder called verify is ./verify",
        ),
        (["public"], "--register is missing: which record? The whole line is `plaint publish DIR --register RECORD`."),
        (["verify", "--register=."], "`verify` checks a copy and publishes nothing. A folder of that name is ./verify"),
    ],
    ids=" ".join,
)
def test_what_is_missing_is_told_with_the_whole_line(order: list[str], told: str) -> None:
    """A line that lacks something, or may mean a folder that is called like a command, is answered by an example."""
    done = CliRunner().invoke(main, ["publish", *order])
    assert (done.exit_code, told in done.stderr) == (2, True), done.stderr


def test_an_unsigned_site_does_not_pass_for_a_signed_one(tmp_path: Path, register: Path, key: tuple[str, ...]) -> None:
    """Where a key is named, a site without a signature is refused."""
    done = publish(tmp_path / "signed", register, *key)
    vkey = next(line.removeprefix("key: ") for line in done.stdout.splitlines() if line.startswith("key: "))
    assert publish(tmp_path / "site", register).exit_code == 0
    checked = verify(tmp_path / "site", "--vkey", vkey)
    assert (checked.exit_code, "This site is unsigned" in checked.stderr) == (1, True)


def test_a_record_with_errors_is_refused_line_by_line(tmp_path: Path, register: Path) -> None:
    """Every error is named with file and line, nothing is written, and the site that stood there still stands."""
    assert publish(tmp_path / "site", register).exit_code == 0
    before = place.listing_of(tmp_path / "site")
    path = min((register / "statements").iterdir())
    path.write_text(path.read_text("utf-8").replace("actor = ", "aktor = "), "utf-8")
    done = publish(tmp_path / "site", register)
    assert done.exit_code == 1
    assert f"statements/{path.name}:" in done.stderr
    assert "aktor" in done.stderr
    assert place.listing_of(tmp_path / "site") == before
    done = publish(tmp_path / "new", register)
    assert done.exit_code == 1
    assert not (tmp_path / "new").exists()


def test_somebodys_folder_is_not_replaced(tmp_path: Path, register: Path) -> None:
    """A folder with other files is refused before the record is even read."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear", "utf-8")
    done = publish(tmp_path / "home", register)
    assert (done.exit_code, "no part of a published site" in done.stderr) == (1, True)
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["letter.txt"]


def test_what_goes_out_is_noted_when_asked(tmp_path: Path, register: Path) -> None:
    """With --record every state is in published.log, once, and goes out with the site; a silent change is refused."""
    assert publish(tmp_path / "before", register).exit_code == 0
    assert (tmp_path / "before" / LOG).read_bytes() == b""
    assert not (register / "published.log").exists()
    done = publish(tmp_path / "site", register, "--record", "--as-of", "2031-01-01")
    assert done.exit_code == 0, done.output
    log = (register / "published.log").read_text("ascii")
    assert len(log.splitlines()) > 100
    assert all(line.endswith(" 2031-01-01") for line in log.splitlines())
    assert (tmp_path / "site" / LOG).read_text("ascii") == log
    for name in ("site", "before"):
        assert publish(tmp_path / name, register, "--record").exit_code == 0
    assert (register / "published.log").read_text("ascii") == log
    assert place.listing_of(tmp_path / "site") == place.listing_of(tmp_path / "before")
    changed = register / "statements" / "e18-denial.toml"
    changed.write_text(changed.read_text("utf-8").replace('"2017-04-24"', '"2017-04-23"'), "utf-8")
    done = publish(tmp_path / "site", register)
    assert (done.exit_code, "statements/e18-denial" in done.stderr) == (1, True)


def test_the_day_and_address_can_be_said(tmp_path: Path, register: Path) -> None:
    """--as-of decides the day of the edition, --base-url the addresses that must be whole; a wrong one is refused."""
    done = publish(tmp_path / "site", register, "--as-of", "2031-02-03", "--base-url", "http://valley.onion/")
    assert done.exit_code == 0, done.output
    assert "State of the record: 3 February 2031" in Parsed((tmp_path / "site" / "en" / "index.html").read_bytes()).text
    assert "http://valley.onion/en/" in (tmp_path / "site" / "404.html").read_text("utf-8")
    assert publish(tmp_path / "other", register, "--base-url", "valley").exit_code == 1
    done = publish(tmp_path / "other", register, "--as-of", "2017-05-05")
    assert (done.exit_code, "a day after 2017-05-05" in done.stderr) == (1, True)
    assert not (tmp_path / "other").exists()


def test_publishing_asks_no_network(tmp_path: Path, register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is fetched while a site is made."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert publish(tmp_path / "site", register).exit_code == 0


def test_the_story_of_the_example_is_told() -> None:
    """The example's site has the five weeks, the promise that cannot be verified, the ranges and the inquiry."""
    files = build(edition(sound(EXAMPLE)))
    parsed = pages(files)
    front = parsed["en/index.html"].text
    assert "1 April – 5 May 2017: who said what" in front
    assert "Cannot be verified" in front
    assert "at least 100 Novaya Gazeta , 1 April 2017" in front
    assert "at least 3 Novaya Gazeta , 1 April 2017" in front
    other = parsed["en/counts/january-2017/index.html"].text
    assert "from 27 to 56" in other
    assert "27" not in parsed["en/counts/spring-2017/index.html"].text
    checks = [
        page.text for path, page in parsed.items() if path.startswith("en/inquiry/") and "17 April 2017" in page.text
    ]
    assert any("Prompt" in text for text in checks)
    assert [path for path, page in parsed.items() if "г.." in page.text] == []
    wrong = [
        (path, href)
        for path, page in parsed.items()
        for _, href in page.hrefs()
        if (found := inside(path, href)) is not None and found[0] not in files
    ]
    assert wrong == []
    for code in ("en", "ru"):
        sheet = next(len(octets) for path, octets in files.items() if path.startswith("style."))
        assert len(files[f"{code}/index.html"]) + sheet <= FIRST_PAGE


def test_the_log_names_the_day_of_publishing(tmp_path: Path, register: Path) -> None:
    """Without --as-of the day in published.log is today's; the edition's own day is still the record's."""
    done = publish(tmp_path / "site", register, "--record")
    assert done.exit_code == 0, done.output
    day = (register / "published.log").read_text("ascii").splitlines()[0].rpartition(" ")[2]
    assert PartialDate.parse(day).day is not None
    newest = edition(sound(register)).as_of.isoformat()
    assert json.loads((tmp_path / "site" / "data" / "datapackage.json").read_bytes())["version"] == newest


def test_a_site_is_replaced_only_by_one_that_continues_it(tmp_path: Path, register: Path) -> None:
    """A record that forgot what was published does not take its site's place: nothing is written, noted or lost.

    The first line that is missing is named, and what to do; a new folder takes that record, and the true one goes on.
    """
    older = shutil.copytree(register, tmp_path / "older")
    site = tmp_path / "site"
    assert publish(site, register, "--record", "--as-of", "2031-01-01").exit_code == 0
    before = place.listing_of(site)
    first = (register / "published.log").read_text("ascii").splitlines()[0]
    for options in ((), ("--record", "--as-of", "2031-02-01")):
        done = publish(site, older, *options)
        assert (done.exit_code, first in done.stderr, "or name a new folder" in done.stderr) == (1, True, True)
        assert place.listing_of(site) == before
        assert not (older / "published.log").exists()
    assert publish(tmp_path / "new", older).exit_code == 0
    promise = register / "commitments" / next((register / "commitments").iterdir()).name
    later = '\n[[status]]\nstatus = "unverifiable"\non = "2031-02-01"\nwhy.ru = "Так же."\nwhy.en = "As before."\n'
    promise.write_text(promise.read_text("utf-8") + later, "utf-8")
    assert publish(site, register, "--record", "--as-of", "2031-02-01").exit_code == 0
    log = (site / LOG).read_text("ascii").splitlines()
    assert (log[0], log[-1].rpartition(" ")[2]) == (first, "2031-02-01")


def test_a_site_without_a_log_is_replaced(tmp_path: Path, register: Path) -> None:
    """A site that an earlier version of this program wrote has no log in it, and nothing to compare."""
    files = {name: octets for name, octets in build(edition(sound(register))).items() if name != LOG}
    place.publish(tmp_path / "site", files)
    assert publish(tmp_path / "site", register).exit_code == 0
    assert (tmp_path / "site" / LOG).is_file()
