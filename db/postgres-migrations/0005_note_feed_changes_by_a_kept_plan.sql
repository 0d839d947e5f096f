-- A function in SQL is planned at each call; one in PL/pgSQL keeps its plan. It runs for every variant that is sold.
CREATE OR REPLACE FUNCTION "note_feed_change"(product text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO feed_changes (product_id, number) VALUES (product, feed_change_number(pg_current_xact_id()))
	ON CONFLICT DO NOTHING;
END $$;
