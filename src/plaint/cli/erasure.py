# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint erasure`: members of k bodies have the blobs of some leaves erased (docs/ceremony.md, section 6).

Rules of this command:

- Each runs it where the own desk is: that desk's verified ledger says what lies under a number, and its charter says
  who counts. Whatever the server would refuse is refused before anybody signs.
- A signature is asked for after everything was shown. It cannot be taken back, and the program says so.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

import click

from plaint.charter.keyfile import MemberKey
from plaint.charter.model import Charter
from plaint.cli.options import OUT
from plaint.cli.passphrase import PASSPHRASE_FILE, unlocked
from plaint.clock import SystemClock, date_of
from plaint.desk.connection import read_connection
from plaint.desk.erasing.sight import Sight, look
from plaint.desk.erasing.wish import LONGEST, Wish, WishError, join, new_wish, tombstones
from plaint.desk.erasing.wish import sign as sign_wish
from plaint.desk.home import Home, default_folder
from plaint.desk.mirror.connection import Mirror
from plaint.desk.sync.constitution import Book, read_book
from plaint.desk.vault.connection import Vault
from plaint.files import read_text, write_new
from plaint.filing.line import HttpLine
from plaint.ledger.leaf import LeafKind
from plaint.line.address import Address

_DAY: Final = 86_400
_HELD: Final = re.compile(rb"held [0-9a-f]{64}\n")
HOME = click.option("--home", type=click.Path(path_type=Path, file_okay=False), help="Your desk's folder.")
YES = click.option("--yes", is_flag=True, help="Sign without being asked, having read all of it before.")


@dataclass(frozen=True, slots=True)
class _Desk:
    """A member's desk while it does not run."""

    home: Home
    key: MemberKey
    book: Book
    mirror: Mirror
    vault: Vault

    @property
    def charter(self) -> Charter:
        """The newest charter that this desk has verified."""
        return self.book.constitution.newest.charter

    def look(self, indices: Iterable[int]) -> tuple[Sight, ...]:
        """Return what this desk knows of some leaves."""
        with self.mirror.read() as rows, self.vault.read() as kept:
            return tuple(look(rows, kept, self.book, index) for index in indices)


@click.group()
def command() -> None:
    """Have an entry erased by the group: members of k bodies sign the same wish.

    Each runs this on the own machine, while the own desk is ended.
    """


@command.command()
@click.argument("leaves", metavar="LEAF...", nargs=-1, required=True, type=click.IntRange(min=0))
@click.option("--reason", required=True, help="Why, for the other members: at most 1,000 characters on one line.")
@HOME
@PASSPHRASE_FILE
@YES
@OUT
def ask(  # click passes each option as an argument
    leaves: tuple[int, ...],
    reason: str,
    home: Path | None,
    passphrase_file: Path | None,
    yes: bool,  # noqa: FBT001  # click passes options as they are
    folder: Path,
) -> None:
    """Begin a wish that the blob of each LEAF be erased, and sign it.

    LEAF is the number of an entry, as the page of the case or of the ledger shows it.
    """
    with _desk(home, passphrase_file) as desk:
        sights = desk.look(sorted(set(leaves)))
        _sign(desk, new_wish(desk.charter, (one.target for one in sights), reason), sights, folder, asked=not yes)


