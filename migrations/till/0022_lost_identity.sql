ALTER TABLE `install` ADD `lost_as` text CHECK (`lost_as` IN ('data_folder_old', 'identity_shared'));--> statement-breakpoint
ALTER TABLE `chain_head` ADD `other_seq` integer DEFAULT 0 NOT NULL CHECK (`other_seq` >= 0);--> statement-breakpoint
ALTER TABLE `chain_head` ADD `other_hash` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `chain_head` ADD `other_signature` text DEFAULT '' NOT NULL;
