CREATE TABLE "partition_change" (
	"changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"partition" text COLLATE "C" NOT NULL,
	"delta" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "partition_sum" (
	"partition" text COLLATE "C" PRIMARY KEY NOT NULL,
	"sum" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "partition_change_by_xid" ON "partition_change" USING btree ("changed_xid");--> statement-breakpoint
CREATE INDEX "member_by_partition" ON "member" USING btree (right(member_id, 2),"member_id");--> statement-breakpoint
CREATE FUNCTION "member_hash"("id" text, "revision" int8, "state" text) RETURNS int8 LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT ('x' || encode(substring(sha256(convert_to(id || ':' || revision || ':' || state, 'UTF8')) FROM 1 FOR 6), 'hex'))::bit(48)::int8
$$;
--> statement-breakpoint
CREATE FUNCTION "note_partition_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		INSERT INTO partition_change (partition, delta)
			SELECT right(member_id, 2), (sum(member_hash(member_id, revision, state)) % (1::int8 << 48))::int8
				FROM new_member GROUP BY 1;
	ELSIF TG_OP = 'DELETE' THEN
		INSERT INTO partition_change (partition, delta)
			SELECT right(member_id, 2), (-sum(member_hash(member_id, revision, state)) % (1::int8 << 48))::int8
				FROM old_member GROUP BY 1;
	ELSE
		INSERT INTO partition_change (partition, delta)
			SELECT part, (sum(hash) % (1::int8 << 48))::int8
				FROM (SELECT right(member_id, 2) AS part, member_hash(member_id, revision, state) AS hash FROM new_member
					UNION ALL
					SELECT right(member_id, 2), -member_hash(member_id, revision, state) FROM old_member) AS change
				GROUP BY part;
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "member_inserted" AFTER INSERT ON "member" REFERENCING NEW TABLE AS new_member FOR EACH STATEMENT EXECUTE FUNCTION note_partition_change();
--> statement-breakpoint
CREATE TRIGGER "member_updated" AFTER UPDATE ON "member" REFERENCING OLD TABLE AS old_member NEW TABLE AS new_member FOR EACH STATEMENT EXECUTE FUNCTION note_partition_change();
--> statement-breakpoint
CREATE TRIGGER "member_deleted" AFTER DELETE ON "member" REFERENCING OLD TABLE AS old_member FOR EACH STATEMENT EXECUTE FUNCTION note_partition_change();
--> statement-breakpoint
INSERT INTO "partition_sum" ("partition", "sum")
	SELECT right(member_id, 2), (sum(member_hash(member_id, revision, state)) % (1::int8 << 48))::int8 FROM "member" GROUP BY 1;
