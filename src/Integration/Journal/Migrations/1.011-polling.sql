-- Servers that are asked for what is new, and subscriptions with them. Only new tables.

-- One worker asks for an interface at a time. A hint says that it is worth asking now.
create table poll_lead (
    interface text not null primary key,
    lease_by text,
    lease_until bigint,
    hinted_at bigint not null default 0
);

-- Up to where each kind of thing is taken in: the server's own words for it, and the instant they mean on the server's clock.
create table poll_watermark (
    interface text not null,
    thing text not null,
    watermark text,
    watermark_at bigint,
    polled_at bigint,
    outcome text,
    primary key (interface, thing)
);

-- What a server was asked to tell by itself, and how far its events were heard. A gap stays until it was read back.
create table subscription (
    interface text not null,
    name text not null,
    id text,
    status text not null,
    ends_at bigint,
    checked_at bigint,
    heard_at bigint,
    last_event bigint,
    gap_from bigint,
    gap_to bigint,
    primary key (interface, name)
);
