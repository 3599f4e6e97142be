CREATE TABLE `neighbour_batch` (
	`install_id` text NOT NULL,
	`to_seq` integer NOT NULL,
	`from_seq` integer NOT NULL CHECK (`from_seq` > 0 AND `from_seq` <= `to_seq`),
	`operations` text NOT NULL,
	`signature` text NOT NULL,
	PRIMARY KEY(`install_id`, `to_seq`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
UPDATE `neighbour` SET `held_seq` = 0, `held_hash` = '';
