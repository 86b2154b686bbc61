# SPDX-License-Identifier: AGPL-3.0-or-later
"""axe-core, run inside a page of ours.

It is brought in by the driver's evaluate and not as a script tag: our Content-Security-Policy refuses a foreign script,
and must go on doing so while the page is being checked.
"""

import json
from collections.abc import Callable

import pytest

from tests.support.shared import ROOT

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SOURCE = ROOT / "js" / "node_modules" / "axe-core" / "axe.min.js"

# The rule alone is wanted of what passes: with its elements, each answer would be many times as long.
_RUN = """axe.run(document, {runOnly: %s, resultTypes: ["violations"]}).then(result => JSON.stringify({
  passes: result.passes.length,
  violations: result.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160)).join(" | ")),
}))"""


def violations(evaluate: Callable[[str], object]) -> list[str]:
    """Return one line for each rule that the page breaks, with the elements that break it.

    `evaluate` runs an expression in the page, waits for a promise and returns its value: `page.evaluate` of Playwright
    or `firefox.evaluate`. A run in which no rule passes has checked nothing, and is an error.
    """
    if not SOURCE.exists():
        pytest.fail("axe-core is not installed: run `make setup`")
    if evaluate("typeof axe") == "undefined":  # half a megabyte of script: once a document, whatever is looked at in it
        evaluate(SOURCE.read_text("utf-8") + ";0")
    answer = evaluate(_RUN % json.dumps(TAGS))
    assert isinstance(answer, str)
    result = json.loads(answer)
    assert result["passes"] > 0, "axe found nothing to check"
    return [str(line) for line in result["violations"]]
