# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making keys and a recovery sheet, or rebuilding the desk from one."""
