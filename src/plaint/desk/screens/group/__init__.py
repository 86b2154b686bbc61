# SPDX-License-Identifier: AGPL-3.0-or-later
"""The group as its charter has it: bodies, members, fingerprint."""
