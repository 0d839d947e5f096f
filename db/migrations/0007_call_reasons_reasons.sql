ALTER TABLE `delivery_attempts` RENAME COLUMN `trouble` TO `reason`;--> statement-breakpoint
ALTER TABLE `jobs` RENAME COLUMN `trouble` TO `reason`;
