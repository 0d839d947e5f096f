CREATE TABLE `invitations` (
	`hash` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`role` text NOT NULL,
	`removed_at` integer,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `people_email_unique` ON `people` (`email`);--> statement-breakpoint
CREATE TABLE `person_sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`document` text NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `person_sessions_by_person` ON `person_sessions` (`person_id`);--> statement-breakpoint
CREATE INDEX `person_sessions_by_age` ON `person_sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `program_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `program_tokens_hash_unique` ON `program_tokens` (`hash`);