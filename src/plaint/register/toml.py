# SPDX-License-Identifier: AGPL-3.0-or-later
"""TOML with the lines at which things stand, and writing it.

Rules of this module:

- The standard library decides what is TOML and what it means. The scanner below runs over text that `tomllib` has
  accepted and says only *where* each key stands, so a mistake in it can point at a wrong line and never change a value.
- Names of keys and tables are read by `tomllib` as well: quoted and dotted keys have one meaning.
- A changed value replaces the lines of its own statement. What a person wrote around it, comments included, stays.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from plaint.register.findings import Finding

MOST_BYTES: Final = 65_536
"""Of one file of the record. The longest that is not hostile has about 6 KiB."""
MOST_DEPTH: Final = 16
"""Of brackets. `tomllib` calls itself for each; a record needs two."""

Path = tuple[str | int, ...]
_AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)$")
_TOKEN: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'|#[^\n]*|[\[\]{}\n]",
    re.DOTALL,
)
_EQUALS: Final = re.compile(r'"(?:\\.|[^"\\])*"|' + r"'[^']*'|=")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_OPENING: Final = ("[", "{")
_CLOSING: Final = ("]", "}")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Span:
    """The lines of one statement, from 1, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the record: what it says, and where."""

    text: str
    table: dict[str, Any]
    spans: Mapping[Path, Span]

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest thing around it that has one; 1 for the whole."""
        while path:
            if path in self.spans:
                return self.spans[path].first
            path = path[:-1]
        return 1


def decode(octets: bytes, place: str) -> tuple[str, Finding | None]:
    """Return the text of a file, or "" and what is wrong: too long, or no UTF-8, with the line of the bad byte."""
    if len(octets) > MOST_BYTES:
        return "", Finding(place, 0, f"The file is longer than {MOST_BYTES} bytes.", "Split it, or shorten its texts.")
    try:
        return octets.decode(), None
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        column = error.start - octets.rfind(b"\n", 0, error.start)
        problem = f"Byte {column} of this line is no UTF-8."
        return "", Finding(place, line, problem, "Save the file as UTF-8.")


def read(octets: bytes, place: str) -> tuple[Document | None, Finding | None]:
    """Return the document in a file's bytes, or what is wrong with it."""
    text, finding = decode(octets, place)
    if finding:
        return None, finding
    deep = _too_deep(text)
    if deep:
        return None, Finding(place, deep, "Brackets stand too deep in one another.", "A record needs two levels.")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        problem = f"This is no TOML: {_AT_LINE.sub('', str(error)).strip().rstrip('.')}."
        line = int(at[1]) if at else text.count("\n") + 1
        return None, Finding(place, line, problem, "Mend that line.")
    except (RecursionError, ValueError):
        return None, Finding(place, 0, "This is no TOML that a record can have.", "Compare it with another record.")
    return Document(text, table, dict(_spans(text))), None


def write(table: Mapping[str, Any]) -> str:
    """Return a table as TOML: own values first, then tables, then lists of tables; None and empty lists are left out.

    Values are texts, whole numbers, truth values, lists of texts, tables, and lists of tables.
    """
    lines: list[str] = []
    _write(table, "", lines)
    return "\n".join(lines).strip("\n") + "\n"


