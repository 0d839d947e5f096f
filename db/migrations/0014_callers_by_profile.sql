CREATE TABLE `caller_hosts` (
	`host` text PRIMARY KEY NOT NULL,
	`standing` text NOT NULL,
	`listed_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `profile_agents` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`host` text NOT NULL,
	`first_seen_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `profile_agents_by_age` ON `profile_agents` (`last_seen_at`);--> statement-breakpoint
CREATE TABLE `stranger_payments` (
	`attempt_id` text PRIMARY KEY NOT NULL,
	`agent_id` text NOT NULL,
	`opened_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `stranger_payments_by_age` ON `stranger_payments` (`opened_at`);--> statement-breakpoint
CREATE INDEX `open_sessions_of_profiles` ON `checkout_sessions` (`agent_id`) WHERE agent_id like 'agt_profile_%' and status in ('not_ready_for_payment', 'ready_for_payment', 'authentication_required', 'requires_escalation', 'in_progress');--> statement-breakpoint
CREATE INDEX `orders_of_profiles` ON `orders` (`agent_id`) WHERE agent_id like 'agt_profile_%';