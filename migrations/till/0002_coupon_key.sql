CREATE TABLE `coupon_key` (
	`key_id` text PRIMARY KEY NOT NULL CHECK (`key_id` <> ''),
	`public_key` text NOT NULL CHECK (`public_key` <> '')
) STRICT, WITHOUT ROWID;
