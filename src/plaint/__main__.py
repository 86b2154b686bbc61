# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m plaint` is the command `plaint`."""

from plaint.cli import main

main(prog_name="plaint")
