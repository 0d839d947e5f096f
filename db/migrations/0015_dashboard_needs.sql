CREATE TABLE `disputes` (
	`reference` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`order_number` integer NOT NULL,
	`state` text NOT NULL,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`reason` text NOT NULL,
	`opened_at` integer NOT NULL,
	`respond_by` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `disputes_by_order` ON `disputes` (`order_id`);--> statement-breakpoint
CREATE INDEX `disputes_to_answer` ON `disputes` (`respond_by`) WHERE state = 'open' and respond_by is not null;--> statement-breakpoint
DROP INDEX `variants_sold_out`;--> statement-breakpoint
CREATE INDEX `variants_low` ON `variants` ((stock - reserved),`product_id`) WHERE withdrawn_at is null and backorder = 0 and stock - reserved <= 20;--> statement-breakpoint
CREATE INDEX `orders_open` ON `orders` (`number`,`status`) WHERE status in ('created', 'confirmed', 'manual_review', 'processing');