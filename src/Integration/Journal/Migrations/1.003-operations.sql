-- What people order, and what it changed.

alter table command_log add column scope_kind text not null default 'other';
alter table command_log add column state_before text;
alter table command_log add column state_after text;
create index command_log_at on command_log (at);

-- Keys a message would close, named before its last start: whoever parks it afterwards cannot map it (rule 6).
create table message_closes (
    sequence bigint not null,
    surrogate bigint not null,
    primary key (sequence, surrogate)
);

-- How a break was settled. One that is ignored stays quiet until its values change.
alter table posting_break add column settled_as text;
alter table posting_break add column quiet boolean not null default false;
create index posting_break_quiet on posting_break (external_id, kind) where quiet;

-- Values of Odoo's that a person settled on, and records that were given up after people deleted them.
alter table posting add column accepted text;
alter table posting add column given_up boolean not null default false;

-- Replays: which messages are taken again, how, and how far it is.
create table replay (
    id bigint primary key,
    selection text not null,
    version text,
    author text not null,
    reason text not null,
    made_at bigint not null,
    per_second bigint not null,
    total bigint not null,
    cursor bigint not null default 0,
    done bigint not null default 0,
    skipped bigint not null default 0,
    ended_at bigint
);
create table replay_message (
    replay bigint not null,
    sequence bigint not null,
    was text,
    primary key (replay, sequence)
);
alter table message add column replay bigint;
create index contract_message on contract (sequence);
