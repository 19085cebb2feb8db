-- The journal. A line marked at its end with a database's name is for that one only; unmarked lines are for both.
-- Times are microseconds since 1970-01-01 UTC of the database's clock; days are whole days since then.
-- Three kinds of tables (rule 22): history by day (message_body, posting_attempt), identity by hash (message_identity, contract), and current state.

create sequence journal_sequence; --postgres
create table journal_sequence (last bigint not null); --sqlite
insert into journal_sequence values (0); --sqlite

-- Messages -------------------------------------------------------------------------------------------------------

create table message (
    sequence bigint primary key, --postgres
    sequence integer primary key, --sqlite
    interface text not null,
    type text not null,
    control_id text not null,
    received_at bigint not null,
    day bigint not null,
    outcome text not null,
    reason text,
    decided_at bigint,
    resend_of bigint,
    held_behind bigint,
    body_day bigint,
    sender_key bytea, --postgres
    sender_key blob, --sqlite
    mapping_version text,
    lease_by text,
    lease_until bigint,
    starts bigint not null default 0
);
create index message_in_flight on message (interface, sequence) where outcome = 'InFlight';
create index message_suspect on message (starts, sequence) where outcome = 'InFlight' and starts >= 2;
create index message_ledger on message (interface, day, outcome);
create index message_waiting on message (outcome, sequence) where outcome in ('Held', 'Parked');
create index message_behind on message (held_behind) where held_behind is not null;

create table message_identity (
    interface text not null,
    identity bytea not null, --postgres
    identity blob not null, --sqlite
    sequence bigint not null,
    latest bigint not null,
    received_at bigint not null,
    sender_key bytea, --postgres
    sender_key blob, --sqlite
    primary key (interface, identity)
) partition by hash (identity); --postgres
) without rowid; --sqlite
create table message_identity_0 partition of message_identity for values with (modulus 8, remainder 0); --postgres
create table message_identity_1 partition of message_identity for values with (modulus 8, remainder 1); --postgres
create table message_identity_2 partition of message_identity for values with (modulus 8, remainder 2); --postgres
create table message_identity_3 partition of message_identity for values with (modulus 8, remainder 3); --postgres
create table message_identity_4 partition of message_identity for values with (modulus 8, remainder 4); --postgres
create table message_identity_5 partition of message_identity for values with (modulus 8, remainder 5); --postgres
create table message_identity_6 partition of message_identity for values with (modulus 8, remainder 6); --postgres
create table message_identity_7 partition of message_identity for values with (modulus 8, remainder 7); --postgres
create index message_identity_sender on message_identity (interface, sender_key, sequence) where sender_key is not null;
create index message_identity_age on message_identity (received_at);

-- Day 0 keeps the bodies of messages without a final outcome when their day is dropped.
create table message_body (
    day bigint not null,
    sequence bigint not null,
    body bytea not null, --postgres
    body blob not null, --sqlite
    primary key (day, sequence)
) partition by range (day); --postgres
) without rowid; --sqlite
create table message_body_0 partition of message_body for values from (0) to (1); --postgres

-- Counted by the append; the ledger compares it with the outcomes.
create table message_received (
    interface text not null,
    day bigint not null,
    received bigint not null,
    primary key (interface, day)
);

create table message_hold (
    sequence bigint not null,
    table_name text not null,
    code text not null,
    place text not null,
    since bigint not null,
    primary key (sequence, table_name, code)
);
create index message_hold_code on message_hold (table_name, code);

-- Folds ----------------------------------------------------------------------------------------------------------

create table fold (
    surrogate bigint generated always as identity primary key, --postgres
    surrogate integer primary key autoincrement, --sqlite
    domain text collate "C" not null, --postgres
    domain text not null, --sqlite
    key text collate "C" not null, --postgres
    key text not null, --sqlite
    state text,
    newest_sequence bigint not null default 0,
    closed_by bigint,
    unique (domain, key)
);
create index fold_closed on fold (closed_by) where closed_by is not null;

