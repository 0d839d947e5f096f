--> statement-breakpoint
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
