# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person at a terminal who seals a complaint with `plaint seal`, to be carried to any door."""

import re
import time
from pathlib import Path

from click.testing import CliRunner

from plaint.charter.fingerprint import words as fingerprint
from plaint.cli import main
from tests.support.groups import group_folder
from tests.support.living import Living

ACCOUNT = "Записано со слов, отправлено без браузера."
_ANSWERS = f"""
[[complaint]]
language = "ru"
account = "{ACCOUNT}"
about = {{ bodies = ["north-police"] }}
"""


def sealed(intake: Living, folder: Path) -> tuple[Path, list[str]]:
    """Seal a complaint for the group of `intake`; return the parcel, as text, and the words of its receipt."""
    handed_out = group_folder(folder / "group", intake.group)
    (handed_out / "freshness").write_bytes(intake.group.freshness(int(time.time())))
    answers, parcel = folder / "answers.toml", folder / "parcel.txt"
    answers.write_text(_ANSWERS, encoding="utf-8")
    arguments = ["seal", str(handed_out), "--out", str(parcel), "--answers", str(answers)]
    printed = " ".join(fingerprint(intake.group.signed.digest))
    result = CliRunner().invoke(main, [*arguments, "--fingerprint", printed])
    assert result.exit_code == 0, result.output
    return parcel, re.findall(r"^ ?\d+\. (\S+)$", result.stdout, re.MULTILINE)
