CREATE TABLE `reader_line` (
	`reader_id` text PRIMARY KEY NOT NULL CHECK (`reader_id` <> ''),
	`frame_end` text NOT NULL CHECK (`frame_end` IN ('mark', 'silence'))
) STRICT, WITHOUT ROWID;
