CREATE TABLE `code_key_new` (
	`purpose` text NOT NULL CHECK (`purpose` IN ('coupon', 'member', 'identity')),
	`key_id` text NOT NULL CHECK (`key_id` <> ''),
	`public_key` text NOT NULL CHECK (`public_key` <> ''),
	PRIMARY KEY(`purpose`, `key_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `code_key_new` SELECT * FROM `code_key`;--> statement-breakpoint
DROP TABLE `code_key`;--> statement-breakpoint
ALTER TABLE `code_key_new` RENAME TO `code_key`;
