DROP INDEX `reservations_by_variant`;--> statement-breakpoint
CREATE INDEX `acknowledged_reservations` ON `reservations` (`variant_id`) WHERE acknowledged_at is not null;