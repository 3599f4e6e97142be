DROP TABLE `store_receipt`;
--> statement-breakpoint
CREATE TABLE `store_receipt` (
	`id` integer PRIMARY KEY NOT NULL,
	`business_date` text NOT NULL CHECK (`business_date` LIKE '____-__-__'),
	`receipt_no` text NOT NULL CHECK (`receipt_no` <> ''),
	`install_id` text NOT NULL CHECK (`install_id` <> ''),
	`record` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `store_receipt_by_number` ON `store_receipt` (`receipt_no`,`business_date`,`install_id`);--> statement-breakpoint
CREATE INDEX `store_receipt_by_day` ON `store_receipt` (`business_date`);--> statement-breakpoint
UPDATE `sync` SET `receipt_cursor` = NULL;
