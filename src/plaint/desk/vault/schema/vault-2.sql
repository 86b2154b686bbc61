-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The vault of a desk, version 2: finding the cases of which somebody holds the thread's key who no longer reads them.

-- Bytes 41 and 42 of a record are its readers. Without this, the whole of each complaint would be decrypted to see two.
CREATE INDEX record_sealed_to ON record (kind, substr(bytes, 41, 2), case_id);
CREATE INDEX rekey_by_member ON record (member, case_id) WHERE kind = 23;

-- Cases whose readers may have become fewer, until somebody has looked (desk/post/shrinking.py).
CREATE TABLE maybe_fewer (
    case_id BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
