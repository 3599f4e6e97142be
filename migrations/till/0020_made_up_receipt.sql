CREATE TABLE `made_up_receipt` (
	`adjustment_id` text PRIMARY KEY NOT NULL CHECK (`adjustment_id` <> ''),
	`business_date` text NOT NULL CHECK (`business_date` LIKE '____-__-__'),
	`receipt_no` text NOT NULL CHECK (`receipt_no` <> ''),
	`member_id` text NOT NULL CHECK (`member_id` <> '')
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `made_up_receipt_by_number` ON `made_up_receipt` (`receipt_no`,`business_date`);
