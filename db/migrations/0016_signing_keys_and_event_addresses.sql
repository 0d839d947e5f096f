CREATE TABLE `signing_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`private_key` text NOT NULL,
	`created_at` integer NOT NULL,
	`signs_from` integer NOT NULL,
	`published_until` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `signing_keys_to_forget` ON `signing_keys` (`published_until`);--> statement-breakpoint
DROP INDEX `events_to_deliver`;--> statement-breakpoint
ALTER TABLE `outbox_events` ADD `webhook_url` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `events_due` ON `outbox_events` (`agent_id`,`webhook_url`,`next_attempt_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `events_with_address` ON `outbox_events` (`agent_id`,`webhook_url`) WHERE state = 'pending' and webhook_url <> '';