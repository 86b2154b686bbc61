# SPDX-License-Identifier: AGPL-3.0-or-later
"""What reading a saved page may cost."""

from typing import Final

MOST_BYTES: Final = 32 * 2**20
"""Of a file. A report with pictures has about 10 MiB."""
MOST_HTML_BYTES: Final = 4 * 2**20
"""Of a page, for its proposals; a longer one is archived without."""
MOST_ANSWER_BYTES: Final = 8_192
LONGEST: Final = 300
"""Characters of a proposed title or author."""
SECONDS: Final = 10
MEMORY_BYTES: Final = 512 * 2**20
"""Address space of the worker where the system can limit it."""
