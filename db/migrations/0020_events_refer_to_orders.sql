-- An event whose order stands as it did when it happened keeps no copy of it. One is kept before the order changes.
CREATE TRIGGER `event_keeps_order` BEFORE UPDATE OF document ON `orders` BEGIN
	UPDATE outbox_events SET document = old.document WHERE order_id = old.id AND document IS NULL AND body IS NULL;
END;
