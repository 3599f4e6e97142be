ALTER TABLE `staff` ADD COLUMN `member_ids` text DEFAULT '[]' NOT NULL CHECK (json_valid(`member_ids`));
