# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of one implementation open in the others: npm age-encryption, and a stock `age` where one is installed."""

import base64
import json
import subprocess
from pathlib import Path

from plaint.age.decrypt import decrypt, open_slot
from plaint.age.encrypt import encrypt
from tests.support.keys import age_identities
from tests.support.node import run_script
from tests.support.stockage import stock_age

MEMBERS = age_identities(15)
TEXT = "Жалоба. ".encode() * 9000


def test_javascript_and_python_open_each_others_files() -> None:
    """Files to 1, 5 and 15 recipients, sealed on either side, open on the other; one key has one recipient in both."""
    counts = (1, 5, 15)
    wanted = {
        "seal": [
            {"recipients": [str(m.recipient) for m in MEMBERS[:count]], "plaintext": base64.b64encode(TEXT).decode()}
            for count in counts
        ],
        "open": [
            {
                "identity": MEMBERS[count - 1].to_text(),
                "file": base64.b64encode(encrypt(TEXT, [m.recipient for m in MEMBERS[:count]])).decode(),
            }
            for count in counts
        ],
    }
    answer = json.loads(run_script("age.mjs", json.dumps(wanted)))
    for count, sealed in zip(counts, answer["sealed"], strict=True):
        file = base64.b64decode(sealed)
        assert decrypt(file, [MEMBERS[0]]) == TEXT
        assert open_slot(file, MEMBERS[count - 1], slots=count, position=count - 1) == TEXT
    assert [base64.b64decode(opened) for opened in answer["opened"]] == [TEXT] * 3
    assert answer["recipients"] == [str(MEMBERS[count - 1].recipient) for count in counts]


def test_a_stock_age_opens_what_we_seal(tmp_path: Path) -> None:
    """The rescue path: a stock `age` opens our file with the identity's text in a file."""
    age = stock_age()
    (tmp_path / "key.txt").write_text(MEMBERS[2].to_text() + "\n")
    (tmp_path / "sealed.age").write_bytes(encrypt(TEXT, [m.recipient for m in MEMBERS[:3]]))
    command = [age, "--decrypt", "--identity", str(tmp_path / "key.txt"), str(tmp_path / "sealed.age")]
    assert subprocess.run(command, capture_output=True, check=True).stdout == TEXT


def test_we_open_what_a_stock_age_seals() -> None:
    """A file of a stock `age` to one of our recipients opens here."""
    command = [stock_age(), "--encrypt", "--recipient", str(MEMBERS[0].recipient)]
    file = subprocess.run(command, input=TEXT, capture_output=True, check=True).stdout
    assert decrypt(file, [MEMBERS[0]]) == TEXT
