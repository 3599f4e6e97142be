CREATE TABLE `reader_setting` (
	`reader_id` text PRIMARY KEY NOT NULL CHECK (`reader_id` <> ''),
	`settings` text NOT NULL CHECK (json_valid(`settings`))
) STRICT, WITHOUT ROWID;
