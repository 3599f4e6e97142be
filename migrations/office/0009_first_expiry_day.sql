ALTER TABLE "member" ADD COLUMN "first_expiry_day" text COLLATE "C";--> statement-breakpoint
UPDATE "member" SET "first_expiry_day" = "state"::json -> 'lots' -> 0 ->> 'expiresOnDay';
