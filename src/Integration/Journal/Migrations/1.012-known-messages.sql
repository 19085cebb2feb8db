-- The identities of messages again, in the order of their control ids, which nearly all senders count up: neighbours in time are neighbours here. In message_identity, in the order of hashes and with a second index for the sender's key, each
-- message touched two pages somewhere in tables that grow for ninety days. Only new tables; message_identity is written by older programs only, and emptied by age.

create table message_known (
    interface text not null,
    control_id text collate "C" not null, --postgres
    control_id text not null, --sqlite
    identity bytea not null, --postgres
    identity blob not null, --sqlite
    sequence bigint not null,
    latest bigint not null,
    received_at bigint not null,
    sender_key bytea, --postgres
    sender_key blob, --sqlite
    primary key (interface, control_id, identity)
) partition by hash (identity); --postgres
) without rowid; --sqlite
create table message_known_0 partition of message_known for values with (modulus 8, remainder 0); --postgres
create table message_known_1 partition of message_known for values with (modulus 8, remainder 1); --postgres
create table message_known_2 partition of message_known for values with (modulus 8, remainder 2); --postgres
create table message_known_3 partition of message_known for values with (modulus 8, remainder 3); --postgres
create table message_known_4 partition of message_known for values with (modulus 8, remainder 4); --postgres
create table message_known_5 partition of message_known for values with (modulus 8, remainder 5); --postgres
create table message_known_6 partition of message_known for values with (modulus 8, remainder 6); --postgres
create table message_known_7 partition of message_known for values with (modulus 8, remainder 7); --postgres
create index message_known_age on message_known (received_at);

-- The first forty characters, since an index takes no key of any length; none where the control ids of the sender mean nothing.
insert into message_known (interface, control_id, identity, sequence, latest, received_at, sender_key)
select i.interface, case when i.sender_key is null then '' else substr(m.control_id, 1, 40) end, i.identity, i.sequence, i.latest, i.received_at, i.sender_key from message_identity i join message m on m.sequence = i.sequence;
