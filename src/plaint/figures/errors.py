# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong between neutral rows and a released figure."""

from plaint.errors import FormatError, PlaintError


class FiguresError(PlaintError):
    """A figure cannot be made or released as asked; nothing was written."""


class RowsError(FormatError):
    """A file of neutral rows, a codebook or a list of tables is wrong; the message says where, for each fault."""


class GateError(FiguresError):
    """The gate does not let a release through; the message says which figure, and what would be known by it."""


class BookError(FiguresError):
    """The release book is damaged, or what is to be appended does not belong there; the file was not changed."""


class ApprovalError(BookError):
    """A release lacks the approvals of two members of different bodies; nothing was appended."""


class PressError(FiguresError):
    """A sentence for the press says a number that no released figure carries."""
