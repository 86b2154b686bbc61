# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way of a desk, a cosigner or a terminal to the public server: which address is safe, how it is reached."""
