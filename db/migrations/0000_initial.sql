CREATE TABLE `agents` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`document` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `agents_name_unique` ON `agents` (`name`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`agent_id` text NOT NULL,
	`hash` blob NOT NULL,
	`hint` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer,
	FOREIGN KEY (`agent_id`) REFERENCES `agents`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash_unique` ON `api_keys` (`hash`);--> statement-breakpoint
CREATE INDEX `api_keys_by_agent` ON `api_keys` (`agent_id`);--> statement-breakpoint
CREATE TABLE `audit_entries` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `audit_by_subject` ON `audit_entries` (`subject`,`sequence`);--> statement-breakpoint
CREATE TABLE `buyers` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `buyers_email_unique` ON `buyers` (`email`);--> statement-breakpoint
CREATE TABLE `carts` (
	`id` text PRIMARY KEY NOT NULL,
	`page_token` text NOT NULL,
	`expires_at` integer NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `carts_page_token_unique` ON `carts` (`page_token`);--> statement-breakpoint
CREATE INDEX `carts_to_forget` ON `carts` (`expires_at`);--> statement-breakpoint
CREATE TABLE `catalog_sources` (
	`location` text PRIMARY KEY NOT NULL,
	`fingerprint` text,
	`checked_at` integer NOT NULL,
	`imported_at` integer,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `checkout_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`agent_id` text NOT NULL,
	`status` text NOT NULL,
	`expires_at` integer NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `sessions_to_expire` ON `checkout_sessions` (`expires_at`) WHERE status in ('not_ready_for_payment', 'ready_for_payment', 'authentication_required');--> statement-breakpoint
CREATE INDEX `sessions_to_forget` ON `checkout_sessions` (`expires_at`,`id`) WHERE status in ('canceled', 'expired');--> statement-breakpoint
CREATE TABLE `delivery_attempts` (
	`event_sequence` integer NOT NULL,
	`number` integer NOT NULL,
	`at` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`status` integer,
	`trouble` text,
	PRIMARY KEY(`event_sequence`, `number`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `discount_uses` (
	`attempt_id` text NOT NULL,
	`discount_id` text NOT NULL,
	`buyer` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`attempt_id`, `discount_id`),
	FOREIGN KEY (`discount_id`) REFERENCES `discounts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `discount_uses_by_buyer` ON `discount_uses` (`discount_id`,`buyer`);--> statement-breakpoint
CREATE TABLE `discounts` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text,
	`priority` integer NOT NULL,
	`disabled` integer NOT NULL,
	`uses` integer NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `discounts_code_unique` ON `discounts` (`code`);--> statement-breakpoint
CREATE INDEX `automatic_discounts` ON `discounts` (`priority`) WHERE code is null and disabled = 0;--> statement-breakpoint
CREATE TABLE `feed_changes` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`product_id` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `feed_changes_product_id_unique` ON `feed_changes` (`product_id`);--> statement-breakpoint
CREATE TABLE `feed_destinations` (
	`name` text PRIMARY KEY NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `feed_pushes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`destination` text NOT NULL,
	`started_at` integer NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `feed_pushes_by_destination` ON `feed_pushes` (`destination`,`id`);--> statement-breakpoint
CREATE TABLE `feed_sent` (
	`destination` text NOT NULL,
	`product_id` text NOT NULL,
	`fingerprint` blob NOT NULL,
	`document` text NOT NULL,
	PRIMARY KEY(`destination`, `product_id`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `idempotency_records` (
	`claim` blob PRIMARY KEY NOT NULL,
	`fingerprint` blob NOT NULL,
	`holder` text,
	`status` integer,
	`body` text,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `idempotency_by_age` ON `idempotency_records` (`created_at`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text,
	`leased_until` integer,
	`started_at` integer,
	`finished_at` integer,
	`succeeded_at` integer,
	`failures` integer NOT NULL,
	`trouble` text,
	`next_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `mails` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`document` text,
	`failures` integer DEFAULT 0 NOT NULL,
	`first_failed_at` integer,
	`next_attempt_at` integer DEFAULT 0 NOT NULL,
	`finished_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `mails_key_unique` ON `mails` (`key`);--> statement-breakpoint
CREATE INDEX `mails_to_send` ON `mails` (`next_attempt_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `mails_given_up` ON `mails` (`sequence`) WHERE state = 'dead';--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`session_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`attempt_id` text NOT NULL,
	`permalink_token` text NOT NULL,
	`status` text NOT NULL,
	`buyer_id` text,
	`exported_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`document` text NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `checkout_sessions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_number_unique` ON `orders` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_session_id_unique` ON `orders` (`session_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_attempt_id_unique` ON `orders` (`attempt_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_permalink_token_unique` ON `orders` (`permalink_token`);--> statement-breakpoint
CREATE INDEX `orders_by_status` ON `orders` (`status`,`number`);--> statement-breakpoint
CREATE INDEX `orders_by_buyer` ON `orders` (`buyer_id`,`number`);--> statement-breakpoint
CREATE INDEX `orders_to_export` ON `orders` (`number`) WHERE exported_at is null;--> statement-breakpoint
CREATE TABLE `outbox_events` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`agent_id` text NOT NULL,
	`order_id` text NOT NULL,
	`type` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`document` text,
	`body` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`first_failed_at` integer,
	`next_attempt_at` integer,
	`finished_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_events_id_unique` ON `outbox_events` (`id`);--> statement-breakpoint
CREATE INDEX `events_to_deliver` ON `outbox_events` (`agent_id`,`next_attempt_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `events_by_order` ON `outbox_events` (`order_id`,`sequence`);--> statement-breakpoint
CREATE INDEX `events_given_up` ON `outbox_events` (`sequence`) WHERE state = 'dead';--> statement-breakpoint
CREATE INDEX `events_to_forget` ON `outbox_events` (`finished_at`) WHERE state = 'delivered';--> statement-breakpoint
CREATE TABLE `paused_endpoints` (
	`agent_id` text NOT NULL,
	`url` text NOT NULL,
	`paused_at` integer NOT NULL,
	PRIMARY KEY(`agent_id`, `url`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `payment_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`state` text NOT NULL,
	`provider` text NOT NULL,
	`reference` text,
	`claim` text,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`opened_at` integer NOT NULL,
	`settled_at` integer,
	`next_look_at` integer,
	`document` text NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `checkout_sessions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `one_open_attempt_a_session` ON `payment_attempts` (`session_id`) WHERE state = 'open';--> statement-breakpoint
CREATE INDEX `attempts_unresolved` ON `payment_attempts` (`opened_at`) WHERE state in ('open', 'refund_due');--> statement-breakpoint
CREATE INDEX `attempts_to_look_at` ON `payment_attempts` (`next_look_at`) WHERE next_look_at is not null;--> statement-breakpoint
CREATE INDEX `attempts_by_session` ON `payment_attempts` (`session_id`);--> statement-breakpoint
CREATE INDEX `attempts_by_reference` ON `payment_attempts` (`reference`) WHERE reference is not null;--> statement-breakpoint
CREATE TABLE `payment_events` (
	`id` text PRIMARY KEY NOT NULL,
	`received_at` integer NOT NULL,
	`due_at` integer,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `payment_events_due` ON `payment_events` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX `payment_events_by_age` ON `payment_events` (`received_at`);--> statement-breakpoint
CREATE TABLE `product_texts` (
	`number` integer PRIMARY KEY NOT NULL,
	`product_id` text NOT NULL,
	`title` text NOT NULL,
	`brand` text NOT NULL,
	`category` text NOT NULL,
	`options` text NOT NULL,
	`description` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `product_texts_product_id_unique` ON `product_texts` (`product_id`);--> statement-breakpoint
CREATE TABLE `products` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`published` integer NOT NULL,
	`document` text NOT NULL,
	`merchant_fields` text DEFAULT '{}' NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `refunds` (
	`id` text PRIMARY KEY NOT NULL,
	`attempt_id` text NOT NULL,
	`state` text NOT NULL,
	`reference` text,
	`amount` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`next_look_at` integer,
	`document` text NOT NULL,
	FOREIGN KEY (`attempt_id`) REFERENCES `payment_attempts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_reference_unique` ON `refunds` (`reference`);--> statement-breakpoint
CREATE INDEX `refunds_by_attempt` ON `refunds` (`attempt_id`,`opened_at`);--> statement-breakpoint
CREATE INDEX `refunds_to_look_at` ON `refunds` (`next_look_at`) WHERE next_look_at is not null;--> statement-breakpoint
CREATE INDEX `refunds_pending` ON `refunds` (`opened_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE TABLE `reservations` (
	`attempt_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`sold` integer DEFAULT false NOT NULL,
	`acknowledged_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`attempt_id`, `variant_id`),
	FOREIGN KEY (`variant_id`) REFERENCES `variants`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `reservations_by_variant` ON `reservations` (`variant_id`);--> statement-breakpoint
CREATE TABLE `sandbox_charges` (
	`attempt_id` text PRIMARY KEY NOT NULL,
	`amount` integer NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `sandbox_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `variants` (
	`id` text PRIMARY KEY NOT NULL,
	`product_id` text NOT NULL,
	`position` integer NOT NULL,
	`price` integer NOT NULL,
	`earlier_price` integer,
	`repriced_at` integer,
	`stock` integer,
	`reserved` integer DEFAULT 0 NOT NULL,
	`backorder` integer NOT NULL,
	`withdrawn_at` integer,
	`document` text NOT NULL,
	`updated_at` integer NOT NULL,
	`revision` integer NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `variants_by_product` ON `variants` (`product_id`,`position`);--> statement-breakpoint
CREATE VIRTUAL TABLE `product_words` USING fts5(
	title, brand, category, options, description,
	content = 'product_texts', content_rowid = 'number',
	tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'
);
--> statement-breakpoint
CREATE TRIGGER `product_texts_added` AFTER INSERT ON `product_texts` BEGIN
	INSERT INTO product_words (rowid, title, brand, category, options, description)
	VALUES (new.number, new.title, new.brand, new.category, new.options, new.description);
END;
--> statement-breakpoint
CREATE TRIGGER `product_texts_removed` AFTER DELETE ON `product_texts` BEGIN
	INSERT INTO product_words (product_words, rowid, title, brand, category, options, description)
	VALUES ('delete', old.number, old.title, old.brand, old.category, old.options, old.description);
END;
--> statement-breakpoint
CREATE TRIGGER `product_texts_changed` AFTER UPDATE ON `product_texts` BEGIN
	INSERT INTO product_words (product_words, rowid, title, brand, category, options, description)
	VALUES ('delete', old.number, old.title, old.brand, old.category, old.options, old.description);
	INSERT INTO product_words (rowid, title, brand, category, options, description)
	VALUES (new.number, new.title, new.brand, new.category, new.options, new.description);
END;
--> statement-breakpoint
CREATE TRIGGER `feed_product_added` AFTER INSERT ON `products` BEGIN
	DELETE FROM feed_changes WHERE product_id = new.id;
	INSERT INTO feed_changes (product_id) VALUES (new.id);
END;
--> statement-breakpoint
CREATE TRIGGER `feed_product_changed` AFTER UPDATE ON `products` BEGIN
	DELETE FROM feed_changes WHERE product_id = new.id;
	INSERT INTO feed_changes (product_id) VALUES (new.id);
END;
--> statement-breakpoint
CREATE TRIGGER `feed_variant_added` AFTER INSERT ON `variants` BEGIN
	DELETE FROM feed_changes WHERE product_id = new.product_id;
	INSERT INTO feed_changes (product_id) VALUES (new.product_id);
END;
--> statement-breakpoint
CREATE TRIGGER `feed_variant_changed` AFTER UPDATE OF product_id, position, price, stock, backorder, withdrawn_at, document ON `variants` BEGIN
	DELETE FROM feed_changes WHERE product_id IN (old.product_id, new.product_id);
	INSERT INTO feed_changes (product_id) VALUES (new.product_id);
	INSERT INTO feed_changes (product_id) SELECT old.product_id WHERE old.product_id <> new.product_id;
END;
--> statement-breakpoint
CREATE TRIGGER `feed_variant_promised` AFTER UPDATE OF reserved ON `variants` WHEN new.stock IS NOT NULL AND old.reserved <> new.reserved BEGIN
	DELETE FROM feed_changes WHERE product_id = new.product_id;
	INSERT INTO feed_changes (product_id) VALUES (new.product_id);
END;
