DROP INDEX "member_with_holds";--> statement-breakpoint
CREATE INDEX "member_with_holds" ON "member" USING btree ("member_id") WHERE strpos(state, '"holds":[{') > 0;