# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses: which may be used, which would show what is sent, and which only look like the printed one."""

import pytest

from plaint.line.address import Address, AddressError, Fault

TOR = "127.0.0.1:9050"


@pytest.mark.parametrize(
    ("server", "fault"),
    [
        ("http://plain.example", Fault.PLAIN),
        ("http://abc.onion", Fault.TORLESS),
        ("https://abc.onion", Fault.TORLESS),
        ("ftp://x.example", Fault.FORM),
        ("x.example", Fault.FORM),
        ("https://x.example/path", Fault.FORM),
        ("https://u@x.example", Fault.FORM),
        ("https://:secret@x.example", Fault.FORM),
        ("https://x.example:99999", Fault.FORM),
        ("https://x.example?", Fault.FORM),
        ("https://x.example#e", Fault.FORM),
        ("https://x.example\n", Fault.FORM),
        ("https://x y.example", Fault.FORM),
        ("https://x..example", Fault.FORM),
        (f"https://{'x' * 64}.example", Fault.FORM),
        (f"https://{'x.' * 130}example", Fault.FORM),
        ("https://ex\u0430mple.org", Fault.FORM),  # a Cyrillic а, which looks the same
        ("http://127.0.0.1.example", Fault.PLAIN),
        ("http://127.example", Fault.PLAIN),
        ("http://10.0.0.1", Fault.PLAIN),
        ("http://[::2]", Fault.PLAIN),
        ("http://localhost.example", Fault.PLAIN),
        ("", Fault.FORM),
    ],
)
def test_an_unsafe_address_is_refused(server: str, fault: Fault) -> None:
    """Plain http to a public host, an onion without Tor, and what is no bare address in Latin letters are refused."""
    with pytest.raises(AddressError) as caught:
        Address(server)
    assert caught.value.fault is fault
    assert caught.value.hint
    assert not server or server not in str(caught.value)


@pytest.mark.parametrize(
    "proxy",
    ["nonsense", "127.0.0.1", "127.0.0.1:99999", "user@127.0.0.1:9050", ":9050", "http://127.0.0.1:9050", f"{TOR}/x"],
)
def test_a_wrong_proxy_is_named(proxy: str) -> None:
    """What is no SOCKS port is refused for an onion and for any other address."""
    for server in ("http://abc.onion", "https://x.example"):
        with pytest.raises(AddressError) as caught:
            Address(server, proxy)
        assert caught.value.fault is Fault.PROXY


@pytest.mark.parametrize(
    ("server", "proxy"),
    [
        ("https://x.example/", ""),
        ("https://X.Example:8443", ""),
        ("http://abc.onion", TOR),
        ("http://ABC.ONION/", f"socks5://{TOR}"),
        ("https://x.example", f"socks5h://{TOR}"),
        ("http://127.0.0.1:8000", ""),
        ("http://127.1.2.3:8000", ""),
        ("http://localhost", ""),
        ("http://[::1]:8000", ""),
    ],
)
def test_a_safe_address_is_taken(server: str, proxy: str) -> None:
    """https, an onion through Tor, and this machine itself are taken; a slash at the end is dropped."""
    address = Address(server, proxy)
    assert (address.server, address.proxy) == (server, proxy)
    assert address.base == server.rstrip("/")
    assert address.socks == (TOR if proxy else "")
