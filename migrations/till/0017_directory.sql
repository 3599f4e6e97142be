CREATE TABLE `directory` (
	`id` integer PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`entry` text NOT NULL CHECK (json_valid(`entry`))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `directory_by_member` ON `directory` (`member_id`);
--> statement-breakpoint
CREATE TABLE `directory_number` (
	`number_hash` integer NOT NULL,
	`directory_row` integer NOT NULL,
	PRIMARY KEY(`number_hash`, `directory_row`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `sync` ADD `directory_cursor` text;
--> statement-breakpoint
ALTER TABLE `sync` ADD `directory_key` text;
--> statement-breakpoint
ALTER TABLE `sync` ADD `directory_loaded` integer NOT NULL DEFAULT 0 CHECK (`directory_loaded` IN (0, 1));
