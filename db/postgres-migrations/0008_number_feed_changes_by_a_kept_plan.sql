-- As for "note_feed_change": a function in SQL is planned anew in every statement that calls it.
CREATE OR REPLACE FUNCTION "feed_change_number"(transaction xid8) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN transaction::text::bigint
		+ coalesce((SELECT value::bigint FROM settings WHERE name = 'feed_change_offset'), 0);
END $$;
