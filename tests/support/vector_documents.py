# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shared vectors of receipts, strict JSON, bodies and documents."""

import hashlib
import unicodedata
from typing import TYPE_CHECKING, Any

from plaint.entry import sections, strictjson
from plaint.entry.complaint import About, Complaint, Helper
from plaint.entry.followup import FollowUp
from plaint.entry.identity import SealedName
from plaint.keys.words import LANGUAGES, to_words
from plaint.ledger.packet import erase_commit_of
from plaint.receipt.derive import Thread
from plaint.receipt.digits import to_digits
from tests.support.vector_parts import ORIGIN, SMALL, Vectors, seed

if TYPE_CHECKING:
    from collections.abc import Mapping


def receipt() -> Vectors:
    """Return receipts: words, digits and all derivations; what people type, right and wrong."""
    cases = []
    for name, origin in (("entropy", ORIGIN), ("second", "a"), ("third", "plaint.example/" + "x" * 48)):
        cases.append(_receipt_case(seed(name, 16), origin))
    cases += [_receipt_case(bytes(16), ORIGIN), _receipt_case(b"\xff" * 16, ORIGIN)]
    return {"cases": cases, "typed": _typed(seed("entropy", 16))}


def _receipt_case(entropy: bytes, origin: str) -> Vectors:
    thread = Thread.from_entropy(entropy, origin)
    record_id, attachment_id = seed("record id", 16), seed("attachment id", 16)
    token = thread.erase_token(record_id)
    return {
        "origin": origin,
        "entropy": entropy.hex(),
        "words": {language: " ".join(to_words(entropy, language)) for language in LANGUAGES},
        "digits": " ".join(to_digits(entropy)),
        "thread_key": thread.key.hex(),
        "thread_seed": thread.identity.seed.hex(),
        "thread_recipient_hash": hashlib.sha256(thread.identity.recipient.raw).hexdigest(),
        "follow_up_key": thread.follow_up.public.hex(),
        "case_id": thread.case_id.hex(),
        "record_id": record_id.hex(),
        "erase_token": token.hex(),
        "erase_commit": erase_commit_of(token).hex(),
        "attachment_id": attachment_id.hex(),
        "chunk_number": 7,
        "chunk_token": thread.chunk_token(attachment_id, 7).hex(),
    }


def _typed(entropy: bytes) -> Vectors:
    russian, english, digits = to_words(entropy, "ru"), to_words(entropy, "en"), to_digits(entropy)
    # Words with й and ё, in every form that a keyboard or a file may give them.
    trap = bytes.fromhex("5a" * 16)
    accepted = [
        (" ".join(russian), entropy),
        (" ".join(russian).upper(), entropy),
        (", ".join(english), entropy),
        ("\r\n".join(f"{at}. {word}" for at, word in enumerate(russian, 1)), entropy),
        (" ".join(f"{at}){word}" for at, word in enumerate(english, 1)), entropy),
        ("\u00a0".join(russian) + "\n", entropy),
        ("-".join(digits), entropy),
        ("".join(digits), entropy),
        ("\n".join(f"{at}. {group}" for at, group in enumerate(digits, 1)), entropy),
    ]
    accepted += [(unicodedata.normalize(form, " ".join(to_words(trap, "ru"))), trap) for form in ("NFC", "NFD")]
    accepted.append((" ".join(to_words(trap, "ru")).replace("ё", "е"), trap))
    refused = [
        "",
        " ".join(russian[:11]),
        " ".join([*russian, russian[0]]),
        " ".join([*russian[:11], "нетакогослова"]),
        " ".join([russian[1], russian[0], *russian[2:]]),
        " ".join([*russian[:6], *english[6:]]),
        " ".join(to_words(bytes(32), "ru")),
        " ".join(digits[:12]),
        " ".join([*digits, "0001"]),
        " ".join(["0000", *digits[1:]]),
        " ".join(["2049", *digits[1:]]),
        " ".join([*digits[:12], f"{(int(digits[12]) + 1) % 10_000:04d}"]),
        " ".join([digits[1], digits[0], *digits[2:]]),
    ]
    return {
        "accepted": [{"typed": typed, "entropy": found.hex()} for typed, found in accepted],
        "refused": refused,
    }


