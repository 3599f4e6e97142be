CREATE TABLE "member_scope" (
	"scope" text COLLATE "C" NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"seen_at_ms" bigint,
	"hash" bigint NOT NULL,
	"changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	CONSTRAINT "member_scope_scope_member_id_pk" PRIMARY KEY("scope","member_id")
);
--> statement-breakpoint
ALTER TABLE "activation" ADD COLUMN "region" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "store" ADD COLUMN "region" text COLLATE "C";--> statement-breakpoint
CREATE INDEX "member_scope_by_change" ON "member_scope" USING btree ("scope","changed_xid","member_id");--> statement-breakpoint
CREATE INDEX "member_scope_by_member" ON "member_scope" USING btree ("member_id");--> statement-breakpoint
CREATE VIEW "store_scope" AS
	SELECT store_id, 'store:' || store_id AS scope FROM store
		WHERE EXISTS (SELECT 1 FROM meta WHERE name = 'scope:store')
			OR region IS NULL AND EXISTS (SELECT 1 FROM meta WHERE name = 'scope:region')
	UNION ALL
	SELECT store_id, 'region:' || region FROM store
		WHERE region IS NOT NULL AND EXISTS (SELECT 1 FROM meta WHERE name = 'scope:region');
--> statement-breakpoint
CREATE FUNCTION "note_member_scope"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM meta WHERE name IN ('scope:store', 'scope:region')) THEN
		RETURN NULL;
	END IF;
	IF TG_OP = 'DELETE' THEN
		DELETE FROM member_scope USING old_member WHERE member_scope.member_id = old_member.member_id;
		RETURN NULL;
	END IF;
	IF TG_OP = 'INSERT' THEN
		INSERT INTO member_scope (scope, member_id, hash)
			SELECT scope, member_id, member_hash(member_id, revision, state)
				FROM new_member JOIN store_scope ON store_id = state::json ->> 'enrolledAtStoreId'
			ON CONFLICT DO NOTHING;
		RETURN NULL;
	END IF;
	UPDATE member_scope
		SET hash = member_hash(new_member.member_id, revision, state), changed_xid = pg_current_xact_id()
		FROM new_member WHERE member_scope.member_id = new_member.member_id;
	INSERT INTO member_scope (scope, member_id, seen_at_ms, hash)
		SELECT scope, survivor.member_id, seen_at_ms, member_hash(survivor.member_id, survivor.revision, survivor.state)
			FROM new_member JOIN member_scope USING (member_id)
				JOIN member AS survivor ON survivor.member_id = new_member.state::json #>> '{mergedInto,otherMemberId}'
			WHERE strpos(new_member.state, '"mergedInto":{') > 0
		ON CONFLICT DO NOTHING;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "member_scope_inserted" AFTER INSERT ON "member" REFERENCING NEW TABLE AS new_member FOR EACH STATEMENT EXECUTE FUNCTION note_member_scope();
--> statement-breakpoint
CREATE TRIGGER "member_scope_updated" AFTER UPDATE ON "member" REFERENCING NEW TABLE AS new_member FOR EACH STATEMENT EXECUTE FUNCTION note_member_scope();
--> statement-breakpoint
CREATE TRIGGER "member_scope_deleted" AFTER DELETE ON "member" REFERENCING OLD TABLE AS old_member FOR EACH STATEMENT EXECUTE FUNCTION note_member_scope();
