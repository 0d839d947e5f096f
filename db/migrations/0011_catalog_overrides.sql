CREATE TABLE `catalog_overrides` (
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`field` text NOT NULL,
	`changed_at` integer NOT NULL,
	`document` text NOT NULL,
	PRIMARY KEY(`subject_kind`, `subject_id`, `field`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `products_made_here` (
	`product_id` text PRIMARY KEY NOT NULL,
	`made_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `source_products` (
	`product_id` text PRIMARY KEY NOT NULL,
	`document` text NOT NULL
) STRICT;
