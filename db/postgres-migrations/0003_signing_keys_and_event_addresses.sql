CREATE TABLE "signing_keys" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"private_key" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"signs_from" bigint NOT NULL,
	"published_until" bigint
);
--> statement-breakpoint
DROP INDEX "events_to_deliver";--> statement-breakpoint
ALTER TABLE "outbox_events" ADD COLUMN "webhook_url" text COLLATE "C" DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "signing_keys_to_forget" ON "signing_keys" USING btree ("published_until");--> statement-breakpoint
CREATE INDEX "events_due" ON "outbox_events" USING btree ("agent_id","webhook_url","next_attempt_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "events_with_address" ON "outbox_events" USING btree ("agent_id","webhook_url") WHERE state = 'pending' and webhook_url <> '';