ALTER TABLE `payment_attempts` ADD `driven_by` text;--> statement-breakpoint
ALTER TABLE `payment_attempts` ADD `driven_until` integer;--> statement-breakpoint
ALTER TABLE `refunds` ADD `driven_by` text;--> statement-breakpoint
ALTER TABLE `refunds` ADD `driven_until` integer;