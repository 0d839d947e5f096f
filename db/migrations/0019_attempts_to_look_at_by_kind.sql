DROP INDEX `attempts_to_look_at`;--> statement-breakpoint
CREATE INDEX `attempts_without_order_to_look_at` ON `payment_attempts` (`next_look_at`) WHERE next_look_at is not null and state <> 'succeeded';--> statement-breakpoint
CREATE INDEX `attempts_with_order_to_look_at` ON `payment_attempts` (`capturing`,`next_look_at`) WHERE next_look_at is not null and state = 'succeeded';