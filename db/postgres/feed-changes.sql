--> statement-breakpoint
CREATE FUNCTION "feed_change_number"(transaction xid8) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN transaction::text::bigint
		+ coalesce((SELECT value::bigint FROM settings WHERE name = 'feed_change_offset'), 0);
END $$;
--> statement-breakpoint
CREATE FUNCTION "note_feed_change"(product text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO feed_changes (product_id, number) VALUES (product, feed_change_number(pg_current_xact_id()))
	ON CONFLICT DO NOTHING;
END $$;
--> statement-breakpoint
CREATE FUNCTION "feed_product_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM note_feed_change(new.id);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "feed_variant_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM note_feed_change(new.product_id);
	IF TG_OP = 'UPDATE' AND old.product_id <> new.product_id THEN PERFORM note_feed_change(old.product_id); END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "feed_product_changed" AFTER INSERT OR UPDATE ON "products"
	FOR EACH ROW EXECUTE FUNCTION feed_product_changed();
--> statement-breakpoint
CREATE TRIGGER "feed_variant_changed" AFTER INSERT OR UPDATE OF product_id, position, price, stock, backorder, withdrawn_at, document ON "variants"
	FOR EACH ROW EXECUTE FUNCTION feed_variant_changed();
--> statement-breakpoint
CREATE TRIGGER "feed_variant_promised" AFTER UPDATE OF reserved ON "variants"
	FOR EACH ROW WHEN (new.stock IS NOT NULL AND old.reserved <> new.reserved) EXECUTE FUNCTION feed_variant_changed();
