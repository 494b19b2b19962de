-- What the link of a mail is for, where it has one. A later link kills the earlier one, so of each no more than one mail waits for an
-- address: of two that wait, the one that arrives last could hold the dead one.
ALTER TABLE outbox ADD COLUMN topic TEXT;

CREATE UNIQUE INDEX outbox_by_topic ON outbox (email_canonical, topic);
