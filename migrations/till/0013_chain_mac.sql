ALTER TABLE `operation` ADD `mac` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE `operation` SET `mac` = chain_mac('row', `terminal_seq`, `hash`);--> statement-breakpoint
CREATE TABLE `chain_head` (
	`id` integer PRIMARY KEY NOT NULL CHECK (`id` = 1),
	`terminal_seq` integer NOT NULL CHECK (`terminal_seq` >= 0),
	`mac` text NOT NULL,
	`signed_seq` integer DEFAULT 0 NOT NULL CHECK (`signed_seq` >= 0),
	`signed_hash` text DEFAULT '' NOT NULL,
	`signature` text DEFAULT '' NOT NULL
) STRICT;
--> statement-breakpoint
INSERT INTO `chain_head` (`id`, `terminal_seq`, `mac`)
	SELECT 1, coalesce(max(`terminal_seq`), 0), chain_mac('head', coalesce(max(`terminal_seq`), 0), coalesce(`hash`, '')) FROM `operation`;
