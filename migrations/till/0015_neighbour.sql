CREATE TABLE `lan` (
	`id` integer PRIMARY KEY NOT NULL CHECK (`id` = 1),
	`listen_at` text,
	`peers` text DEFAULT '[]' NOT NULL,
	`private_key` text,
	`certificate` text,
	`authority` text,
	CHECK (`certificate` IS NULL OR `private_key` IS NOT NULL)
) STRICT;
--> statement-breakpoint
INSERT INTO `lan` (`id`) VALUES (1);--> statement-breakpoint
CREATE TABLE `neighbour` (
	`install_id` text PRIMARY KEY NOT NULL CHECK (`install_id` <> ''),
	`terminal_id` text NOT NULL,
	`terminal_name` text NOT NULL,
	`public_key` text NOT NULL CHECK (`public_key` <> ''),
	`address` text,
	`held_seq` integer DEFAULT 0 NOT NULL CHECK (`held_seq` >= 0),
	`held_hash` text DEFAULT '' NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `neighbour_operation` (
	`install_id` text NOT NULL,
	`terminal_seq` integer NOT NULL CHECK (`terminal_seq` > 0),
	`member_id` text NOT NULL CHECK (`member_id` <> ''),
	`json` text NOT NULL,
	PRIMARY KEY(`install_id`, `terminal_seq`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `neighbour_operation_by_member` ON `neighbour_operation` (`member_id`);--> statement-breakpoint
ALTER TABLE `sync` ADD COLUMN `neighbour_revision` text;--> statement-breakpoint
CREATE TABLE `opened_code_of_store` (
	`code_id` text PRIMARY KEY NOT NULL CHECK (`code_id` <> ''),
	`opened_by` text NOT NULL CHECK (`opened_by` IN ('screen', 'pos', 'neighbour')),
	`opened_at_ms` integer NOT NULL,
	`act_id` text
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `opened_code_of_store` (`code_id`, `opened_by`, `opened_at_ms`, `act_id`)
	SELECT `code_id`, `opened_by`, `opened_at_ms`, `act_id` FROM `opened_code`;--> statement-breakpoint
DROP TABLE `opened_code`;--> statement-breakpoint
ALTER TABLE `opened_code_of_store` RENAME TO `opened_code`;--> statement-breakpoint
CREATE INDEX `opened_code_by_time` ON `opened_code` (`opened_at_ms`);
