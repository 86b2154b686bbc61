-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The vault of a desk, version 1. Every page of this file is encrypted.
-- Everything here but `draft` and the outbox can be made again from the ledger.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Signed records that this member may read, as they were signed.
CREATE TABLE record (
    hash       BLOB PRIMARY KEY,            -- record hash
    idx        INTEGER NOT NULL,            -- ledger index of the entry; 0..
    place      INTEGER NOT NULL,            -- place in that entry
    day        INTEGER NOT NULL,            -- days since 1970-01-01 of the entry's tick; nothing finer is kept
    kind       INTEGER NOT NULL,
    member     TEXT    NOT NULL,            -- author's member id; empty: the complainant
    case_id    BLOB    NOT NULL,
    record_id  BLOB    NOT NULL,
    bytes      BLOB    NOT NULL,
    relayed    INTEGER NOT NULL             -- 1: it came inside a widening and not by itself
) STRICT, WITHOUT ROWID;
CREATE INDEX record_of_case ON record (case_id, idx, place);
CREATE INDEX record_by_id ON record (record_id);
CREATE INDEX record_by_entry ON record (idx);
CREATE INDEX record_by_kind ON record (kind, idx, place);

-- Entries that were sealed to this member and are not right: listed, kept, never shown as content.
CREATE TABLE refused (
    idx    INTEGER NOT NULL,
    place  INTEGER NOT NULL,                -- -1: the entry as a whole
    day    INTEGER NOT NULL,
    reason TEXT    NOT NULL,
    bytes  BLOB    NOT NULL,                -- the record as it came; empty for a whole entry (the mirror has it)
    PRIMARY KEY (idx, place)
) STRICT, WITHOUT ROWID;

-- One row a case, for lists: a projection of the fold, written anew whenever one of its records comes.
CREATE TABLE case_row (
    number    INTEGER PRIMARY KEY,          -- local, never shown
    case_id   BLOB    NOT NULL UNIQUE,
    reference TEXT    NOT NULL,
    came      INTEGER NOT NULL,             -- day
    latest    INTEGER NOT NULL,             -- ledger index of the newest record: the order of lists
    latest_day INTEGER NOT NULL,
    status    TEXT    NOT NULL,
    open      INTEGER NOT NULL,             -- 0: closed, or this member has stepped out
    urgency   INTEGER NOT NULL,             -- 0 presses most
    unread    INTEGER NOT NULL DEFAULT 0,   -- records of others that this member has not looked at
    update_needed INTEGER NOT NULL DEFAULT 0,
    held      INTEGER NOT NULL,             -- members to whom it is assigned
    row       TEXT    NOT NULL              -- what a list shows, as JSON
) STRICT;
CREATE INDEX case_by_latest ON case_row (latest, number);
CREATE INDEX case_open ON case_row (open, latest, number);
CREATE INDEX case_unread ON case_row (latest, number) WHERE unread > 0;
CREATE INDEX case_urgent ON case_row (latest, number) WHERE urgency = 0 AND open = 1;
CREATE INDEX case_free ON case_row (latest, number) WHERE held = 0 AND open = 1;
CREATE INDEX case_by_status ON case_row (status, latest, number);
CREATE INDEX case_by_reference ON case_row (reference);

