# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts in the vault."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plaint.desk.vault import drafts
from plaint.desk.vault.connection import Vault

CASE = b"c" * 16


@pytest.fixture(name="vault")
def _vault(tmp_path: Path) -> Iterator[Vault]:
    vault = Vault(tmp_path / "vault.db", bytes(32))
    yield vault
    vault.close()


def test_a_draft_comes_back(vault: Vault) -> None:
    """The newest text of a kind is kept, for its case and its kind alone."""
    with vault.write() as rows:
        drafts.put(rows, CASE, "reply", "раз")
        drafts.put(rows, CASE, "reply", "раз, два")
        drafts.put(rows, CASE, "note", "иное")
        assert drafts.get(rows, CASE, "reply") == "раз, два"
        assert drafts.get(rows, CASE, "note") == "иное"
        assert drafts.get(rows, bytes(16), "reply") == ""


def test_an_empty_draft_is_let_go(vault: Vault) -> None:
    """Blanks are nothing to keep."""
    with vault.write() as rows:
        drafts.put(rows, CASE, "reply", "раз")
        drafts.put(rows, CASE, "reply", " \n ")
        assert drafts.get(rows, CASE, "reply") == ""


def test_a_round_ends_with_the_sending(vault: Vault) -> None:
    """What was written before the last sending is not kept; rounds of the two kinds are apart."""
    with vault.write() as rows:
        drafts.put(rows, CASE, "note", "иное", of=0)
        drafts.put(rows, CASE, "reply", "раз", of=0)
        drafts.finish(rows, CASE, "reply")
        drafts.put(rows, CASE, "reply", "раз", of=0)
        assert (drafts.get(rows, CASE, "reply"), drafts.current(rows, CASE, "reply")) == ("", 1)
        drafts.put(rows, CASE, "reply", "два", of=1)
        assert drafts.get(rows, CASE, "reply") == "два"
        assert (drafts.get(rows, CASE, "note"), drafts.current(rows, CASE, "note")) == ("иное", 0)


def test_a_draft_has_an_end(vault: Vault) -> None:
    """More than twice what a text may have is cut."""
    with vault.write() as rows:
        drafts.put(rows, CASE, "note", "я" * (drafts.MOST + 5))
        assert len(drafts.get(rows, CASE, "note")) == drafts.MOST


def test_no_draft_lies_in_clear_on_the_disk(vault: Vault, tmp_path: Path) -> None:
    """Not one file of the vault holds the words."""
    with vault.write() as rows:
        drafts.put(rows, CASE, "note", "канарейка")
    assert "канарейка".encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
