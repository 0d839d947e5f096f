CREATE TABLE `alerts` (
	`name` text PRIMARY KEY NOT NULL,
	`heading` text NOT NULL,
	`words` text NOT NULL,
	`state` text NOT NULL,
	`since` integer NOT NULL,
	`posted` integer NOT NULL
) STRICT;
