CREATE TABLE `redemption_of_rights` (
	`terminal_seq` integer PRIMARY KEY NOT NULL CHECK (`terminal_seq` > 0),
	`redemption_id` text NOT NULL,
	`member_id` text NOT NULL,
	`receipt_no` text NOT NULL,
	`business_date` text NOT NULL CHECK (`business_date` LIKE '____-__-__'),
	`right` text NOT NULL CHECK (`right` IN ('authorised', 'carried', 'grant', 'floor')),
	`request_hash` text NOT NULL,
	`cancelled_seq` integer CHECK (`cancelled_seq` > `terminal_seq`),
	`receipt` text,
	`redemption` text NOT NULL,
	CHECK (`cancelled_seq` IS NULL OR `receipt` IS NULL)
) STRICT;
--> statement-breakpoint
INSERT INTO `redemption_of_rights` (`terminal_seq`, `redemption_id`, `member_id`, `receipt_no`, `business_date`, `right`, `request_hash`, `cancelled_seq`, `receipt`, `redemption`)
	SELECT `terminal_seq`, `redemption_id`, `member_id`, `receipt_no`, `business_date`, `right`, `request_hash`, `cancelled_seq`, `receipt`, `redemption` FROM `redemption`;--> statement-breakpoint
DROP TABLE `redemption`;--> statement-breakpoint
ALTER TABLE `redemption_of_rights` RENAME TO `redemption`;--> statement-breakpoint
CREATE UNIQUE INDEX `redemption_by_id` ON `redemption` (`redemption_id`);--> statement-breakpoint
CREATE INDEX `redemption_by_member` ON `redemption` (`member_id`,`terminal_seq`);
