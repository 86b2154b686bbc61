# SPDX-License-Identifier: AGPL-3.0-or-later
"""The receipt: 128 random bits that a complainant keeps as 12 words or 13 groups of digits, and what follows.

Rules of this package (docs/protocol.md, section 5):

- The bits are uniform, so nothing is stretched: a slow derivation would cost a phone much and an attacker nothing more.
- Words, bits and any hash of them never leave the device on which they are shown or typed. What leaves is derived from
  them and tells nothing about them.
- The origin is in every derivation: the same words give other keys in another group.
"""
