-- What became of our records in Odoo. Only new tables and columns.

-- History of observations (rule 3): inputs of folds, taken in once each, and the dated statuses of a posting.
create table observation (
    sequence bigint primary key, --postgres
    sequence integer primary key, --sqlite
    database text not null default 'main',
    external_id text collate "C" not null, --postgres
    external_id text not null, --sqlite
    surrogate bigint not null,
    interface text not null,
    odoo_id bigint not null,
    odoo_state text,
    status text not null,
    record_end text not null,
    details text not null,
    write_date bigint not null,
    observed_at bigint not null,
    taken_at bigint,
    parked boolean not null default false,
    lease_by text,
    lease_until bigint,
    starts bigint not null default 0
);
create index observation_due on observation (write_date, sequence) where taken_at is null;
create index observation_record on observation (external_id, sequence);

-- The newest observation of each posting.
create table posting_status (
    external_id text collate "C" primary key, --postgres
    external_id text primary key, --sqlite
    database text not null default 'main',
    odoo_id bigint not null,
    odoo_state text,
    status text not null,
    record_end text not null,
    details text not null,
    write_date bigint not null,
    since bigint not null
);

-- How far each model of each Odoo database was read by write_date, and when somebody looked last. The mark is Odoo's time, all else the journal's.
create table observation_mark (
    database text not null default 'main',
    model text not null,
    mark bigint,
    looked_at bigint not null default 0,
    primary key (database, model)
);

alter table posting add column looked_at bigint not null default 0;
alter table posting add column looked_over boolean not null default false;
create index posting_look on posting (database, looked_at, external_id) where odoo_id is not null and not looked_over;
create index posting_odoo on posting (database, odoo_id) where odoo_id is not null;

-- Postings of interfaces that hold: found at once when the interface goes live.
create index posting_waits on posting (interface) where waits;