@command.command()
@click.argument("wishes", metavar="WISH...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@HOME
@PASSPHRASE_FILE
@YES
@OUT
def sign(
    wishes: tuple[Path, ...],
    home: Path | None,
    passphrase_file: Path | None,
    yes: bool,  # noqa: FBT001  # click passes options as they are
    folder: Path,
) -> None:
    """Show a WISH, ask, and sign it for your body; several files of one wish are put together."""
    wish = _read(wishes)
    with _desk(home, passphrase_file) as desk:
        _sign(desk, wish, _compared(desk, wish), folder, asked=not yes)


@command.command("hand-in")
@click.argument("wishes", metavar="WISH...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@HOME
@PASSPHRASE_FILE
def hand_in(wishes: tuple[Path, ...], home: Path | None, passphrase_file: Path | None) -> None:
    """Bring a WISH that members of k bodies have signed to the group's server."""
    wish = _read(wishes)
    with _desk(home, passphrase_file) as desk:
        sights = _compared(desk, wish)
        stones = {stone.index: stone for stone in tombstones(wish, desk.charter)}
        connection = read_connection(desk.home.connection)
        if connection is None:
            raise WishError("This desk knows no server.", hint="Connect it first.")
        click.echo("\n".join(_told(desk, wish, sights)))
        waiting = [bytes(stones[one.target.index]) for one in sights if not one.gone and one.going is None]
        if not waiting:
            raise WishError("All of it is erased, or is to be already.", hint="There is nothing left to hand in.")
        _send(connection.address, waiting)
        day = SystemClock().now() + desk.charter.ledger_tick + desk.charter.erase_days * _DAY
    click.echo(f"held: {len(waiting)}. The ledger has it from its next tick on; it takes effect about {date_of(day)}")


@contextmanager
def _desk(folder: Path | None, passphrase_file: Path | None) -> Iterator[_Desk]:
    home = Home((folder or default_folder()).absolute())
    if not all(path.is_file() for path in (home.key_file, home.mirror, home.vault)):
        raise WishError("There is no desk in this folder.", hint="Name its folder with --home.")
    with closing(home.hold()):
        key = unlocked(home.key_file, passphrase_file)
        with closing(Mirror(home.mirror)) as mirror, closing(Vault(home.vault, key.keys.vault_key)) as vault:
            with mirror.read() as rows:
                book = read_book(rows)
            if book is None:
                raise WishError("This desk has not pulled the ledger yet.", hint="Start it and let it sync first.")
            yield _Desk(home, key, book, mirror, vault)


def _read(paths: tuple[Path, ...]) -> Wish:
    return join([Wish.from_text(read_text(path, LONGEST)) for path in paths])


def _compared(desk: _Desk, wish: Wish) -> tuple[Sight, ...]:
    """Return what this desk knows of the leaves of a wish that somebody else has begun."""
    if wish.origin != desk.charter.origin:
        raise WishError("This wish is one of another group.", hint="Ask whoever sent it.")
    sights = desk.look(one.index for one in wish.targets)
    for sight, target in zip(sights, wish.targets, strict=True):
        if sight.target != target:
            raise WishError(
                f"In the ledger of this desk, leaf {target.index} is another than the wish says.",
                hint="Do not sign it. Compare the head on the page of the ledger with whoever began the wish.",
            )
    return sights


def _sign(desk: _Desk, wish: Wish, sights: tuple[Sight, ...], folder: Path, *, asked: bool) -> None:
    for sight in sights:
        _need_there(sight)
    signed = sign_wish(wish, desk.key, desk.charter)
    click.echo("\n".join(_told(desk, wish, sights)))
    if asked:
        click.confirm("It cannot be taken back. Do you sign this for your body?", abort=True, err=True)
    path = folder / f"{sights[0].target.index}.{desk.key.member}.wish"
    write_new(path, str(signed).encode())
    click.echo(f"wish:    {path}")
    bodies, k = len(signed.bodies(desk.charter)), desk.charter.k
    following = "Hand it in: plaint erasure hand-in." if bodies >= k else "Members of other bodies sign it next."
    click.echo(f"Signed by {bodies} of {k} bodies. {following}", err=True)


def _need_there(sight: Sight) -> None:
    """Raise `WishError` where nothing is left to be asked for."""
    if sight.gone:
        said = "is erased already"
    elif sight.going is not None:
        said = f"is to be erased already, on {date_of(sight.going)}"
    else:
        return
    raise WishError(f"Leaf {sight.target.index} {said}.", hint="Make the wish without it.")


def _told(desk: _Desk, wish: Wish, sights: tuple[Sight, ...]) -> Iterator[str]:
    """Yield all that somebody who signs has to know, line by line."""
    charter = desk.charter
    counting = wish.holding(charter)
    yield f"group:   {wish.origin}"
    for sight in sights:
        kind = "an entry" if sight.kind is LeafKind.ENTRY else "a part of a file"
        yield f"leaf:    {sight.target.index}, {kind}, there since {date_of(sight.came)}: {_here(sight)}"
    yield f"reason:  {wish.reason}"
    for one in counting:
        yield f"signed:  {one.member}, of {charter.member(one.member).body}"
    for member in sorted({one.member for one in wish.signatures} - {one.member for one in counting}):
        yield f"does not count: the signature of {member}, by the charter that holds now"
    yield f"erased:  {charter.erase_days} days after it is in the ledger, by the server and by every desk"
    yield "told:    everybody, for ever: which leaves, and who signed. No server is told the reason"
    yield "may object: whoever reads the case. It then stays on the readers' desks, and on no server"


def _here(sight: Sight) -> str:
    if sight.cases and sight.kind is LeafKind.CHUNK:
        return f"this desk reads whose it is: a file of case {', '.join(sight.cases)}"
    if sight.cases:
        whose = "a member's words" if sight.by_member else "a complainant's words"
        return f"this desk reads it: {whose}, case {', '.join(sight.cases)}"
    if sight.broken:
        return "meant for you, and could not be opened or believed"
    if sight.kind is LeafKind.CHUNK:
        return "nothing that this desk reads names it. A file of a complaint that you may not read looks the same"
    return "this desk cannot open it. Cover, rubbish and a complaint that you may not read look alike"


def _send(address: Address, stones: Iterable[bytes]) -> None:
    again = "hand the same wish in again"
    with HttpLine(address) as line:
        for octets in stones:
            try:
                answer = line.send("POST", "/t", octets)
            except OSError:
                hint = f"Look at the network, or at Tor, and {again}."
                raise WishError("The server did not answer.", hint=hint) from None
            if answer.status == HTTPStatus.INSUFFICIENT_STORAGE:
                raise WishError("The server has no room left.", hint=f"Tell the operator, and {again}.")
            # The hash is of this wish, or of another form of it that came first: both say that one stands.
            if answer.status != HTTPStatus.OK or not _HELD.fullmatch(answer.body):
                hint = "Sync this desk and look again: charter or ledger may be newer than it knows."
                raise WishError(f"The server refused with {answer.status}.", hint=hint)
