-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 1 of the ledger's database. A later version is a file of its own beside this one, run once after it.

CREATE TABLE schema_version (
    version INTEGER PRIMARY KEY
) STRICT;
INSERT INTO schema_version VALUES (1);

CREATE TABLE ledger (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    origin TEXT NOT NULL
) STRICT;

-- What leaves commit to. Written once, when it is accepted, and not moved when its leaf is appended.
CREATE TABLE blob (
    id   INTEGER PRIMARY KEY,  -- the first 63 bits of the blob's hash: says nothing of the order of arrival
    leaf BLOB NOT NULL CHECK (length(leaf) = 72),
    body BLOB                  -- NULL where it was erased, and for a chunk: that lies in a file
) STRICT;

-- Accepted, and waiting for its leaf. Not a log: a row leaves when its leaf is in.
CREATE TABLE held (
    id   INTEGER PRIMARY KEY REFERENCES blob,
    tick INTEGER NOT NULL      -- ledger tick in which it was accepted
) STRICT;

-- The passes that have begun: pass n appends what was held before tick n, in the order of id.
CREATE TABLE pass (
    tick INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE leaf (
    position INTEGER PRIMARY KEY,
    leaf     BLOB NOT NULL CHECK (length(leaf) = 72)
) STRICT;

CREATE TABLE place (
    id       INTEGER PRIMARY KEY REFERENCES blob,
    position INTEGER NOT NULL
) STRICT;

-- The hashes that tiles are made of: level 0 those of the leaves, level n those of every 256th node below.
CREATE TABLE node (
    level    INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;

-- Signed heads. A pass is whole when its head is here.
CREATE TABLE head (
    tick INTEGER PRIMARY KEY REFERENCES pass,
    size INTEGER NOT NULL,
    note BLOB NOT NULL
) STRICT;

CREATE TABLE board (
    number    INTEGER PRIMARY KEY,
    desk_tick INTEGER NOT NULL UNIQUE,
    id        INTEGER NOT NULL REFERENCES blob
) STRICT;

-- What desks have posted for a board that is not yet cut. Not a log: it moves into the board.
CREATE TABLE cells (
    desk_tick INTEGER NOT NULL,
    slot      INTEGER NOT NULL,
    cells     BLOB NOT NULL,
    PRIMARY KEY (desk_tick, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE charter (
    version INTEGER PRIMARY KEY,
    id      INTEGER NOT NULL REFERENCES blob
) STRICT;

-- The newest word of each member that the charter is fresh. Not a log: a newer one replaces it.
CREATE TABLE freshness (
    member TEXT PRIMARY KEY,
    until  INTEGER NOT NULL,
    note   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Accepted tombstones and what they aim at. They take effect some days after their own leaf is in.
CREATE TABLE tombstone (
    id     INTEGER PRIMARY KEY REFERENCES blob,
    target INTEGER NOT NULL REFERENCES blob
) STRICT;
CREATE INDEX tombstone_target ON tombstone (target);

-- Blobs whose bodies are gone, by a tombstone or by age. Entered before the body goes.
CREATE TABLE erased (
    id INTEGER PRIMARY KEY REFERENCES blob
) STRICT;

-- The log is append-only.
CREATE TRIGGER blob_keeps BEFORE UPDATE ON blob
WHEN NEW.id IS NOT OLD.id OR NEW.leaf IS NOT OLD.leaf OR NEW.body IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM erased WHERE id = OLD.id)
BEGIN SELECT raise(ABORT, 'append-only: a blob'); END;
CREATE TRIGGER blob_stays BEFORE DELETE ON blob
BEGIN SELECT raise(ABORT, 'append-only: a blob'); END;
CREATE TRIGGER pass_keeps BEFORE UPDATE ON pass
BEGIN SELECT raise(ABORT, 'append-only: a pass'); END;
CREATE TRIGGER pass_stays BEFORE DELETE ON pass
BEGIN SELECT raise(ABORT, 'append-only: a pass'); END;
CREATE TRIGGER leaf_keeps BEFORE UPDATE ON leaf
BEGIN SELECT raise(ABORT, 'append-only: a leaf'); END;
CREATE TRIGGER leaf_stays BEFORE DELETE ON leaf
BEGIN SELECT raise(ABORT, 'append-only: a leaf'); END;
CREATE TRIGGER place_keeps BEFORE UPDATE ON place
BEGIN SELECT raise(ABORT, 'append-only: a place'); END;
CREATE TRIGGER place_stays BEFORE DELETE ON place
BEGIN SELECT raise(ABORT, 'append-only: a place'); END;
CREATE TRIGGER node_keeps BEFORE UPDATE ON node
BEGIN SELECT raise(ABORT, 'append-only: a node'); END;
CREATE TRIGGER node_stays BEFORE DELETE ON node
BEGIN SELECT raise(ABORT, 'append-only: a node'); END;
CREATE TRIGGER head_keeps BEFORE UPDATE ON head
BEGIN SELECT raise(ABORT, 'append-only: a head'); END;
CREATE TRIGGER head_stays BEFORE DELETE ON head
BEGIN SELECT raise(ABORT, 'append-only: a head'); END;
CREATE TRIGGER board_keeps BEFORE UPDATE ON board
BEGIN SELECT raise(ABORT, 'append-only: a board'); END;
CREATE TRIGGER board_stays BEFORE DELETE ON board
BEGIN SELECT raise(ABORT, 'append-only: a board'); END;
CREATE TRIGGER charter_keeps BEFORE UPDATE ON charter
BEGIN SELECT raise(ABORT, 'append-only: a charter'); END;
CREATE TRIGGER charter_stays BEFORE DELETE ON charter
BEGIN SELECT raise(ABORT, 'append-only: a charter'); END;
CREATE TRIGGER tombstone_keeps BEFORE UPDATE ON tombstone
BEGIN SELECT raise(ABORT, 'append-only: a tombstone'); END;
CREATE TRIGGER tombstone_stays BEFORE DELETE ON tombstone
BEGIN SELECT raise(ABORT, 'append-only: a tombstone'); END;
CREATE TRIGGER erased_keeps BEFORE UPDATE ON erased
BEGIN SELECT raise(ABORT, 'append-only: an erasure'); END;
CREATE TRIGGER erased_stays BEFORE DELETE ON erased
BEGIN SELECT raise(ABORT, 'append-only: an erasure'); END;
-- Leaves and passes come one after another; nothing is put in between.
CREATE TRIGGER leaf_follows BEFORE INSERT ON leaf
WHEN NEW.position IS NOT (SELECT coalesce(max(position), -1) + 1 FROM leaf)
BEGIN SELECT raise(ABORT, 'append-only: a leaf out of order'); END;
CREATE TRIGGER head_follows BEFORE INSERT ON head
WHEN NEW.tick <= (SELECT coalesce(max(tick), -1) FROM head) OR NEW.size < (SELECT coalesce(max(size), 0) FROM head)
BEGIN SELECT raise(ABORT, 'append-only: a head out of order'); END;