create table contract (
    id text not null,
    name text not null,
    domain text not null,
    key text not null,
    sequence bigint not null,
    interface text not null,
    asserted_at bigint not null,
    effective_at bigint not null,
    event text not null,
    primary key (id)
) partition by hash (id); --postgres
) without rowid; --sqlite
create table contract_0 partition of contract for values with (modulus 4, remainder 0); --postgres
create table contract_1 partition of contract for values with (modulus 4, remainder 1); --postgres
create table contract_2 partition of contract for values with (modulus 4, remainder 2); --postgres
create table contract_3 partition of contract for values with (modulus 4, remainder 3); --postgres
create index contract_key on contract (domain, key, sequence);
create index contract_name on contract (name);

create table wake_up (
    id bigint primary key,
    surrogate bigint not null,
    name text not null,
    interface text not null,
    at bigint not null,
    parked boolean not null default false,
    lease_by text,
    lease_until bigint,
    starts bigint not null default 0,
    unique (surrogate, name)
);
create index wake_up_due on wake_up (at) where not parked;

-- Wake-ups that fired and were taken in (rule 3: time is an input).
create table tick (
    id bigint primary key,
    surrogate bigint not null,
    name text not null,
    at bigint not null,
    taken_at bigint not null
);

-- Postings -------------------------------------------------------------------------------------------------------

create table posting (
    external_id text collate "C" primary key, --postgres
    external_id text primary key, --sqlite
    surrogate bigint not null,
    interface text not null,
    rank bigint not null,
    serial_key text,
    sequence bigint not null,
    revision bigint not null,
    desired text not null,
    desired_hash bytea not null, --postgres
    desired_hash blob not null, --sqlite
    state text not null,
    waits boolean not null,
    due bigint,
    changed_at bigint not null,
    posted_revision bigint not null default 0,
    odoo_id bigint,
    baseline text,
    lease_by text,
    lease_until bigint,
    starts bigint not null default 0,
    unended bigint not null default 0,
    attempt_started bigint,
    in_doubt boolean not null default false,
    disturbed boolean not null default false,
    failure_kind text,
    reason text,
    remedy text,
    missing_thing text
);
create index posting_fold on posting (surrogate);
create index posting_due on posting (rank, due, external_id) where due is not null;
create index posting_suspect on posting (unended, external_id) where due is not null and unended >= 2;
create index posting_serial on posting (serial_key) where serial_key is not null and attempt_started is not null;
create index posting_waiting on posting (state) where state in ('Held', 'Parked');

create table posting_revision (
    external_id text not null,
    revision bigint not null,
    interface text not null,
    sequence bigint not null,
    made_at bigint not null,
    day bigint not null,
    outcome text not null,
    reason text,
    decided_at bigint,
    primary key (external_id, revision)
);
create index posting_revision_ledger on posting_revision (interface, day, outcome);

-- Counted when a revision is made; the ledger compares it with the outcomes.
create table posting_made (
    interface text not null,
    day bigint not null,
    made bigint not null,
    primary key (interface, day)
);

create table posting_attempt (
    day bigint not null,
    id bigint not null,
    external_id text not null,
    revision bigint not null,
    worker text not null,
    started_at bigint not null,
    deadline bigint not null,
    ended_at bigint,
    outcome text,
    primary key (day, id)
) partition by range (day); --postgres
) without rowid; --sqlite
create index posting_attempt_open on posting_attempt (external_id) where ended_at is null;

create table posting_break (
    id bigint primary key,
    kind text not null,
    external_id text not null,
    model text not null,
    odoo_id bigint,
    fields text not null,
    explanation text not null,
    since bigint not null,
    closed_at bigint
);
create unique index posting_break_open on posting_break (external_id, kind) where closed_at is null;

-- Code tables ----------------------------------------------------------------------------------------------------

create table code_revision (
    revision bigint primary key,
    made_at bigint not null,
    author text not null
);

create table code_table (
    name text primary key,
    columns text not null,
    key_columns bigint not null
);

create table code_row (
    id bigint primary key,
    table_name text not null,
    row_key text not null,
    cells text not null,
    origin text not null,
    from_revision bigint not null,
    to_revision bigint
);
create index code_row_current on code_row (table_name, row_key) where to_revision is null;

-- Operations -----------------------------------------------------------------------------------------------------

create table pause (
    scope text primary key,
    reason text not null,
    author text not null,
    since bigint not null
);

create table command_log (
    id bigint primary key,
    at bigint not null,
    author text not null,
    command text not null,
    subject text not null,
    reason text
);

create table setting (
    name text primary key,
    value text not null
);
