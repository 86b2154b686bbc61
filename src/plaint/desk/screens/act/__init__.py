# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member does in a case: reply, note, assignment, status, opening it for others, stepping out."""
