# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one family of errors of the age format, in the order in which reading meets them."""

from plaint.errors import FormatError


class AgeError(FormatError):
    """An age file or age key could not be used; nothing of it was used."""


class KeyTextError(AgeError):
    """The text is not an `age1pq1…` recipient or an `AGE-SECRET-KEY-PQ-1…` identity."""


class HeaderError(AgeError):
    """The header of the file does not have the one form that c2sp.org/age gives it."""


class NoMatchError(AgeError):
    """The file was not sealed to this key, or the part meant for this key was damaged on purpose or by accident."""


class MacError(AgeError):
    """The header was changed after sealing, or its parts carry different keys for different readers."""


class PayloadError(AgeError):
    """The content was cut, lengthened, reordered or changed after sealing; none of it was used."""
