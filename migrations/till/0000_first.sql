CREATE TABLE `member` (
	`id` integer PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL CHECK (`member_id` <> ''),
	`phone` text NOT NULL CHECK (`phone` <> ''),
	`phone_last4` text NOT NULL,
	`member_no` text NOT NULL,
	`revision` integer,
	`found_by` text NOT NULL,
	`face` text NOT NULL,
	`base` text,
	`view` text,
	CHECK (`base` IS NOT NULL OR `view` IS NOT NULL),
	CHECK ((`base` IS NULL) = (`revision` IS NULL))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `member_by_member_id` ON `member` (`member_id`);--> statement-breakpoint
CREATE INDEX `member_by_phone` ON `member` (`phone`);--> statement-breakpoint
CREATE INDEX `member_by_phone_last4` ON `member` (`phone_last4`);--> statement-breakpoint
CREATE TABLE `card` (
	`card_no` text NOT NULL,
	`bound_at_ms` integer NOT NULL,
	`member_row` integer NOT NULL,
	PRIMARY KEY(`card_no`, `bound_at_ms`, `member_row`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_token` (
	`token` text NOT NULL CHECK (`token` <> ''),
	`member_row` integer NOT NULL,
	PRIMARY KEY(`token`, `member_row`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `operation` (
	`terminal_seq` integer PRIMARY KEY NOT NULL CHECK (`terminal_seq` > 0),
	`operation_id` text NOT NULL,
	`member_id` text NOT NULL,
	`kind` text NOT NULL,
	`prev_hash` text NOT NULL CHECK (length(`prev_hash`) = 64),
	`hash` text NOT NULL CHECK (length(`hash`) = 64),
	`outcome` text CHECK (`outcome` IN ('posted', 'posted_with_debt', 'held', 'invalid')),
	`reason` text,
	`json` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `operation_by_operation_id` ON `operation` (`operation_id`);--> statement-breakpoint
CREATE INDEX `operation_by_member` ON `operation` (`member_id`,`terminal_seq`);--> statement-breakpoint
CREATE INDEX `operation_set_aside` ON `operation` (`terminal_seq`)
	WHERE outcome IN ('held', 'invalid');--> statement-breakpoint
CREATE TABLE `receipt` (
	`terminal_seq` integer PRIMARY KEY NOT NULL CHECK (`terminal_seq` > 0),
	`store_id` text NOT NULL,
	`receipt_no` text NOT NULL,
	`business_date` text NOT NULL CHECK (`business_date` LIKE '____-__-__'),
	`request_hash` text NOT NULL,
	`record` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `receipt_by_number` ON `receipt` (`store_id`,`receipt_no`,`business_date`);--> statement-breakpoint
CREATE TABLE `redemption` (
	`terminal_seq` integer PRIMARY KEY NOT NULL CHECK (`terminal_seq` > 0),
	`redemption_id` text NOT NULL,
	`member_id` text NOT NULL,
	`receipt_no` text NOT NULL,
	`business_date` text NOT NULL CHECK (`business_date` LIKE '____-__-__'),
	`right` text NOT NULL CHECK (`right` IN ('authorised', 'floor')),
	`request_hash` text NOT NULL,
	`cancelled_seq` integer CHECK (`cancelled_seq` > `terminal_seq`),
	`receipt` text,
	`redemption` text NOT NULL,
	CHECK (`cancelled_seq` IS NULL OR `receipt` IS NULL)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `redemption_by_id` ON `redemption` (`redemption_id`);--> statement-breakpoint
CREATE INDEX `redemption_by_member` ON `redemption` (`member_id`,`terminal_seq`);--> statement-breakpoint
CREATE TABLE `refund` (
	`terminal_seq` integer PRIMARY KEY NOT NULL CHECK (`terminal_seq` > 0),
	`refund_no` text NOT NULL,
	`member_id` text NOT NULL,
	`request_hash` text NOT NULL,
	`taken_back_points` integer NOT NULL CHECK (`taken_back_points` >= 0),
	`restored_points` integer NOT NULL CHECK (`restored_points` >= 0),
	`debt_points` integer NOT NULL CHECK (`debt_points` >= 0)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `refund_by_number` ON `refund` (`refund_no`);--> statement-breakpoint
CREATE TABLE `install` (
	`id` integer PRIMARY KEY NOT NULL CHECK (`id` = 1),
	`install_id` text NOT NULL,
	`public_key` text NOT NULL,
	`private_key` text NOT NULL,
	`terminal_id` text,
	`terminal_name` text,
	`store_id` text,
	`store_name` text,
	`install_no` integer CHECK (`install_no` >= 0),
	`terminal_token` text,
	`office_key` text,
	`office_url` text,
	`revoked` integer DEFAULT 0 NOT NULL CHECK (`revoked` IN (0, 1)),
	`member_counter` integer DEFAULT 0 NOT NULL CHECK (`member_counter` BETWEEN 0 AND 99999),
	`receipt_counter` integer DEFAULT 0 NOT NULL CHECK (`receipt_counter` >= 0),
	CHECK (
		(`terminal_id` IS NULL) + (`terminal_name` IS NULL) + (`store_id` IS NULL)
		+ (`store_name` IS NULL) + (`install_no` IS NULL) + (`terminal_token` IS NULL)
		+ (`office_key` IS NULL) + (`office_url` IS NULL) IN (0, 8)
	)
) STRICT;
--> statement-breakpoint
CREATE TABLE `staff` (
	`staff_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL CHECK (`role` IN ('cashier', 'supervisor', 'manager')),
	`pin_verifier` text NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `programme` (
	`version` integer PRIMARY KEY NOT NULL,
	`document` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `pin_attempt` (
	`subject` text PRIMARY KEY NOT NULL,
	`failed_count` integer NOT NULL CHECK (`failed_count` >= 0),
	`locked_until_ms` integer
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sync` (
	`id` integer PRIMARY KEY NOT NULL CHECK (`id` = 1),
	`cursor` text,
	`acked_seq` integer DEFAULT 0 NOT NULL CHECK (`acked_seq` >= 0),
	`last_sync_at_ms` integer,
	`clock_offset_ms` integer DEFAULT 0 NOT NULL,
	`staff_revision` text,
	`programme_revision` text,
	`loaded` integer DEFAULT 0 NOT NULL CHECK (`loaded` IN (0, 1))
) STRICT;
--> statement-breakpoint
INSERT INTO `sync` (`id`) VALUES (1);
