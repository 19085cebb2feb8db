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
