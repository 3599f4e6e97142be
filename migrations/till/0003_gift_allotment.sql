CREATE TABLE `gift_allotment` (
	`sku` text PRIMARY KEY NOT NULL CHECK (`sku` <> ''),
	`allotted_count` integer NOT NULL CHECK (`allotted_count` >= 0),
	`handed_count` integer NOT NULL CHECK (`handed_count` >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `sync` ADD COLUMN `gift_revision` text;
