--> statement-breakpoint
CREATE FUNCTION "order_to_index"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' THEN DELETE FROM order_words WHERE number = new.number; END IF;
	INSERT INTO orders_to_index (number) VALUES (new.number) ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "order_to_index" AFTER INSERT OR UPDATE OF document ON "orders"
	FOR EACH ROW EXECUTE FUNCTION order_to_index();
