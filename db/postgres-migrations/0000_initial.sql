CREATE TABLE "agents" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "agents_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"heading" text COLLATE "C" NOT NULL,
	"words" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"since" bigint NOT NULL,
	"posted" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"agent_id" text COLLATE "C" NOT NULL,
	"hash" "bytea" NOT NULL,
	"hint" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"revoked_at" bigint,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"actor" text COLLATE "C" NOT NULL,
	"action" text COLLATE "C" NOT NULL,
	"subject" text COLLATE "C" NOT NULL,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "buyers" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"email" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	CONSTRAINT "buyers_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "carts" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"page_token" text COLLATE "C" NOT NULL,
	"expires_at" bigint NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	CONSTRAINT "carts_page_token_unique" UNIQUE("page_token")
);
--> statement-breakpoint
CREATE TABLE "catalog_overrides" (
	"subject_kind" text COLLATE "C" NOT NULL,
	"subject_id" text COLLATE "C" NOT NULL,
	"field" text COLLATE "C" NOT NULL,
	"changed_at" bigint NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	CONSTRAINT "catalog_overrides_subject_kind_subject_id_field_pk" PRIMARY KEY("subject_kind","subject_id","field")
);
--> statement-breakpoint
CREATE TABLE "catalog_sources" (
	"location" text COLLATE "C" PRIMARY KEY NOT NULL,
	"fingerprint" text COLLATE "C",
	"checked_at" bigint NOT NULL,
	"imported_at" bigint,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "change_marks" (
	"topic" text COLLATE "C" PRIMARY KEY NOT NULL,
	"changes" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "checkout_sessions" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"agent_id" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"expires_at" bigint NOT NULL,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "code_guesses" (
	"agent_id" text COLLATE "C" NOT NULL,
	"code_hash" text COLLATE "C" NOT NULL,
	"tried_at" bigint NOT NULL,
	CONSTRAINT "code_guesses_agent_id_code_hash_pk" PRIMARY KEY("agent_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"event_sequence" bigint NOT NULL,
	"number" bigint NOT NULL,
	"at" bigint NOT NULL,
	"duration_ms" bigint NOT NULL,
	"status" bigint,
	"reason" text COLLATE "C",
	CONSTRAINT "delivery_attempts_event_sequence_number_pk" PRIMARY KEY("event_sequence","number")
);
--> statement-breakpoint
CREATE TABLE "discount_uses" (
	"attempt_id" text COLLATE "C" NOT NULL,
	"discount_id" text COLLATE "C" NOT NULL,
	"buyer" text COLLATE "C",
	"created_at" bigint NOT NULL,
	CONSTRAINT "discount_uses_attempt_id_discount_id_pk" PRIMARY KEY("attempt_id","discount_id")
);
--> statement-breakpoint
CREATE TABLE "discounts" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"code" text COLLATE "C",
	"priority" bigint NOT NULL,
	"disabled" bigint NOT NULL,
	"uses" bigint NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	CONSTRAINT "discounts_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "feed_changes" (
	"product_id" text COLLATE "C" NOT NULL,
	"number" bigint NOT NULL,
	CONSTRAINT "feed_changes_product_id_number_pk" PRIMARY KEY("product_id","number")
);
--> statement-breakpoint
CREATE TABLE "feed_destinations" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed_pushes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"destination" text COLLATE "C" NOT NULL,
	"started_at" bigint NOT NULL,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed_sent" (
	"destination" text COLLATE "C" NOT NULL,
	"product_id" text COLLATE "C" NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	CONSTRAINT "feed_sent_destination_product_id_pk" PRIMARY KEY("destination","product_id")
);
--> statement-breakpoint
CREATE TABLE "idempotency_records" (
	"claim" "bytea" PRIMARY KEY NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"holder" text COLLATE "C",
	"held_until" bigint,
	"generation" bigint DEFAULT 0 NOT NULL,
	"status" bigint,
	"body" text COLLATE "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"hash" text COLLATE "C" PRIMARY KEY NOT NULL,
	"expires_at" bigint NOT NULL,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"holder" text COLLATE "C",
	"leased_until" bigint,
	"started_at" bigint,
	"finished_at" bigint,
	"succeeded_at" bigint,
	"failures" bigint NOT NULL,
	"reason" text COLLATE "C",
	"next_at" bigint
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"document" text COLLATE "C",
	"failures" bigint DEFAULT 0 NOT NULL,
	"first_failed_at" bigint,
	"next_attempt_at" bigint DEFAULT 0 NOT NULL,
	"finished_at" bigint,
	CONSTRAINT "mails_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "nodes" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"settings_hash" text COLLATE "C" NOT NULL,
	"program" text COLLATE "C" NOT NULL,
	"started_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_words" (
	"number" bigint PRIMARY KEY NOT NULL,
	"words" "tsvector" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"session_id" text COLLATE "C" NOT NULL,
	"agent_id" text COLLATE "C" NOT NULL,
	"attempt_id" text COLLATE "C" NOT NULL,
	"permalink_token" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"way" text COLLATE "C" DEFAULT 'agent' NOT NULL,
	"total" bigint DEFAULT 0 NOT NULL,
	"buyer_id" text COLLATE "C",
	"exported_at" bigint,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	CONSTRAINT "orders_number_unique" UNIQUE("number"),
	CONSTRAINT "orders_session_id_unique" UNIQUE("session_id"),
	CONSTRAINT "orders_attempt_id_unique" UNIQUE("attempt_id"),
	CONSTRAINT "orders_permalink_token_unique" UNIQUE("permalink_token")
);
--> statement-breakpoint
CREATE TABLE "orders_to_index" (
	"number" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox_events" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"agent_id" text COLLATE "C" NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"type" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"document" text COLLATE "C",
	"body" text COLLATE "C",
	"attempts" bigint DEFAULT 0 NOT NULL,
	"failures" bigint DEFAULT 0 NOT NULL,
	"first_failed_at" bigint,
	"next_attempt_at" bigint,
	"finished_at" bigint,
	CONSTRAINT "outbox_events_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "payment_attempts" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"session_id" text COLLATE "C" NOT NULL,
	"agent_id" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"provider" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" DEFAULT 'charge' NOT NULL,
	"reference" text COLLATE "C",
	"claim" text COLLATE "C",
	"amount" bigint NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"opened_at" bigint NOT NULL,
	"settled_at" bigint,
	"next_look_at" bigint,
	"capturing" boolean DEFAULT false NOT NULL,
	"driven_by" text COLLATE "C",
	"driven_until" bigint,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment_events" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"received_at" bigint NOT NULL,
	"due_at" bigint,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"email" text COLLATE "C",
	"role" text COLLATE "C" NOT NULL,
	"removed_at" bigint,
	"document" text COLLATE "C" NOT NULL,
	CONSTRAINT "people_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "person_sessions" (
	"hash" text COLLATE "C" PRIMARY KEY NOT NULL,
	"person_id" text COLLATE "C" NOT NULL,
	"expires_at" bigint NOT NULL,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "product_texts" (
	"number" bigserial PRIMARY KEY NOT NULL,
	"product_id" text COLLATE "C" NOT NULL,
	"title" text COLLATE "C" NOT NULL,
	"brand" text COLLATE "C" NOT NULL,
	"category" text COLLATE "C" NOT NULL,
	"options" text COLLATE "C" NOT NULL,
	"description" text COLLATE "C" NOT NULL,
	"words" "tsvector" NOT NULL,
	CONSTRAINT "product_texts_product_id_unique" UNIQUE("product_id")
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"title" text COLLATE "C" NOT NULL,
	"published" boolean NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	"merchant_fields" text COLLATE "C" DEFAULT '{}' NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "products_made_here" (
	"product_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"made_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "program_tokens" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"hash" text COLLATE "C" NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	CONSTRAINT "program_tokens_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"attempt_id" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"reference" text COLLATE "C",
	"amount" bigint NOT NULL,
	"opened_at" bigint NOT NULL,
	"next_look_at" bigint,
	"driven_by" text COLLATE "C",
	"driven_until" bigint,
	"document" text COLLATE "C" NOT NULL,
	CONSTRAINT "refunds_reference_unique" UNIQUE("reference")
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"attempt_id" text COLLATE "C" NOT NULL,
	"variant_id" text COLLATE "C" NOT NULL,
	"quantity" bigint NOT NULL,
	"sold" boolean DEFAULT false NOT NULL,
	"acknowledged_at" bigint,
	"created_at" bigint NOT NULL,
	CONSTRAINT "reservations_attempt_id_variant_id_pk" PRIMARY KEY("attempt_id","variant_id")
);
--> statement-breakpoint
CREATE TABLE "sales_days" (
	"day" text COLLATE "C" NOT NULL,
	"agent_id" text COLLATE "C" NOT NULL,
	"protocol" text COLLATE "C" NOT NULL,
	"way" text COLLATE "C" NOT NULL,
	"checkouts" bigint NOT NULL,
	"orders" bigint NOT NULL,
	"sales" bigint NOT NULL,
	CONSTRAINT "sales_days_day_agent_id_protocol_way_pk" PRIMARY KEY("day","agent_id","protocol","way")
);
--> statement-breakpoint
CREATE TABLE "sandbox_charges" (
	"attempt_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"amount" bigint NOT NULL,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sandbox_pages" (
	"attempt_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sandbox_tokens" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"created_at" bigint NOT NULL,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"value" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_products" (
	"product_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"document" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "paused_endpoints" (
	"agent_id" text COLLATE "C" NOT NULL,
	"url" text COLLATE "C" NOT NULL,
	"paused_at" bigint NOT NULL,
	CONSTRAINT "paused_endpoints_agent_id_url_pk" PRIMARY KEY("agent_id","url")
);
--> statement-breakpoint
CREATE TABLE "variants" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"product_id" text COLLATE "C" NOT NULL,
	"position" bigint NOT NULL,
	"price" bigint NOT NULL,
	"earlier_price" bigint,
	"repriced_at" bigint,
	"stock" bigint,
	"reserved" bigint DEFAULT 0 NOT NULL,
	"backorder" boolean NOT NULL,
	"withdrawn_at" bigint,
	"document" text COLLATE "C" NOT NULL,
	"updated_at" bigint NOT NULL,
	"revision" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discount_uses" ADD CONSTRAINT "discount_uses_discount_id_discounts_id_fk" FOREIGN KEY ("discount_id") REFERENCES "public"."discounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_session_id_checkout_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."checkout_sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_attempts" ADD CONSTRAINT "payment_attempts_session_id_checkout_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."checkout_sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_sessions" ADD CONSTRAINT "person_sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_attempt_id_payment_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."payment_attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_variant_id_variants_id_fk" FOREIGN KEY ("variant_id") REFERENCES "public"."variants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "variants" ADD CONSTRAINT "variants_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_keys_by_agent" ON "api_keys" USING btree ("agent_id");--> statement-breakpoint
CREATE INDEX "audit_by_subject" ON "audit_entries" USING btree ("subject","sequence");--> statement-breakpoint
CREATE INDEX "carts_to_forget" ON "carts" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sessions_to_expire" ON "checkout_sessions" USING btree ("expires_at") WHERE status in ('not_ready_for_payment', 'ready_for_payment', 'authentication_required');--> statement-breakpoint
CREATE INDEX "sessions_to_forget" ON "checkout_sessions" USING btree ("expires_at","id") WHERE status in ('canceled', 'expired');--> statement-breakpoint
CREATE INDEX "discount_uses_by_buyer" ON "discount_uses" USING btree ("discount_id","buyer");--> statement-breakpoint
CREATE INDEX "automatic_discounts" ON "discounts" USING btree ("priority") WHERE code is null and disabled = 0;--> statement-breakpoint
CREATE INDEX "feed_changes_in_order" ON "feed_changes" USING btree ("number");--> statement-breakpoint
CREATE INDEX "feed_pushes_by_destination" ON "feed_pushes" USING btree ("destination","id");--> statement-breakpoint
CREATE INDEX "idempotency_by_age" ON "idempotency_records" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "idempotency_held" ON "idempotency_records" USING btree ("holder") WHERE holder is not null;--> statement-breakpoint
CREATE INDEX "mails_to_send" ON "mails" USING btree ("next_attempt_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "mails_given_up" ON "mails" USING btree ("sequence") WHERE state = 'dead';--> statement-breakpoint
CREATE INDEX "mails_to_forget" ON "mails" USING btree ("finished_at") WHERE state = 'sent';--> statement-breakpoint
CREATE INDEX "order_words_indexed" ON "order_words" USING gin ("words");--> statement-breakpoint
CREATE INDEX "orders_listed" ON "orders" USING btree ("number","status","agent_id","way","created_at","total");--> statement-breakpoint
CREATE INDEX "orders_by_buyer" ON "orders" USING btree ("buyer_id","number");--> statement-breakpoint
CREATE INDEX "orders_to_export" ON "orders" USING btree ("number") WHERE exported_at is null;--> statement-breakpoint
CREATE INDEX "events_to_deliver" ON "outbox_events" USING btree ("agent_id","next_attempt_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "events_by_order" ON "outbox_events" USING btree ("order_id","sequence");--> statement-breakpoint
CREATE INDEX "events_given_up" ON "outbox_events" USING btree ("sequence") WHERE state = 'dead';--> statement-breakpoint
CREATE INDEX "events_to_forget" ON "outbox_events" USING btree ("finished_at") WHERE state = 'delivered';--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_attempt_a_session" ON "payment_attempts" USING btree ("session_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "attempts_unresolved" ON "payment_attempts" USING btree ("opened_at") WHERE state in ('open', 'refund_due');--> statement-breakpoint
CREATE INDEX "attempts_to_look_at" ON "payment_attempts" USING btree ("next_look_at") WHERE next_look_at is not null;--> statement-breakpoint
CREATE INDEX "attempts_at_provider" ON "payment_attempts" USING btree ("id") WHERE kind = 'hosted' and state = 'open';--> statement-breakpoint
CREATE INDEX "attempts_by_session" ON "payment_attempts" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "attempts_by_reference" ON "payment_attempts" USING btree ("reference") WHERE reference is not null;--> statement-breakpoint
CREATE INDEX "payment_events_due" ON "payment_events" USING btree ("due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "payment_events_by_age" ON "payment_events" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "person_sessions_by_person" ON "person_sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "person_sessions_by_age" ON "person_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "product_words" ON "product_texts" USING gin ("words");--> statement-breakpoint
CREATE INDEX "products_hidden" ON "products" USING btree ("id") WHERE published = false;--> statement-breakpoint
CREATE INDEX "refunds_by_attempt" ON "refunds" USING btree ("attempt_id","opened_at");--> statement-breakpoint
CREATE INDEX "refunds_to_look_at" ON "refunds" USING btree ("next_look_at") WHERE next_look_at is not null;--> statement-breakpoint
CREATE INDEX "refunds_pending" ON "refunds" USING btree ("opened_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "reservations_by_variant" ON "reservations" USING btree ("variant_id");--> statement-breakpoint
CREATE INDEX "variants_by_product" ON "variants" USING btree ("product_id","position");--> statement-breakpoint
CREATE INDEX "variants_sold_out" ON "variants" USING btree ("id") WHERE withdrawn_at is null and backorder = false and stock <= reserved;--> statement-breakpoint
CREATE TEXT SEARCH DICTIONARY "every_english_word" (TEMPLATE = snowball, Language = english);
--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION "product_words" (COPY = simple);
--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION "product_words" ALTER MAPPING FOR
	asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart
	WITH every_english_word;
--> statement-breakpoint
CREATE FUNCTION "feed_change_number"(transaction xid8) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT transaction::text::bigint
		+ coalesce((SELECT value::bigint FROM settings WHERE name = 'feed_change_offset'), 0)
$$;
--> statement-breakpoint
CREATE FUNCTION "note_feed_change"(product text) RETURNS void LANGUAGE sql AS $$
	INSERT INTO feed_changes (product_id, number) VALUES (product, feed_change_number(pg_current_xact_id()))
	ON CONFLICT DO NOTHING
$$;
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
