--> statement-breakpoint
CREATE FUNCTION "mark_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO change_marks (topic, changes) VALUES (TG_ARGV[0], 1)
	ON CONFLICT (topic) DO UPDATE SET changes = change_marks.changes + 1;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "agents_changed" AFTER INSERT OR UPDATE OR DELETE ON "agents"
	FOR EACH STATEMENT EXECUTE FUNCTION mark_change('agents');
--> statement-breakpoint
CREATE TRIGGER "api_keys_changed" AFTER INSERT OR UPDATE OR DELETE ON "api_keys"
	FOR EACH STATEMENT EXECUTE FUNCTION mark_change('agents');
