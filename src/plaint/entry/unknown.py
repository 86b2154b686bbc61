# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a newer program wrote: kept with its bytes and shown as "update needed", never dropped."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Unknown:
    """Bytes of a form whose version this program does not know."""

    form: str
    version: int
    octets: bytes = field(repr=False)
