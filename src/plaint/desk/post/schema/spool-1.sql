-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The spool, version 1: ciphertext that is about to be sent. This file is not encrypted; nothing in it opens anything.

CREATE TABLE head (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    generation BLOB NOT NULL,               -- random name of what was prepared last
    charter    BLOB NOT NULL                -- hash of the charter that it was prepared under
) STRICT;

CREATE TABLE prepared (
    lane   INTEGER NOT NULL,                -- 1 entries, 2 cells
    number INTEGER NOT NULL,                -- order of sending; from 0 in each generation
    bytes  BLOB    NOT NULL,                -- erase commitment and entry; or one cell
    PRIMARY KEY (lane, number)
) STRICT, WITHOUT ROWID;

-- At most one thing a lane is under way: begun, and not yet known to have arrived. It is sent again as it is.
CREATE TABLE sending (
    lane       INTEGER PRIMARY KEY,
    tick       INTEGER NOT NULL,            -- desk tick that it is for
    charter    BLOB    NOT NULL,
    generation BLOB    NOT NULL,
    first      INTEGER NOT NULL,            -- number of the first prepared thing in it
    count      INTEGER NOT NULL,            -- how many; 0: cover or dummies that were made on the spot
    bytes      BLOB    NOT NULL             -- the very bytes of the request
) STRICT;

-- What intake has taken, until the vault has been told.
CREATE TABLE taken (
    lane       INTEGER NOT NULL,
    generation BLOB    NOT NULL,
    number     INTEGER NOT NULL,
    tick       INTEGER NOT NULL,
    hash       BLOB    NOT NULL,            -- of the whole request that it went in
    PRIMARY KEY (lane, generation, number)
) STRICT, WITHOUT ROWID;

-- This member's newest freshness note, which is public, until intake has it.
CREATE TABLE word (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    octets BLOB NOT NULL
) STRICT;

CREATE TABLE done (
    lane INTEGER PRIMARY KEY,
    tick INTEGER NOT NULL                   -- newest desk tick in which this lane has sent its share
) STRICT;
