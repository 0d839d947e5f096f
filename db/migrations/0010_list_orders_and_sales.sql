CREATE TABLE `orders_to_index` (
	`number` integer PRIMARY KEY NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `sales_days` (
	`day` text NOT NULL,
	`agent_id` text NOT NULL,
	`protocol` text NOT NULL,
	`way` text NOT NULL,
	`checkouts` integer NOT NULL,
	`orders` integer NOT NULL,
	`sales` integer NOT NULL,
	PRIMARY KEY(`day`, `agent_id`, `protocol`, `way`)
) STRICT;
--> statement-breakpoint
DROP INDEX `orders_by_status`;--> statement-breakpoint
ALTER TABLE `orders` ADD `way` text DEFAULT 'agent' NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `total` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `orders_listed` ON `orders` (`number`,`status`,`agent_id`,`way`,`created_at`,`total`);--> statement-breakpoint
CREATE VIRTUAL TABLE `order_words` USING fts5(words, tokenize = 'unicode61 remove_diacritics 2');
--> statement-breakpoint
INSERT INTO order_words (order_words, rank) VALUES ('secure-delete', 1);
--> statement-breakpoint
CREATE TRIGGER `order_to_index` AFTER INSERT ON `orders` BEGIN
	INSERT OR IGNORE INTO orders_to_index (number) VALUES (new.number);
END;
--> statement-breakpoint
CREATE TRIGGER `order_to_index_anew` AFTER UPDATE OF document ON `orders` BEGIN
	DELETE FROM order_words WHERE rowid = new.number;
	INSERT OR IGNORE INTO orders_to_index (number) VALUES (new.number);
END;
--> statement-breakpoint
INSERT INTO orders_to_index (number) SELECT number FROM orders;
--> statement-breakpoint
UPDATE orders SET
	way = coalesce(json_extract(document, '$.data.way'), 'agent'),
	total = coalesce((
		SELECT json_extract(value, '$.amount')
		FROM json_each(orders.document, CASE WHEN json_type(orders.document, '$.data') = 'object' THEN '$.data.totals' ELSE '$.totals' END)
		WHERE json_extract(value, '$.type') = 'total'
	), 0);
