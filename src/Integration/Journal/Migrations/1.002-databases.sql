-- One worker serves several Odoo databases: each posting belongs to one for good, and so do its pauses and the binding.

alter table posting add column database text not null default 'main';
create index posting_due_database on posting (database, rank, due, external_id) where due is not null;
drop index posting_due;
update setting set name = 'odoo-database:main' where name = 'odoo-database';
