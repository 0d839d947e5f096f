--> statement-breakpoint
CREATE TRIGGER `feed_product_added` AFTER INSERT ON `products` BEGIN
	DELETE FROM feed_changes WHERE product_id = new.id;
	INSERT INTO feed_changes (product_id) VALUES (new.id);
END;
--> statement-breakpoint
CREATE TRIGGER `feed_product_changed` AFTER UPDATE ON `products` BEGIN
	DELETE FROM feed_changes WHERE product_id = new.id;
	INSERT INTO feed_changes (product_id) VALUES (new.id);
END;
--> statement-breakpoint
CREATE TRIGGER `feed_variant_added` AFTER INSERT ON `variants` BEGIN
	DELETE FROM feed_changes WHERE product_id = new.product_id;
	INSERT INTO feed_changes (product_id) VALUES (new.product_id);
END;
--> statement-breakpoint
CREATE TRIGGER `feed_variant_changed` AFTER UPDATE OF product_id, position, price, stock, backorder, withdrawn_at, document ON `variants` BEGIN
	DELETE FROM feed_changes WHERE product_id IN (old.product_id, new.product_id);
	INSERT INTO feed_changes (product_id) VALUES (new.product_id);
	INSERT INTO feed_changes (product_id) SELECT old.product_id WHERE old.product_id <> new.product_id;
END;
--> statement-breakpoint
CREATE TRIGGER `feed_variant_promised` AFTER UPDATE OF reserved ON `variants` WHEN new.stock IS NOT NULL AND old.reserved <> new.reserved BEGIN
	DELETE FROM feed_changes WHERE product_id = new.product_id;
	INSERT INTO feed_changes (product_id) VALUES (new.product_id);
END;
