-- What senders asked to be told after mapping (MSH-16), and what is still to be told. Only new tables and columns.

alter table message add column answer_wish text;

-- One row for each message whose outcome its sender wants to know: the answer itself is made from the body and the outcome. It is due while it waits, and then it was sent or given up.
create table message_answer (
    sequence bigint primary key, --postgres
    sequence integer primary key, --sqlite
    interface text not null,
    positive boolean not null,
    state text not null,
    since bigint not null,
    due bigint,
    starts bigint not null default 0,
    reason text,
    lease_by text,
    lease_until bigint
);
create index message_answer_due on message_answer (interface, sequence) where due is not null;
create index message_answer_given_up on message_answer (interface) where state = 'GivenUp';
