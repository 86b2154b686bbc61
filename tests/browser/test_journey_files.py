# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photos and files, in Chromium: cleaned, sealed in chunks, sent so that it can go on after an interruption."""

import io
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, expect

from plaint.unseal.chunks import open_file
from tests.support.journey import Person
from tests.support.living import Living
from tests.support.places import bearer
from tests.support.reader import Opened

MIB = 1_048_576


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Make a photo that tells where, when and with what it was taken."""
    image = Image.new("RGB", (640, 480), (120, 90, 60))
    exif = image.getexif()
    exif[0x0110] = "Camera One"
    exif[0x0132] = "2017:04:01 12:00:00"
    exif.get_ifd(0x8825)[2] = (43.0, 19.0, 5.0)
    path = tmp_path / "IMG_0001.jpg"
    image.save(path, exif=exif, comment=b"a comment")
    return path


def to_files(person: Person) -> None:
    """Go to the check page, and from there to the files."""
    person.begin()
    person.go_to("check")
    person.page.click('[data-row="files"] button')
    person.at("files")


def text_file(name: str, content: bytes) -> FilePayload:
    """Return a text file as it is chosen."""
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def files_of(intake: Living, opened: Opened) -> list[bytes]:
    """Return the files of a complaint, fetched and opened as a desk does."""
    found = []
    with httpx.Client(base_url=intake.url, headers=bearer(intake.group.credential)) as client:
        for attachment in opened.files:
            blobs = [client.get(f"/c/{digest.hex()}").content for digest in attachment.chunks]
            found.append(open_file(blobs, attachment))
    return found


def test_a_photo_is_cleaned_and_arrives(person: Person, intake: Living, photo: Path) -> None:
    """Requirement 35: what is removed is listed; the cleaned photo arrives, and without the box no original."""
    t, page = person.t, person.page
    to_files(person)
    page.set_input_files("#choose", photo)
    row = page.locator("#files > li")
    expect(row).to_contain_text("IMG_0001.jpg")
    listed = ", ".join(t(f"metadata.{kind}") for kind in ("place", "time", "camera", "comment"))
    expect(row).to_contain_text(f"{t('files.removed')} {listed}.")
    person.on()
    person.at("check")
    expect(page.locator('[data-row="files"]')).to_contain_text("IMG_0001.jpg")
    words = person.send()
    (opened,) = intake.wait_for(words)
    (content,) = files_of(intake, opened)
    (attachment,) = opened.files
    assert (attachment.name, attachment.media_type, attachment.original) == ("IMG_0001.jpg", "image/jpeg", False)
    picture = Image.open(io.BytesIO(content))
    assert picture.size == (640, 480)
    assert not picture.getexif()
    assert b"Camera One" not in content
    chunks = [body for path, body in intake.handed if path.startswith("/c/")]
    assert [len(body) for body in chunks] == [MIB + 48]


def test_the_untouched_original_is_sealed_when_wanted(person: Person, intake: Living, photo: Path) -> None:
    """Requirement 35: the original goes as well where the person wants it, marked as such."""
    to_files(person)
    person.page.set_input_files("#choose", photo)
    person.page.check("#original-0")
    person.on()
    person.at("check")
    words = person.send()
    (opened,) = intake.wait_for(words)
    cleaned, original = files_of(intake, opened)
    assert original == photo.read_bytes()
    assert len(cleaned) < len(original)
    assert [one.original for one in opened.files] == [False, True]


def test_other_kinds_are_sealed_as_they_are_and_said_so(person: Person, intake: Living, tmp_path: Path) -> None:
    """Requirement 35: where hidden details cannot be removed the page says so; a file can be taken out again."""
    t, page = person.t, person.page
    paper, sound = tmp_path / "бумага.pdf", tmp_path / "звук.ogg"
    paper.write_bytes(b"%PDF-1.4 paper")
    sound.write_bytes(b"OggS" + bytes(100))
    to_files(person)
    page.set_input_files("#choose", [paper, sound])
    rows = page.locator("#files > li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(t("files.unclean"))
    rows.nth(1).locator("[data-out]").click()
    expect(rows).to_have_count(1)
    person.on()
    person.at("check")
    words = person.send()
    (opened,) = intake.wait_for(words)
    assert files_of(intake, opened) == [b"%PDF-1.4 paper"]
    assert opened.files[0].name == "бумага.pdf"


def test_sending_goes_on_after_an_interruption(person: Person, intake: Living, tmp_path: Path) -> None:
    """Requirement 35: after a broken line only what is missing is sent, the entry last; progress is told as text."""
    page = person.page
    large = tmp_path / "film.mp4"
    large.write_bytes(bytes(range(256)) * (3 * MIB // 256))
    to_files(person)
    page.set_input_files("#choose", large)
    person.on()
    person.at("check")
    page.evaluate(
        "window.told = []; new MutationObserver(() => window.told.push(document.getElementById('doing').textContent))"
        ".observe(document.getElementById('doing'), {childList: true, characterData: true, subtree: true})"
    )
    page.route("**/c/*", lambda route: route.abort() if len(intake.handed) == 2 and not seen else route.continue_())
    seen: list[int] = []
    page.on("requestfailed", lambda _request: seen.append(1))
    words = person.send()
    assert seen
    paths = [path for path, _ in intake.handed]
    assert paths[-1] == "/e"
    assert len(set(paths)) == len(paths) == 5
    (opened,) = intake.wait_for(words)
    assert files_of(intake, opened) == [large.read_bytes()]
    told: list[str] = page.evaluate("window.told")
    assert any(person.t("say.part", done=2, all=5, percent=100) == line for line in told)


def test_too_much_is_said_before_sealing(person: Person, tmp_path: Path) -> None:
    """More than 25 MB or 16 files, and empty files, are pointed at, and can be taken out."""
    page, t = person.page, person.t
    empty, large = tmp_path / "пусто.txt", tmp_path / "много.bin"
    empty.write_bytes(b"")
    large.write_bytes(bytes(26_214_401))
    to_files(person)
    page.set_input_files("#choose", [empty, large])
    expect(page.locator("#files > li")).to_have_count(2)
    person.on()
    errors = page.locator("#errors")
    expect(errors).to_contain_text(t("say.files_large", size=t("say.size_mb", n="26")))
    expect(errors).to_contain_text(t("say.file_empty", name="пусто.txt"))
    for _ in range(2):
        page.locator("#files [data-out]").first.click()
    person.on()
    person.at("check")


def test_what_was_wrong_with_a_file_goes_with_it(person: Person) -> None:
    """An error about a file leaves page and title as soon as the file is taken out."""
    page, t = person.page, person.t
    to_files(person)
    page.set_input_files("#choose", text_file("пусто.txt", b""))
    person.on()
    expect(page.locator("#errors")).to_contain_text(t("say.file_empty", name="пусто.txt"))
    page.click("#files [data-out]")
    expect(page.locator("#errors")).to_be_hidden()
    expect(page.locator(".wrong, [aria-invalid]")).to_have_count(0)
    expect(page).to_have_title(t("common.title"))


def test_whoever_went_back_from_a_wrong_file_is_led_to_it(person: Person, intake: Living) -> None:
    """Files that cannot be sealed are pointed at before anything is sealed, also on the way round by Back."""
    page, t = person.page, person.t
    to_files(person)
    page.set_input_files("#choose", text_file("пусто.txt", b""))
    page.go_back()
    person.at("check")
    person.on()
    person.at("files")
    expect(page.locator("#errors")).to_contain_text(t("say.file_empty", name="пусто.txt"))
    assert not intake.handed


def test_many_files_are_read_one_after_another_and_waited_for(person: Person) -> None:
    """Files chosen at once, and then more, are read one at a time with progress; Continue waits for the last."""
    page, t = person.page, person.t
    to_files(person)
    page.evaluate(
        """() => {
          const read = File.prototype.arrayBuffer;
          Object.assign(window, {now: 0, most: 0, told: [], open: null});
          const gate = new Promise((open) => (window.open = open));
          File.prototype.arrayBuffer = async function () {
            window.most = Math.max(window.most, ++window.now);
            await gate;
            window.told.push(document.getElementById("reading").textContent);
            try { return await read.call(this); } finally { window.now--; }
          };
        }"""
    )
    files = [text_file(f"{at}.txt", b"x") for at in range(6)]
    page.set_input_files("#choose", files[:4])
    page.set_input_files("#choose", files[4:])
    expect(page.locator("#files > li")).to_have_count(6)
    person.on()
    person.at("files")
    page.evaluate("window.open()")
    person.at("check")
    for file in files:
        expect(page.locator('[data-row="files"]')).to_contain_text(file["name"])
    told = [t("say.reading", done=done, all=6) for done in range(1, 6)]
    assert page.evaluate("[window.most, window.told.slice(1)]") == [1, told]


def test_what_does_not_fit_is_not_read(person: Person) -> None:
    """A film chosen by mistake is named with its size and never taken into the memory; what fits beside it is."""
    page, t = person.page, person.t
    to_files(person)
    page.evaluate(
        """() => {
          window.read = [];
          const read = File.prototype.arrayBuffer;
          File.prototype.arrayBuffer = function () { window.read.push(this.name); return read.call(this); };
          const film = new File(["film"], "film.mp4");
          Object.defineProperty(film, "size", {value: 4e9});
          const field = document.getElementById("choose");
          Object.defineProperty(field, "files", {value: [film, new File(["x"], "note.txt")]});
          field.dispatchEvent(new Event("change", {bubbles: true}));
        }"""
    )
    expect(page.locator("#files > li")).to_have_count(2)
    person.on()
    errors = page.locator("#errors")
    expect(errors).to_contain_text(t("say.files_large", size=t("say.size_mb", n="3815")))
    assert page.evaluate("window.read") == ["note.txt"]
    page.locator("#files [data-out]").first.click()
    person.on()
    person.at("check")


def test_files_are_said_to_need_a_script(person: Person) -> None:
    """Requirement 35: the page for handing over says that packets with files go by the program."""
    person.page.goto(person.url + person.path.hand)
    expect(person.page.get_by_text(person.t("hand.large"))).to_be_visible()
    expect(person.page.locator("input[type=file]")).to_have_count(0)
