# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way into a group: choose, make keys, write down the words, type them back, hand in the card."""

from starlette.responses import Response

from plaint.desk.ask import Ask, go
from plaint.desk.joining import card_of, check_sheet, make_candidate, rebuild, write_key
from plaint.desk.preferences import LANGUAGES, Preferences
from plaint.desk.screens.join import form
from plaint.errors import PlaintError
from plaint.keys.errors import WordsError


def choose(ask: Ask) -> Response:
    """Show the two ways in, and the languages."""
    return ask.desk.page("join/choose.html", "join", {"languages": LANGUAGES})


def speak(ask: Ask) -> Response:
    """Change the language of the pages."""
    language = ask.typed("language")
    if language in LANGUAGES:
        present = ask.desk.preferences
        ask.desk.prefer(Preferences(language, present.lock_minutes, present.keys))
    return go(f"{ask.desk.base}/join")


def new(ask: Ask, *, error: PlaintError | None = None) -> Response:
    """Show the form by which keys are made."""
    typed = form.read_new(ask) if ask.form is not None else None
    return ask.desk.page("join/new.html", "join", {"error": error, "typed": typed}, status=422 if error else 200)


def make(ask: Ask) -> Response:
    """Make keys in memory and go on to their sheet."""
    typed = form.read_new(ask)
    try:
        ask.desk.candidate.hold(
            make_candidate(
                origin=typed.origin,
                member=typed.member,
                body=typed.body,
                passphrase=typed.passphrase,
                again=typed.again,
                language=typed.language,
                clock=ask.desk.clock,
            )
        )
    except PlaintError as error:
        return new(ask, error=error)
    return go(f"{ask.desk.base}/join/sheet")


def sheet(ask: Ask) -> Response:
    """Show the words of the recovery sheet."""
    candidate = ask.desk.candidate.held
    if candidate is None:
        return go(f"{ask.desk.base}/join")
    return ask.desk.page("join/sheet.html", "join", {"words": candidate.words})


def check(ask: Ask, *, error: PlaintError | None = None) -> Response:
    """Show the field into which the words are typed back."""
    if ask.desk.candidate.held is None:
        return go(f"{ask.desk.base}/join")
    values = {"error": error, "wrong": error if isinstance(error, WordsError) else None, "typed": ask.typed("typed")}
    return ask.desk.page("join/test.html", "join", values, status=422 if error else 200)


def finish(ask: Ask) -> Response:
    """Write the key file once the words were typed back right, and open the desk."""
    candidate = ask.desk.candidate.held
    if candidate is None:
        return go(f"{ask.desk.base}/join")
    try:
        check_sheet(candidate, ask.typed("typed"))
        opened = write_key(ask.desk.home, candidate, cost=ask.desk.cost)
    except PlaintError as error:
        return check(ask, error=error)
    ask.desk.candidate.drop()
    ask.desk.session.open(opened)
    return go(f"{ask.desk.base}/card")


def card(ask: Ask) -> Response:
    """Show the public card to hand in."""
    opened = ask.desk.session.use()
    if opened is None:
        return go(f"{ask.desk.base}/unlock")
    made = card_of(opened.key)
    words = made.words("ru" if ask.desk.preferences.language == "ru" else "en")
    return ask.desk.page("join/card.html", "card", {"card": made, "words": words})


def restore(ask: Ask, *, error: PlaintError | None = None) -> Response:
    """Show the form by which a desk is rebuilt from its sheet."""
    typed = form.read_sheet(ask) if ask.form is not None else None
    return ask.desk.page("join/restore.html", "join", {"error": error, "typed": typed}, status=422 if error else 200)


def rebuild_desk(ask: Ask) -> Response:
    """Rebuild the desk from the words of the sheet and the group's charter."""
    typed = form.read_sheet(ask)
    try:
        opened = rebuild(
            ask.desk.home,
            typed=typed.typed,
            passphrase=typed.passphrase,
            again=typed.again,
            address=typed.address(),
            words=typed.words,
            clock=ask.desk.clock,
            reach=ask.desk.reach,
            cost=ask.desk.cost,
        )
    except PlaintError as error:
        return restore(ask, error=error)
    ask.desk.session.open(opened)
    return go(f"{ask.desk.base}/")
