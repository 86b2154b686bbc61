# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures that nobody can be found by: neutral rows in, released tables out.

Rules of this room:

- Rows carry codes and numbers only: no name, no case, no free text. Each unit (complaints, persons, petitions, …) has
  rows of its own, and no table mixes two of them.
- A `ReleasedTable` comes from the gate (`gate.examine`) or from the book that keeps what the gate let through, and from
  nowhere else; charts, texts and press lines take nothing else.
- The gate believes in nothing that it did not check: a protected cell passes when two readings of everything that was
  ever published were found that are at least `bound` apart in that cell, and not before.
- Whatever was published stays known for ever: each release is examined together with the whole release book.
- Nothing here draws at random. The same rows, specs and book give the same bytes.

From rows to a release:

    stands = book.read(path)
    proposal = gate.examine(rows, specs, stands.releases, gate.Frame(name=…, period=…, as_of=…, bound=stands.bound))
    approval = book.approve(stands.text(proposal), signer)  # by members of two bodies, who read its explanations
    release = book.append(path, proposal, approvals)

The method in words is docs/figures.md; the decision is docs/decisions/0042-how-figures-are-released.md.
"""
