-- What attempts without a known end meant to write, where a newer revision has taken its place since: what of it stands in Odoo is ours, and no edit of people. One desired record a line, as in posting.desired; null where there is no doubt.

alter table posting add column attempted text;
