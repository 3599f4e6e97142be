CREATE TABLE `member_hash` (
	`partition` text NOT NULL,
	`member_row` integer NOT NULL,
	`hash` integer NOT NULL CHECK (`hash` >= 0),
	PRIMARY KEY(`partition`, `member_row`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `partition_sum` (
	`partition` text PRIMARY KEY NOT NULL,
	`sum` integer NOT NULL CHECK (`sum` >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `hash_scan` (
	`id` integer PRIMARY KEY NOT NULL CHECK (`id` = 1),
	`scanned_row` integer NOT NULL DEFAULT 0,
	`complete` integer NOT NULL DEFAULT 0 CHECK (`complete` IN (0, 1))
) STRICT;
--> statement-breakpoint
INSERT INTO `hash_scan` (`id`) VALUES (1);
