# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings that make a plain Firefox behave like one that a complainant may have in front of them.

Tor Browser itself is not in Debian. What matters of it for us are preferences of Firefox: the three security levels of
its manual (Standard, Safer, Safest) switch JavaScript, the JIT compilers, WebAssembly and SVG; all of them resist
fingerprinting and count an onion address as a secure context.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

_SILENT: dict[str, bool | int | str] = {
    # No packet of Firefox's own leaves the machine, and nothing asks a question.
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.prefetch-next": False,
    "remote.log.level": "Error",
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a Firefox for a test can and cannot do."""

    javascript: bool = True
    jit: bool = True
    """Also WebAssembly, which Tor Browser switches together with the JIT compilers."""
    svg: bool = True
    resist_fingerprinting: bool = True
    private: bool = True
    onions_secure: bool = True
    """Whether `http://….onion` is a secure context: so in Tor Browser, not in a plain Firefox behind Tor."""
    socks_port: int | None = None
    language: str = "ru-RU, ru"
    extra: Mapping[str, bool | int | str] = field(default_factory=dict)

    def behind(self, socks_port: int) -> "Profile":
        """Return the same profile behind a Tor client."""
        return replace(self, socks_port=socks_port)

    def preferences(self) -> str:
        """Return the text of a `user.js`."""
        values: dict[str, bool | int | str] = {
            **_SILENT,
            "browser.privatebrowsing.autostart": self.private,
            "dom.securecontext.allowlist_onions": self.onions_secure,
            "intl.accept_languages": self.language,
            "javascript.enabled": self.javascript,
            "javascript.options.asmjs": self.jit,
            "javascript.options.baselinejit": self.jit,
            "javascript.options.ion": self.jit,
            "javascript.options.native_regexp": self.jit,
            "javascript.options.wasm": self.jit,
            "privacy.resistFingerprinting": self.resist_fingerprinting,
            "privacy.spoof_english": 1,  # 1: do not ask, do not spoof
            "svg.disabled": not self.svg,
            "webgl.disabled": True,
        }
        if self.socks_port is not None:
            values |= {
                "network.dns.blockDotOnion": False,
                "network.proxy.socks": "127.0.0.1",
                "network.proxy.socks_port": self.socks_port,
                "network.proxy.socks_remote_dns": True,
                "network.proxy.type": 1,
            }
        values |= self.extra
        return "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in values.items())


STANDARD = Profile()
SAFER = Profile(jit=False)
SAFEST = Profile(javascript=False, jit=False, svg=False)
PLAIN = Profile(resist_fingerprinting=False, private=False, onions_secure=False)
INSECURE = replace(PLAIN, extra={"network.dns.forceResolve": "127.0.0.1", "dom.security.https_first": False})
"""Like PLAIN, and every name leads to this machine: to open a page under one that is no secure context."""
