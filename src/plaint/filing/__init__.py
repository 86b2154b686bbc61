# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filing without a browser: at a terminal, on a machine without a network, for somebody who dictates."""
