CREATE TABLE "caller_hosts" (
	"host" text COLLATE "C" PRIMARY KEY NOT NULL,
	"standing" text COLLATE "C" NOT NULL,
	"listed_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "profile_agents" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"url" text COLLATE "C" NOT NULL,
	"host" text COLLATE "C" NOT NULL,
	"first_seen_at" bigint NOT NULL,
	"last_seen_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stranger_payments" (
	"attempt_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"agent_id" text COLLATE "C" NOT NULL,
	"opened_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "profile_agents_by_age" ON "profile_agents" USING btree ("last_seen_at");--> statement-breakpoint
CREATE INDEX "stranger_payments_by_age" ON "stranger_payments" USING btree ("opened_at");--> statement-breakpoint
CREATE INDEX "open_sessions_of_profiles" ON "checkout_sessions" USING btree ("agent_id") WHERE agent_id like 'agt_profile_%' and status in ('not_ready_for_payment', 'ready_for_payment', 'authentication_required', 'requires_escalation', 'in_progress');--> statement-breakpoint
CREATE INDEX "orders_of_profiles" ON "orders" USING btree ("agent_id") WHERE agent_id like 'agt_profile_%';