def replaced(document: Document, path: Path, value: object) -> str:
    """Return the text of the document with the value at `path` changed, or taken out where `value` is None.

    A key that is not there yet is put into its table. Raises `KeyError` where that table is not there either.
    """
    lines = _lines(document)
    span = document.spans.get(path)
    if span is not None:
        key = _before_equals(lines[span.first - 1])
        lines[span.first - 1 : span.last] = [] if value is None else [f"{key.rstrip()} = {_value(value)}"]
    elif value is not None:
        at, table = _end_of_table(document, path[:-1])
        key = ".".join(_key(str(part)) for part in path[len(table) :])
        lines.insert(at, f"{key} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _lines(document: Document) -> list[str]:
    # Not `splitlines`, which sees line ends inside texts where TOML has none (U+0085, U+2028).
    return document.text.removesuffix("\n").split("\n") if document.text else []


def _end_of_table(document: Document, table: Path) -> tuple[int, Path]:
    """Return the last line of the own keys of a table, and the path of the header under which they stand.

    A table of dotted keys has no header of its own: then it is the one further up.
    """
    if table and table not in document.spans:
        raise KeyError(table)
    lines = _lines(document)
    headers = {()} | {path for path, span in document.spans.items() if lines[span.first - 1].lstrip().startswith("[")}
    while table not in headers:
        table = table[:-1]
    first = document.spans[table].first if table else 0
    own = [
        span.last
        for path, span in document.spans.items()
        if path[: len(table)] == table and path not in headers and not _deeper(path, table, headers)
    ]
    return max([first, *own]), table


def _deeper(path: Path, table: Path, headers: set[Path]) -> bool:
    """Whether a key stands under a header further in than that of `table`."""
    return any(path[:length] in headers for length in range(len(table) + 1, len(path)))


def _too_deep(text: str) -> int:
    """Return the line at which brackets stand deeper than `MOST_DEPTH`, or 0. Errs on the side of refusing."""
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in _OPENING:
            depth += 1
        elif token[0] in _CLOSING:
            depth = max(0, depth - 1)
        if depth > MOST_DEPTH:
            return text.count("\n", 0, token.start()) + 1
    return 0


def _spans(text: str) -> Iterator[tuple[Path, Span]]:
    """Give the path and the lines of each header and each key of a text that is known to be TOML."""
    table: Path = ()
    counts: dict[Path, int] = {}
    line = 1
    for piece in _statements(text):
        bare = piece.strip(" \t")
        last = line + piece.rstrip("\n").count("\n")
        if bare.startswith("[["):
            path = _resolved(_names(_header(bare)), counts)
            counts[path] = counts.get(path, -1) + 1
            table = (*path, counts[path])
            yield table, Span(line, last)
        elif bare.startswith("["):
            table = _resolved(_names(_header(bare)), counts)
            yield table, Span(line, last)
        elif bare.strip("\r\n") and not bare.startswith("#"):
            names = _names(_before_equals(bare))
            for depth in range(1, len(names)):
                yield (*table, *names[:depth]), Span(line, last)
            yield (*table, *names), Span(line, last)
        line = last + 1


def _statements(text: str) -> Iterator[str]:
    """Give the text in pieces that each hold one statement, its line ends included."""
    start = depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in _OPENING:
            depth += 1
        elif token[0] in _CLOSING:
            depth -= 1
        elif token[0] == "\n" and depth == 0:
            yield text[start : token.end()]
            start = token.end()
    if text[start:].strip():
        yield text[start:]


def _resolved(names: tuple[str, ...], counts: Mapping[Path, int]) -> Path:
    """Return the path that a header means: inside a list of tables, its newest table."""
    path: Path = ()
    for place, name in enumerate(names):
        path = (*path, name)
        if path in counts and place < len(names) - 1:
            path = (*path, counts[path])
    return path


def _names(written: str) -> tuple[str, ...]:
    """Return the names in a written key, as `tomllib` reads them."""
    found = []
    inner: Any = tomllib.loads(f"{written.strip()} = 0")
    while isinstance(inner, dict):
        ((name, inner),) = inner.items()
        found.append(name)
    return tuple(found)


def _header(written: str) -> str:
    """Return what stands between the brackets of a header."""
    tokens = [token for token in _TOKEN.finditer(written) if token[0] in ("[", "]")]
    opening = 2 if written.startswith("[[") else 1
    return written[opening : tokens[opening].start()]


def _before_equals(written: str) -> str:
    """Return the key of a statement; an equals sign in a quoted key is part of it."""
    return written[: next(token.start() for token in _EQUALS.finditer(written) if token[0] == "=")]


def _write(table: Mapping[str, Any], name: str, lines: list[str], *, in_list: bool = False) -> None:
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    lists = {key: value for key, value in table.items() if _is_tables(value)}
    for key, value in table.items():
        if key not in inner and key not in lists and value is not None and value != []:
            lines.append(f"{_key(key)} = {_value(value)}")
    if in_list:
        # One block for each table of a list: what is inside it stands there with dotted keys.
        lines += [f"{_key(key)}.{path} = {_value(value)}" for key in inner for path, value in _dotted(inner[key])]
        inner = {}
    for key, value in inner.items():
        full = f"{name}{_key(key)}"
        lines += ["", f"[{full}]"]
        _write(value, f"{full}.", lines)
    for key, values in lists.items():
        full = f"{name}{_key(key)}"
        for value in values:
            lines += ["", f"[[{full}]]"]
            _write(value, f"{full}.", lines, in_list=True)


def _dotted(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from ((f"{_key(key)}.{path}", inner) for path, inner in _dotted(value))
        elif value is not None and value != []:
            yield _key(key), value


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    raise TypeError(f"{type(value).__name__} has no place in a record")


def _text(text: str) -> str:
    """Return a text as a basic string on one line; everything that TOML wants escaped is."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'
