ALTER TABLE `idempotency_records` ADD `held_until` integer;--> statement-breakpoint
ALTER TABLE `idempotency_records` ADD `generation` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `idempotency_held` ON `idempotency_records` (`holder`) WHERE holder is not null;