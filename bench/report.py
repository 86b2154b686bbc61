# SPDX-License-Identifier: AGPL-3.0-or-later
"""The annual report once its figures are there: all forms in both languages, beside Typst setting the same pages.

python bench/report.py [--quick] [--json]
"""

import time
from pathlib import Path

from measured import Figure, arguments, processor_time, report

from plaint.demo import year
from plaint.figures import gate, spec
from plaint.figures.period import Period
from plaint.language import read as read_catalogue
from plaint.register.examining import read as read_register
from plaint.report import folder, making, pdf, plan, writing
from plaint.report.writing import Material, Text

FRAME = gate.Frame(name="annual-2026", period=Period.parse("2026"), as_of="2027-03", bound=gate.BOUND)
EXAMPLE = Path(__file__).parents[1] / "examples" / "register"


def main() -> None:
    """Measure and report."""
    options = arguments(__doc__).parse_args()
    complaints = 10_000 if options.quick else 50_000
    release = gate.examine(year.invent(complaints), spec.standard(year.codebook()), [], FRAME).release
    files = {name: octets.decode() for name, octets in folder.templates().items()}
    texts = {
        language: [Text(place=name, text=text) for name, text in files.items() if name.startswith(f"texts/{language}/")]
        for language in plan.LANGUAGES
    }
    material = Material(
        plan=plan.parse(files["report.toml"]),
        release=release,
        register=read_register(EXAMPLE),
        book="bench",
        head="0" * 64,
        draft=False,
    )
    documents = [
        writing.document(material, chapters, read_catalogue(language, "report"), read_catalogue(language, "register"))
        for language, chapters in texts.items()
    ]
    pdf.bare(documents[0])
    bare = processor_time(lambda: [pdf.bare(one) for one in documents], time.process_time)
    begun = time.monotonic()
    whole = processor_time(lambda: making.make(material, texts), time.process_time)
    clock = time.monotonic() - begun
    report(
        [
            Figure(
                what=f"report: {len(release.tables)} tables of {complaints:,} complaints, 2 languages, 4 forms",
                value=whole,
                unit="s CPU",
                bare=bare,
                limit="Typst setting the same pages in the same run",
                aim="< 5 s",
                reached=whole < 5,
            ),
            Figure(what="the same by the clock", value=clock, unit="s"),
        ],
        as_json=options.json,
    )


if __name__ == "__main__":
    main()
