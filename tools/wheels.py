# SPDX-License-Identifier: AGPL-3.0-or-later
"""Check that everything a desk needs can be had as a wheel, for Windows and macOS as well as for Linux.

A member installs `plaint[desk]` on an office machine without a compiler. A dependency that has to be built there is a
desk that is not installed. Asks the package index that pip is set up with for the versions in requirements/dev.txt and
for what they need, and keeps nothing. `make wheels` runs it.

    python tools/wheels.py                    each platform, for the oldest and the newest Python that we support
    python tools/wheels.py windows 3.13       one of them
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLATFORMS = {
    "windows": ("win_amd64",),
    "macos": ("macosx_11_0_arm64",),
    "linux": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
}
"""Tags of wheels that each takes; pip is told all of them, since it does not add the older ones by itself. Intel Macs
are not among them: cryptography ships no wheel for them from version 49 on."""
PYTHONS = ("3.11", "3.13")
LINE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;]+)", re.MULTILINE)


def bare(name: str) -> str:
    """Return a package's name in its one normal form."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(project: str, lock: str) -> list[str]:
    """Return name==version of what `plaint[desk]` asks for directly, as the lock has it."""
    tables = tomllib.loads(project)["project"]
    asked = [*tables["dependencies"], *tables["optional-dependencies"]["desk"]]
    names = {bare(re.split(r"[\[<>=!~;\s]", each, maxsplit=1)[0]) for each in asked}
    return [f"{name}=={version}" for name, version in LINE.findall(lock) if bare(name) in names]


def missing(requirements: list[str], platform: str, python: str) -> str | None:
    """Return what pip says where a wheel of these packages or of what they need is missing; None where none is."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        command += ["--only-binary=:all:", "--python-version", python]
        command += [word for tag in PLATFORMS[platform] for word in ("--platform", tag)]
        command += ["--implementation", "cp", "--dest", folder, *requirements]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else done.stderr.strip()


def main() -> int:
    """Print one line for each platform and Python; return the exit code."""
    platforms = (sys.argv[1],) if len(sys.argv) > 1 else tuple(PLATFORMS)
    pythons = (sys.argv[2],) if len(sys.argv) > 2 else PYTHONS
    lock = (ROOT / "requirements" / "dev.txt").read_text("utf-8")
    requirements = wanted((ROOT / "pyproject.toml").read_text("utf-8"), lock)
    failed = False
    for platform in platforms:
        for python in pythons:
            gap = missing(requirements, platform, python)
            print(f"{platform}, Python {python}: {'wheels for all' if gap is None else 'a wheel is missing'}")
            if gap is not None:
                failed = True
                print(gap, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
