--> statement-breakpoint
CREATE VIRTUAL TABLE `product_words` USING fts5(
	title, brand, category, options, description,
	content = 'product_texts', content_rowid = 'number',
	tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'
);
--> statement-breakpoint
CREATE TRIGGER `product_texts_added` AFTER INSERT ON `product_texts` BEGIN
	INSERT INTO product_words (rowid, title, brand, category, options, description)
	VALUES (new.number, new.title, new.brand, new.category, new.options, new.description);
END;
--> statement-breakpoint
CREATE TRIGGER `product_texts_removed` AFTER DELETE ON `product_texts` BEGIN
	INSERT INTO product_words (product_words, rowid, title, brand, category, options, description)
	VALUES ('delete', old.number, old.title, old.brand, old.category, old.options, old.description);
END;
--> statement-breakpoint
CREATE TRIGGER `product_texts_changed` AFTER UPDATE ON `product_texts` BEGIN
	INSERT INTO product_words (product_words, rowid, title, brand, category, options, description)
	VALUES ('delete', old.number, old.title, old.brand, old.category, old.options, old.description);
	INSERT INTO product_words (rowid, title, brand, category, options, description)
	VALUES (new.number, new.title, new.brand, new.category, new.options, new.description);
END;
