# SPDX-License-Identifier: AGPL-3.0-or-later
"""Errors of keys, notes and words."""

from plaint.errors import FormatError, PlaintError


class SignatureError(PlaintError):
    """A signature does not belong to what it stands under; the statement must not be believed."""


class NoteError(FormatError):
    """The text is no signed note, or its key lines are malformed."""


class WordsError(FormatError):
    """The words or digits are not a receipt or recovery sheet as they were shown; nothing was looked up with them.

    `place` is the number of the word at fault (from 1; 0 if it is the whole) and `nearest` what it may have been. Both
    are for the page that the person types into; neither enters the message, which may end in a log.
    """

    def __init__(self, message: str, *, hint: str = "", place: int = 0, nearest: tuple[str, ...] = ()) -> None:
        """Keep message and hint, and beside them the place of the word at fault and the words nearest to it."""
        super().__init__(message, hint=hint)
        self.place = place
        self.nearest = nearest
