-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The mirror of a ledger, version 1. In clear: it holds ciphertext and what is public.

CREATE TABLE head (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    note   BLOB    NOT NULL,                -- the signed checkpoint, as it came
    size   INTEGER NOT NULL,
    tick   INTEGER NOT NULL
) STRICT;

-- Hashes of the tree; a row grows on the right until it holds 256 of them. All of it lies below the verified head.
CREATE TABLE tile (
    level  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hashes BLOB    NOT NULL,
    PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE leaf (
    idx    INTEGER PRIMARY KEY,
    octets BLOB    NOT NULL,
    kind   INTEGER NOT NULL,                -- 0: of a later version
    hash   BLOB    NOT NULL                 -- of the blob
) STRICT;
CREATE INDEX leaf_by_kind ON leaf (kind, idx);

-- Full bundles that were fetched towards a head and are not verified yet: where a sync goes on after it broke off.
CREATE TABLE staged (
    number INTEGER PRIMARY KEY,
    octets BLOB    NOT NULL
) STRICT;

-- Blobs of all kinds but chunks, which are files.
CREATE TABLE blob (
    idx    INTEGER PRIMARY KEY,
    octets BLOB                             -- NULL: erased
) STRICT;

-- When: leaves up to idx were in the ledger at this time, and not before the mark before.
CREATE TABLE mark (
    idx     INTEGER PRIMARY KEY,
    seconds INTEGER NOT NULL                -- begin of a tick
) STRICT;

CREATE TABLE board (
    number    INTEGER PRIMARY KEY,
    idx       INTEGER NOT NULL,
    desk_tick INTEGER NOT NULL
) STRICT;

CREATE TABLE chunk (
    hash BLOB PRIMARY KEY,
    idx  INTEGER NOT NULL,
    held INTEGER NOT NULL DEFAULT 0         -- 1: the file is here, 2: erased
) STRICT, WITHOUT ROWID;

CREATE TABLE tombstone (
    idx       INTEGER PRIMARY KEY,          -- of the tombstone's own leaf
    target    INTEGER NOT NULL,
    obeyed    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE constitution (
    version INTEGER PRIMARY KEY,
    note    BLOB    NOT NULL,
    annex   TEXT    NOT NULL,
    since   INTEGER                         -- index of its leaf, once that has been seen
) STRICT;

-- What the server did that it must not do, with the bytes that show it. Never deleted.
CREATE TABLE evidence (
    number  INTEGER PRIMARY KEY,
    kind    TEXT    NOT NULL,
    seconds INTEGER NOT NULL,
    held    BLOB    NOT NULL,               -- what this desk had verified before
    shown   BLOB    NOT NULL,               -- what the server showed now
    UNIQUE (kind, held, shown)
) STRICT;

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
