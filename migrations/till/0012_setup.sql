CREATE TABLE `setup` (
	`id` integer PRIMARY KEY NOT NULL CHECK (`id` = 1),
	`step` text NOT NULL CHECK (`step` IN ('recovery', 'readers', 'done'))
) STRICT;
