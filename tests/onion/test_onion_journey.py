# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole journey through an onion service in a private Tor network, with scripts and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from plaint.cli import main
from plaint.entry.record import SealedBy
from tests.support.answering import receive, reply
from tests.support.bidi import firefox
from tests.support.firefox import PLAIN, SAFER, SAFEST, STANDARD, Profile
from tests.support.journey import TEXT
from tests.support.living import Living, living
from tests.support.process import free_port
from tests.support.terminal import sealed
from tests.support.tornet import Onion, onion
from tests.support.visitor import Visitor


@pytest.fixture(scope="module")
def tor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Onion, Living]]:
    """Run an intake that is reached under its onion address."""
    port = free_port()
    with (
        onion(tmp_path_factory.mktemp("tor"), f"127.0.0.1:{port}") as service,
        living(tmp_path_factory.mktemp("intake"), port=port, hosts=[service.host]) as intake,
    ):
        service.wait()
        yield service, intake


@pytest.mark.parametrize(
    ("profile", "compiled", "subtle"),
    [
        pytest.param(STANDARD, "object", "object", id="standard"),
        pytest.param(SAFER, "undefined", "object", id="safer"),
        pytest.param(PLAIN, "object", "undefined", id="plain"),
    ],
)
def test_a_complaint_and_its_answer_pass_through_tor(
    tor: tuple[Onion, Living], tmp_path: Path, profile: Profile, compiled: str, subtle: str
) -> None:
    """What is written at an onion address is opened by its readers, and whoever has the words reads their reply.

    Also without JIT and WebAssembly (Safer), and where no `crypto.subtle` is (a plain Firefox).
    """
    service, intake = tor
    with firefox(tmp_path, profile.behind(service.socks_port)) as browser:
        visitor = Visitor(browser, service.url)
        words = visitor.file()
        assert browser.evaluate("[typeof WebAssembly, typeof crypto.subtle].join()") == f"{compiled},{subtle}"
        visitor.confirm(words)
        (opened,) = intake.wait_for(words)
        assert opened.complaint.account == TEXT
        assert opened.record.sealed_by is SealedBy.BROWSER
        receive(intake, words, shown=False)
        reply(intake, words, "Мы прочитали. Где это было?", slot=1)
        received, replied = visitor.look(words)
        assert "5" in received
        assert replied == "Мы прочитали. Где это было?"
        assert {address.split("/")[2] for _, address in browser.requests()} == {service.host}
        assert browser.complaints_of_page() == []


def test_without_scripts_a_packet_from_elsewhere_is_handed_over(tor: tuple[Onion, Living], tmp_path: Path) -> None:
    """At the level Safest the page seals nothing and says so; what `plaint seal` made is taken as text."""
    service, intake = tor
    parcel, words = sealed(intake, tmp_path)
    (tmp_path / "profile").mkdir()
    with firefox(tmp_path / "profile", SAFEST.behind(service.socks_port)) as browser:
        visitor = Visitor(browser, service.url)
        browser.navigate(service.url + visitor.path.write)
        assert visitor.t("nojs.heading") in browser.text("main")
        assert visitor.hand_over(parcel.read_text("ascii")) == visitor.t("hand.held")
    (opened,) = intake.wait_for(words)
    assert opened.record.sealed_by is SealedBy.TERMINAL


def test_a_parcel_is_handed_over_through_tor(tor: tuple[Onion, Living], tmp_path: Path) -> None:
    """`plaint hand-over --socks` brings a parcel to the onion address."""
    service, intake = tor
    parcel, words = sealed(intake, tmp_path)
    proxy = f"127.0.0.1:{service.socks_port}"
    result = CliRunner().invoke(main, ["hand-over", str(parcel), "--to", service.url, "--socks", proxy])
    assert result.exit_code == 0, result.output
    assert "held " in result.output
    assert len(intake.wait_for(words)) == 1
