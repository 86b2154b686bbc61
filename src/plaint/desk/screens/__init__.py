# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's screens: one folder each, with its view, form, template and test beside each other.

Screens never import each other. What two of them need lies in a room below.
"""
