CREATE TABLE `offline_stretch` (
	`id` integer PRIMARY KEY NOT NULL CHECK (`id` = 1),
	`points_worth_fen` integer NOT NULL DEFAULT 0 CHECK (`points_worth_fen` >= 0),
	`value_fen` integer NOT NULL DEFAULT 0 CHECK (`value_fen` >= 0),
	`coupon_fen` integer NOT NULL DEFAULT 0 CHECK (`coupon_fen` >= 0),
	`coupon_count` integer NOT NULL DEFAULT 0 CHECK (`coupon_count` >= 0),
	`adjusted_points` integer NOT NULL DEFAULT 0 CHECK (`adjusted_points` >= 0),
	`new_member_count` integer NOT NULL DEFAULT 0 CHECK (`new_member_count` >= 0),
	`top_up_fen` integer NOT NULL DEFAULT 0 CHECK (`top_up_fen` >= 0),
	`spend_count` integer NOT NULL DEFAULT 0 CHECK (`spend_count` >= 0),
	`extended_by` text CHECK (`extended_by` <> ''),
	`extended_at_ms` integer,
	CHECK ((`extended_by` IS NULL) = (`extended_at_ms` IS NULL))
) STRICT;
--> statement-breakpoint
INSERT INTO `offline_stretch` (`id`) VALUES (1);--> statement-breakpoint
UPDATE `programme` SET `document` = json_set(`document`, '$.offline.ceiling', json('{"pointsWorthFen":50000,"valueFen":30000,"couponFen":60000,"couponCount":40,"adjustedPoints":1000,"newMemberCount":60,"topUpFen":500000}'));
