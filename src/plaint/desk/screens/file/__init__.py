# SPDX-License-Identifier: AGPL-3.0-or-later
"""One attachment: a picture is drawn anew and shown, anything else is given out sealed."""
