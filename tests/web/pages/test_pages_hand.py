# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing over a packet that was sealed elsewhere, without any script."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from plaint import language
from plaint.intake.pages.hand import LONGEST, MOST
from plaint.intake.pages.paths import ROOTS, Paths
from plaint.ledger.armor import write_armor
from plaint.ledger.leaf import LeafKind
from plaint.store.reserve import Reserve
from tests.support.groups import found_with, small_plan
from tests.support.places import Intake, bearer, made_place, opened, packet
from tests.support.tags import Page, parse_page

pytestmark = pytest.mark.anyio
RU = Paths("ru").hand
t = language.read("ru", "page")
GROUP = found_with(small_plan() | {"demo": True})


async def handed(intake: Intake, armor: str, path: str = RU) -> tuple[int, Page]:
    """Send the form as a browser does; return status and page."""
    body = urlencode({"t": armor}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await intake.client.post(path, content=body, headers=headers)
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, parse_page(answer.text)


@pytest.mark.parametrize("code", [one for one in language.languages("page") if one in ROOTS])
async def test_a_packet_is_held_and_the_page_says_what_next(tmp_path: Path, code: str) -> None:
    """Requirement 6: a packet sealed elsewhere is handed over as text, and stands in the ledger after the next tick."""
    sealed = packet()
    async with opened(tmp_path, settings=replace(made_place(tmp_path, GROUP), drafts=True)) as intake:
        status, page = await handed(intake, write_armor(bytes(sealed)), Paths(code).hand)
        assert status == 200
        assert language.read(code, "page")("hand.held_next") in page.text
        await intake.next_tick()
        told = await intake.client.get("/blobs/0/64", headers=bearer(GROUP.credential))
        assert told.content.count(sealed.blob) == 1


async def test_several_packets_and_mended_line_ends_are_taken(tmp_path: Path) -> None:
    """As many packets as the longest complaint has fit into one form, with line ends as browsers send them."""
    async with opened(tmp_path, GROUP) as intake:
        armor = "".join(write_armor(bytes(packet())) for _ in range(MOST)).replace("\n", "\r\n")
        assert len(urlencode({"t": armor})) <= LONGEST
        assert (await handed(intake, f" {armor}\r\n\r\n"))[0] == 200
        assert (await handed(intake, armor + write_armor(bytes(packet()))))[0] == 400


async def test_the_same_packet_twice_does_no_harm(tmp_path: Path) -> None:
    """Requirement 27: handing over again is answered the same way, and the ledger has it once."""
    async with opened(tmp_path, GROUP) as intake:
        armor = write_armor(bytes(packet()))
        assert [(await handed(intake, armor))[0] for _ in range(2)] == [200, 200]


@pytest.mark.parametrize(
    ("armor", "status", "key"),
    [
        ("", 400, "form"),
        ("Они пришли ночью", 400, "form"),
        (write_armor(bytes(packet()))[:-40], 400, "form"),
        (write_armor(bytes(packet())).replace("A", "B", 1), 400, "form"),
        (write_armor(bytes(packet(slots=16))), 421, "slots"),
        (write_armor(bytes(packet(LeafKind.CHUNK))), 413, "form"),
    ],
)
async def test_what_is_no_packet_is_refused_with_what_to_do(tmp_path: Path, armor: str, status: int, key: str) -> None:
    """Requirement 26: title, summary and field say what is wrong, and what was typed stays."""
    async with opened(tmp_path, GROUP) as intake:
        told, page = await handed(intake, armor)
    assert told in (status, 400)
    summary = [one for one in page.all("div") if one.get("role") == "alert"]
    assert summary
    assert page.text.startswith(t("say.error_prefix"))
    assert t(f"hand.{key}") in page.text
    field = page.all("textarea")[0]
    assert field["aria-invalid"] == "true"
    assert {one["id"] for one in page.all("p") if "id" in one} >= set(field["aria-describedby"].split())
    assert " ".join(armor[:200].split()) in page.text or len(armor) > LONGEST


async def test_a_full_server_shows_other_doors(tmp_path: Path) -> None:
    """A server without room says so, takes nothing, and names other doors."""
    full = Reserve(tmp_path, 1, free=lambda _folder: 0)
    async with opened(tmp_path, GROUP, reserve=full) as intake:
        status, page = await handed(intake, write_armor(bytes(packet())))
    assert status == 507
    assert t("hand.full") in page.text
    assert "By post. (по-русски)" in page.text


async def test_the_address_of_the_protocol_answers_too(tmp_path: Path) -> None:
    """POST /h of docs/protocol.md takes the same form and answers in the first language."""
    async with opened(tmp_path, GROUP) as intake:
        status, page = await handed(intake, write_armor(bytes(packet())), "/h")
    assert status == 200
    assert page.all("html")[0]["lang"] == "ru"


async def test_a_form_of_another_shape_is_refused(tmp_path: Path) -> None:
    """More fields, other encodings and bodies beyond the limit are refused, and nothing of them is read."""
    async with opened(tmp_path, GROUP) as intake:
        for body in (b"t=1&t=2", b"t=1&u=2", b"\xff\xfe", b"t=%ff", b"t=" + b"A" * (LONGEST + 1)):
            answer = await intake.client.post(RU, content=body)
            assert answer.status_code == 400
