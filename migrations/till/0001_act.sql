CREATE TABLE `act` (
	`kind` text NOT NULL CHECK (`kind` <> ''),
	`act_id` text NOT NULL CHECK (`act_id` <> ''),
	`member_id` text NOT NULL,
	`terminal_seq` integer CHECK (`terminal_seq` > 0),
	`request_hash` text NOT NULL,
	`state` text NOT NULL CHECK (`state` IN ('waiting', 'open', 'done', 'cancelled')),
	`receipt_no` text NOT NULL,
	`business_date` text NOT NULL CHECK (`business_date` LIKE '____-__-__'),
	`record` text NOT NULL,
	PRIMARY KEY(`kind`, `act_id`),
	CHECK ((`terminal_seq` IS NULL) = (`state` = 'waiting'))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `act_by_member` ON `act` (`member_id`,`kind`,`terminal_seq`);
