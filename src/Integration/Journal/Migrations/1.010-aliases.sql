-- One thing may be known by several keys. Only new columns.

-- The fold that takes in what is said under this key; null for its own.
alter table fold add column same_as bigint;
-- The fold of the key this one was said to be another name of, first and for good.
alter table fold add column other_name_of bigint;
create index fold_same on fold (same_as) where same_as is not null;

-- What a held message is taken for another telling of, and whether a person said that it is not.
alter table message add column suspected text;
alter table message add column trusted boolean not null default false;
create index message_suspected on message (suspected) where suspected is not null;