def strict_json() -> Vectors:
    """Return strict JSON: texts and their written form, and what is refused."""
    texts = [
        "null", " [ ] ", "{}", "[1,-1,0,9007199254740991,-9007199254740991]", '"\\u0041\\ud83d\\ude00\\/"',
        '{"б":1,"a":2,"\\uff5e":3,"\\ud83d\\ude00":4,"A":5}', '{"__proto__":1,"constructor":{"a":[]}}',
        '"\\u0000\\u001f\\u007f\\u2028"', "[" * 16 + "]" * 16, '{"a": [true, false, null, "текст\\n"]}\r\n',
    ]  # fmt: skip
    refused = [
        b"", b"{} {}", b"1.5", b"1.0", b"1e3", b"-0", b"01", b"+1", b"9007199254740992", b"-9007199254740992", b"NaN",
        b"-Infinity", b'{"a":1,"a":1}', b'{"a":1,"\\u0061":2}', b'"\\ud83d"', b'{"\\udc00":1}', b'"\\ude00\\ud83d"',
        b'"a\nb"', b"{'a':1}", b"[1,]", b"{,}", b"{} // x", b"\xef\xbb\xbf{}", b'"\xff"', b'"\xed\xa0\x80"',
        b'"\xc0\xaf"', b"[" * 17 + b"]" * 17, "\u00a0{}".encode(), b"True", b"undefined", b'"\\x41"', b'"\\u12"',
        b'{"a"}', b"[", b'"', b"0x10", b"1_000", b"99999999999999999999",
    ]  # fmt: skip
    return {
        "read": [{"text": text, "written": strictjson.dumps(strictjson.loads(text))} for text in texts],
        "refused": [octets.hex() for octets in refused],
    }


def body() -> Vectors:
    """Return bodies of records, and lists of relayed records."""
    good: list[Mapping[int, bytes]] = [{}, {1: b"{}"}, {1: b"a", 2: b"", 6: b"c"}, {0: b"zero", 255: b"last"}]
    refused = ["0100000000" * 2, "02000000000100000000", "01000000", "0100000001", "01ffffffff", "010000000161ff"]
    return {
        "good": [
            {
                "sections": {str(tag): octets.hex() for tag, octets in tagged.items()},
                "body": sections.encode(tagged).hex(),
            }
            for tagged in good
        ],
        "refused": refused,
        "relayed": {"records": ["aa", "", "bbcc"], "bytes": sections.encode_relayed((b"\xaa", b"", b"\xbb\xcc")).hex()},
        "relayed_refused": ["", "000000", "00000002aa", "00000001aabb"],
    }


COMPLAINTS = {
    "small": SMALL,
    "full": Complaint(
        language="en", relation="relative",
        about=About(
            bodies=("prosecutor-1", "a"), regions=("chechnya",), unknown=True, uniformed=True,
            note="Two men. \U0001f600",
        ),
        left_out=("ombudsman-1",), included=("ministry-2",), account='Line one.\nLine two.\t"quoted" \\ \u2028 end',
        when="March 2017", where="A building with a green gate", who="They called one “Commander”",
        others="Four others", needs="A doctor", urgency="now", wish="act", consent=("petition", "count"), earlier=True,
        helper=Helper(organisation="Hotline", relation="hotline", consent="spoken", dictated=True),
    ),
    "longest": Complaint(language="ce", about=About(unknown=True), account="\U00010400" * 10_000, wish="keep"),
}  # fmt: skip
FOLLOW_UPS = {
    "text": FollowUp(language="ru", text="Есть ещё свидетель."),
    "consent": FollowUp(language="en", grant=("lawyer",), withdraw=("press", "count")),
    "close": FollowUp(language="en", close=True),
    "name": FollowUp(language="ru", envelope="replace"),
}
NAMES = {
    "short": SealedName(name="Я"),
    "full": SealedName(name="Имя Фамилия", contact="через адвоката", safe_contact="не звонить домой", other="1990"),
}


def documents() -> Vectors:
    """Return documents of complaints, follow-ups and names in their written form, and changes that make them wrong."""
    wrong: list[tuple[str, Any]] = [
        ("language", "rus"), ("relation", "friend"), ("about", []), ("about.bodies", ["a", "a"]),
        ("about.bodies", ["Police"]), ("about.unknown", 0), ("about.note", "x" * 301), ("left_out", ["-a"]),
        ("account", ""), ("account", "x" * 10_001), ("when", "x" * 301), ("urgency", "later"), ("wish", "wait"),
        ("consent", ["everything"]), ("earlier", 1), ("helper", []), ("form", 0),
    ]  # fmt: skip
    return {
        "complaint": {name: said.encode().decode() for name, said in COMPLAINTS.items() if name != "longest"},
        "longest_complaint": {
            "account_letter": "\U00010400", "account_length": 10_000,
            "hash": hashlib.sha256(COMPLAINTS["longest"].encode()).hexdigest(),
        },
        "complaint_refused": [{"field": field, "value": value} for field, value in wrong],
        "follow_up": {name: said.encode().decode() for name, said in FOLLOW_UPS.items()},
        "follow_up_refused": [
            {"field": "text", "value": ""}, {"field": "text", "value": "x" * 10_001},
            {"field": "grant", "value": ["all"]}, {"field": "envelope", "value": "remove"},
            {"field": "close", "value": 0},
        ],
        "name": {name: said.encode().hex() for name, said in NAMES.items()},
    }  # fmt: skip
