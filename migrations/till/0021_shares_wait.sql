ALTER TABLE `sync` ADD `shares_wait` integer NOT NULL DEFAULT 0 CHECK (`shares_wait` IN (0, 1));
