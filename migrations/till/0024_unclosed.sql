CREATE INDEX `redemption_unclosed` ON `redemption` (`terminal_seq`) WHERE `cancelled_seq` IS NULL AND `receipt` IS NULL AND `receipt_no` <> '';--> statement-breakpoint
CREATE INDEX `act_open` ON `act` (`kind`,`terminal_seq`) WHERE `state` = 'open';
