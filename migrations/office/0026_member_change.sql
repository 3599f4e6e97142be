CREATE TABLE "member_change" (
	"changed_xid" "xid8" NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	CONSTRAINT "member_change_changed_xid_member_id_pk" PRIMARY KEY("changed_xid","member_id")
);
--> statement-breakpoint
DROP INDEX "member_by_change";--> statement-breakpoint
DROP INDEX "member_with_holds";--> statement-breakpoint
-- Room for the next state of 2 to 3 KB beside those that a page holds; the new column writes every page anew.
ALTER TABLE "member" SET (fillfactor = 60);--> statement-breakpoint
ALTER TABLE "member" ADD COLUMN "has_holds" boolean GENERATED ALWAYS AS (strpos(state, '"holds":[{') > 0) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "member_with_holds" ON "member" USING btree ("member_id") WHERE has_holds;--> statement-breakpoint
INSERT INTO "member_change" ("changed_xid", "member_id") SELECT changed_xid, member_id FROM "member" ORDER BY 1, 2;
--> statement-breakpoint
-- The plan is kept from its first run on, when the table may still be empty: always by the index, row by row.
CREATE FUNCTION "note_member_change"() RETURNS trigger LANGUAGE plpgsql
	SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
	IF TG_OP <> 'INSERT' THEN
		DELETE FROM member_change USING old_member
			WHERE member_change.changed_xid = old_member.changed_xid AND member_change.member_id = old_member.member_id;
	END IF;
	IF TG_OP <> 'DELETE' THEN
		INSERT INTO member_change (changed_xid, member_id) SELECT changed_xid, member_id FROM new_member;
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "member_change_inserted" AFTER INSERT ON "member" REFERENCING NEW TABLE AS new_member FOR EACH STATEMENT EXECUTE FUNCTION note_member_change();
--> statement-breakpoint
CREATE TRIGGER "member_change_updated" AFTER UPDATE ON "member" REFERENCING OLD TABLE AS old_member NEW TABLE AS new_member FOR EACH STATEMENT EXECUTE FUNCTION note_member_change();
--> statement-breakpoint
CREATE TRIGGER "member_change_deleted" AFTER DELETE ON "member" REFERENCING OLD TABLE AS old_member FOR EACH STATEMENT EXECUTE FUNCTION note_member_change();
