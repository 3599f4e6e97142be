-- Offices of before told the end of a tier again on each day of its notice.
DELETE FROM "notice" AS again USING "notice" AS first
 WHERE again."kind" = 'tier_ending' AND first."kind" = 'tier_ending' AND again."member_id" = first."member_id"
   AND again."reference" = first."reference" AND again."on_day" > first."on_day";
--> statement-breakpoint
CREATE UNIQUE INDEX "notice_tier_ending_once" ON "notice" USING btree ("member_id","reference") WHERE "notice"."kind" = 'tier_ending';
