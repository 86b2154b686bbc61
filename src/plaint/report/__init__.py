# SPDX-License-Identifier: AGPL-3.0-or-later
"""The annual report: released tables and texts that people wrote in, one document out, in four forms.

Rules of this room:

- A number of the group's own comes from a released table or a released figure, and from nowhere else.
- Whoever writes the texts writes words. A text names a figure; it cannot say one of its own without marking it as such.
- `document` is what a report is; `writing` makes it, pure. The writers (`pdf`, `html`, `docx`) turn the same document
  into bytes and decide nothing about what it says; `tables` writes the release itself.
- What people wrote is data to every writer: Typst gets it as JSON beside a fixed template, HTML and DOCX get it
  escaped.
- The same folder and the same release give the same bytes: no clock, no fonts of the machine, no order by chance.
- A report is written whole beside its place and renamed; nothing is overwritten.

How to write one: docs/report.md; why it is made so: docs/decisions/0044-how-the-report-is-set.md.
"""
