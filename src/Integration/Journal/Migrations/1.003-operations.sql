-- What people order, and what it changed.

alter table command_log add column scope_kind text not null default 'other';
alter table command_log add column state_before text;
alter table command_log add column state_after text;
create index command_log_at on command_log (at);
