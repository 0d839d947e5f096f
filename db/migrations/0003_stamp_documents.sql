ALTER TABLE `payment_attempts` ADD `capturing` integer DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE `payment_attempts` SET `capturing` = 1 WHERE `next_look_at` IS NOT NULL AND json_extract(`document`, '$.capture.state') = 'capturing';--> statement-breakpoint
UPDATE `audit_entries` SET `actor` = 'dashboard' WHERE `actor` = 'desk';
