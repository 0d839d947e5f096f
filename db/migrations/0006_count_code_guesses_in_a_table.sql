CREATE TABLE `code_guesses` (
	`agent_id` text NOT NULL,
	`code_hash` text NOT NULL,
	`tried_at` integer NOT NULL,
	PRIMARY KEY(`agent_id`, `code_hash`)
) STRICT;
