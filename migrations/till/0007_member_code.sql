CREATE TABLE `code_key` (
	`purpose` text NOT NULL CHECK (`purpose` IN ('coupon', 'member')),
	`key_id` text NOT NULL CHECK (`key_id` <> ''),
	`public_key` text NOT NULL CHECK (`public_key` <> ''),
	PRIMARY KEY(`purpose`, `key_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `code_key` (`purpose`, `key_id`, `public_key`) SELECT 'coupon', `key_id`, `public_key` FROM `coupon_key`;--> statement-breakpoint
DROP TABLE `coupon_key`;--> statement-breakpoint
CREATE TABLE `opened_code` (
	`code_id` text PRIMARY KEY NOT NULL CHECK (`code_id` <> ''),
	`opened_by` text NOT NULL CHECK (`opened_by` IN ('screen', 'pos')),
	`opened_at_ms` integer NOT NULL,
	`act_id` text
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `opened_code_by_time` ON `opened_code` (`opened_at_ms`);--> statement-breakpoint
ALTER TABLE `sync` ADD COLUMN `office_anchor_at_ms` integer;--> statement-breakpoint
ALTER TABLE `sync` ADD COLUMN `office_anchor_uptime_ms` integer;
