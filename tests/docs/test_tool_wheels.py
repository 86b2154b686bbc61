# SPDX-License-Identifier: AGPL-3.0-or-later
"""The check that a desk installs without a compiler asks for the right packages; `make wheels` asks for them."""

import pytest

from tests.support.shared import ROOT
from tools.wheels import PLATFORMS, wanted

PROJECT = """[project]
dependencies = ["click>=8", "cryptography>=50"]
[project.optional-dependencies]
desk = ["httpx[socks]>=0.28", "Pillow>=13"]
report = ["reportlab"]
"""
LOCK = """click==8.5.1 \\
    --hash=sha256:00
cryptography==50.0.2 \\
    --hash=sha256:00
httpx==0.28.1 \\
    --hash=sha256:00
pillow==13.0.0 ; python_version >= '3.11' \\
    --hash=sha256:00
reportlab==4.0 \\
    --hash=sha256:00
"""


def test_what_a_desk_needs_is_asked_for_in_the_locked_versions() -> None:
    """The core and the desk's own extra, whatever the case of a name, and no other extra's."""
    assert wanted(PROJECT, LOCK) == ["click==8.5.1", "cryptography==50.0.2", "httpx==0.28.1", "pillow==13.0.0"]


@pytest.mark.parametrize("name", ["cryptography", "sqlcipher3", "pillow", "httpx", "starlette", "uvicorn", "jinja2"])
def test_each_package_of_the_desk_is_locked(name: str) -> None:
    """What pyproject.toml asks for is found in the lock."""
    found = wanted((ROOT / "pyproject.toml").read_text("utf-8"), (ROOT / "requirements" / "dev.txt").read_text("utf-8"))
    assert [each for each in found if each.startswith(f"{name}==")] != []


def test_both_other_systems_are_asked_for() -> None:
    """Windows and macOS are among the platforms."""
    assert set(PLATFORMS) == {"windows", "macos", "linux"}