CREATE TABLE assigned (
    member TEXT    NOT NULL,
    number INTEGER NOT NULL REFERENCES case_row (number) ON DELETE CASCADE,
    open   INTEGER NOT NULL,                -- as in the row: counting a member's cases looks at no row of theirs
    PRIMARY KEY (member, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX assigned_of_case ON assigned (number);

-- How many rows the counted lists hold, kept by the three triggers below. Every page shows these numbers, and each write
-- empties the page cache of the reading connection: counting anew would decrypt megabytes for each page.
CREATE TABLE tally (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    open   INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    urgent INTEGER NOT NULL,
    free   INTEGER NOT NULL
) STRICT;
INSERT INTO tally VALUES (1, 0, 0, 0, 0);
CREATE TRIGGER case_counted AFTER INSERT ON case_row BEGIN
    UPDATE tally SET open = open + NEW.open, unread = unread + (NEW.unread > 0),
        urgent = urgent + (NEW.urgency = 0 AND NEW.open = 1), free = free + (NEW.held = 0 AND NEW.open = 1);
END;
CREATE TRIGGER case_uncounted AFTER DELETE ON case_row BEGIN
    UPDATE tally SET open = open - OLD.open, unread = unread - (OLD.unread > 0),
        urgent = urgent - (OLD.urgency = 0 AND OLD.open = 1), free = free - (OLD.held = 0 AND OLD.open = 1);
END;
CREATE TRIGGER case_recounted AFTER UPDATE ON case_row BEGIN
    UPDATE tally SET open = open + NEW.open - OLD.open, unread = unread + (NEW.unread > 0) - (OLD.unread > 0),
        urgent = urgent + (NEW.urgency = 0 AND NEW.open = 1) - (OLD.urgency = 0 AND OLD.open = 1),
        free = free + (NEW.held = 0 AND NEW.open = 1) - (OLD.held = 0 AND OLD.open = 1);
END;

-- Words of a case, folded (`search.fold`). The text itself is not kept a second time.
CREATE VIRTUAL TABLE case_text USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0"
);

-- Cases that got records and are not folded yet.
CREATE TABLE unfolded (
    case_id BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Up to where this member has looked at a case.
CREATE TABLE seen_to (
    case_id BLOB PRIMARY KEY,
    idx     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    case_id BLOB NOT NULL,
    kind    TEXT NOT NULL,
    text    TEXT NOT NULL,
    round   INTEGER NOT NULL,               -- how many texts of this kind were sent from here before
    PRIMARY KEY (case_id, kind)
) STRICT, WITHOUT ROWID;

-- The outbox (desk/post/outbox.py). Own signed records, from when they are written until the ledger shows them.
CREATE TABLE waiting (
    hash    BLOB PRIMARY KEY,               -- record hash
    added   INTEGER NOT NULL UNIQUE,        -- running number: the order in which they were written
    since   INTEGER NOT NULL,               -- desk tick in which it was written
    case_id BLOB    NOT NULL,
    after   BLOB,                           -- message whose cells go first, or NULL
    bytes   BLOB    NOT NULL,
    posted  INTEGER                         -- desk tick in which intake took it; NULL: not yet
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_of_case ON waiting (case_id, added);

-- Messages to complainants, from when they are written until nobody needs them repeated.
CREATE TABLE message (
    message_id BLOB PRIMARY KEY,
    added      INTEGER NOT NULL UNIQUE,
    since      INTEGER NOT NULL,
    case_id    BLOB    NOT NULL,
    kind       INTEGER NOT NULL,            -- docs/protocol.md, section 10
    under      BLOB,                        -- key of a rekey's cells, which is the old one; NULL: the thread's newest
    until_day  INTEGER NOT NULL,            -- last day on which it is repeated
    board      INTEGER,                     -- ledger index of the board in which it was whole first; NULL: not seen yet
    answered   INTEGER NOT NULL DEFAULT 0   -- the complainant has written since it was on the board
) STRICT, WITHOUT ROWID;
CREATE INDEX message_of_case ON message (case_id, added);

CREATE TABLE part (
    message_id BLOB    NOT NULL REFERENCES message (message_id) ON DELETE CASCADE,
    part       INTEGER NOT NULL,
    bytes      BLOB    NOT NULL,            -- signed, 996 bytes, sealed anew each time that it is posted
    first      INTEGER,                     -- desk tick in which it was first on the board
    last       INTEGER,
    times      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (message_id, part)
) STRICT, WITHOUT ROWID;

-- What lies in which place of the spool. Without the vault nobody can tell; the spool itself holds ciphertext only.
CREATE TABLE placed (
    generation BLOB    NOT NULL,            -- of the spool
    lane       INTEGER NOT NULL,            -- 1 entries, 2 cells
    number     INTEGER NOT NULL,
    item       BLOB    NOT NULL,            -- record hash, or message id
    part       INTEGER NOT NULL,            -- -1 for a record
    PRIMARY KEY (generation, lane, number, item, part)
) STRICT, WITHOUT ROWID;

-- Cells that intake has acknowledged, until the board of their tick was compared with them.
CREATE TABLE batch (
    tick INTEGER PRIMARY KEY,
    hash BLOB NOT NULL                      -- of all cells that this desk posted in that desk tick
) STRICT;

-- What this desk or another one has to do, and whether it is done: to say "received", to change a thread key.
CREATE TABLE duty (
    kind    INTEGER NOT NULL,               -- 1 received, 2 rekey
    item    BLOB    NOT NULL,               -- record id; case id
    case_id BLOB    NOT NULL,
    noticed INTEGER NOT NULL,               -- desk tick in which this desk first knew of it
    done    INTEGER NOT NULL DEFAULT 0,     -- 1: this desk has queued it; 2: it is there
    PRIMARY KEY (kind, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX duty_open ON duty (done) WHERE done < 2;
