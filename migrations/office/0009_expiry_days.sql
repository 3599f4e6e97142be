ALTER TABLE "member" ADD COLUMN "expiry_days" text COLLATE "C" DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE "member" SET "expiry_days" = days.joined
  FROM (SELECT "member_id", string_agg(lot.value ->> 'expiresOnDay', ',' ORDER BY lot.ordinality) AS joined
          FROM "member", json_array_elements("state"::json -> 'lots') WITH ORDINALITY AS lot
         GROUP BY "member_id") AS days
 WHERE days."member_id" = "member"."member_id";
