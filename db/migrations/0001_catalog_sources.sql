CREATE TABLE `catalog_sources` (
	`location` text PRIMARY KEY NOT NULL,
	`fingerprint` text,
	`checked_at` integer NOT NULL,
	`imported_at` integer,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `products` ADD `merchant_fields` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `reservations` ADD `acknowledged_at` integer;