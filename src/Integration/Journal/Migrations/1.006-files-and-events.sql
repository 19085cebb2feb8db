-- Files that were dropped into a folder, and what interfaces did that people should know. Only new tables and columns.

-- One row for each file. An open one (Taking, Placing) is in one worker's hands at a time; its name is free again once it has ended.
create table file_received (
    id bigint primary key, --postgres
    id integer primary key, --sqlite
    interface text not null,
    name text not null,
    checksum text not null,
    size bigint not null,
    received_at bigint not null,
    messages bigint not null default 0,
    accepted bigint not null default 0,
    duplicates bigint not null default 0,
    refused bigint not null default 0,
    problems text,
    state text not null,
    target text,
    same_as bigint,
    finished_at bigint,
    lease_by text,
    lease_until bigint
);
create unique index file_received_open on file_received (interface, name) where state in ('Taking', 'Placing');
create index file_received_checksum on file_received (interface, checksum, id);

-- Written by the append itself, so that a file that was read by half is taken up where it was left.
create table file_message (
    file bigint not null,
    place bigint not null,
    byte_offset bigint not null,
    sequence bigint not null,
    code text not null,
    duplicate boolean not null,
    primary key (file, place)
);

-- One row for each interface, kind, subject and day, counted up. A condition that lasts is open until it ends.
create table interface_event (
    id bigint primary key, --postgres
    id integer primary key, --sqlite
    interface text not null,
    kind text not null,
    subject text not null,
    day bigint not null,
    first_at bigint not null,
    last_at bigint not null,
    count bigint not null,
    detail text,
    is_open boolean not null default false,
    closed_at bigint,
    unique (interface, kind, subject, day)
);
create index interface_event_last on interface_event (last_at);
create index interface_event_open on interface_event (interface, kind, subject) where is_open;

-- Since when somebody listens for an interface without a break: silence counts from then at the earliest.
create table interface_watch (
    interface text not null primary key,
    since bigint not null,
    seen_at bigint not null
);

-- The last sequence number (MSH-13) of each sender that counts; null until the next one says where it stands.
create table interface_link (
    interface text not null,
    sender text not null,
    last_number bigint,
    primary key (interface, sender)
);

alter table message_received add column last_at bigint not null default 0;
alter table message_received add column last_type text;
