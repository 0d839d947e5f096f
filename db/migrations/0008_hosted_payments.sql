CREATE TABLE `sandbox_pages` (
	`attempt_id` text PRIMARY KEY NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `payment_attempts` ADD `kind` text DEFAULT 'charge' NOT NULL;--> statement-breakpoint
CREATE INDEX `attempts_at_provider` ON `payment_attempts` (`id`) WHERE kind = 'hosted' and state = 'open';