CREATE TABLE "directory" (
	"member_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"entry" text COLLATE "C" NOT NULL,
	"changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "directory_by_change" ON "directory" USING btree ("changed_xid","member_id");--> statement-breakpoint
CREATE FUNCTION "number_hash"("number" text) RETURNS int8 LANGUAGE sql STABLE AS $$
	SELECT ('x' || encode(substring(sha256(decode(outer_pad.value, 'hex')
			|| sha256(decode(inner_pad.value, 'hex') || convert_to(number, 'UTF8'))) FROM 1 FOR 6), 'hex'))::bit(48)::int8
		FROM meta AS outer_pad, meta AS inner_pad
		WHERE outer_pad.name = 'directory_outer_pad' AND inner_pad.name = 'directory_inner_pad'
$$;
--> statement-breakpoint
CREATE FUNCTION "directory_entry"("phone" text, "member_no" text, "state" json) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT json_build_object(
		'numberHashes', (
			SELECT json_agg(DISTINCT number_hash(number)) FROM (
				SELECT phone AS number WHERE state -> 'phoneReleasedOnDay' IS NULL
				UNION ALL SELECT member_no
				UNION ALL SELECT card ->> 'cardNo' FROM json_array_elements(state -> 'cards') AS card
					WHERE card ->> 'isFrozen' IS DISTINCT FROM 'true'
			) AS numbers WHERE number <> ''),
		'tierCode', state ->> 'tierCode',
		'tierUntilDay', state #>> '{tierTerm,untilDay}',
		'status', state ->> 'status')::text
$$;
--> statement-breakpoint
CREATE FUNCTION "note_directory"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM meta WHERE name = 'directory_key') THEN
		RETURN NULL;
	END IF;
	IF TG_OP = 'DELETE' THEN
		UPDATE directory SET entry = '', changed_xid = pg_current_xact_id()
			FROM old_member WHERE directory.member_id = old_member.member_id;
		RETURN NULL;
	END IF;
	INSERT INTO directory (member_id, entry)
		SELECT member_id, directory_entry(phone, member_no, state::json) FROM new_member
		ON CONFLICT (member_id) DO UPDATE SET entry = excluded.entry, changed_xid = pg_current_xact_id()
			WHERE directory.entry <> excluded.entry;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "directory_inserted" AFTER INSERT ON "member" REFERENCING NEW TABLE AS new_member FOR EACH STATEMENT EXECUTE FUNCTION note_directory();
--> statement-breakpoint
CREATE TRIGGER "directory_updated" AFTER UPDATE ON "member" REFERENCING NEW TABLE AS new_member FOR EACH STATEMENT EXECUTE FUNCTION note_directory();
--> statement-breakpoint
CREATE TRIGGER "directory_deleted" AFTER DELETE ON "member" REFERENCING OLD TABLE AS old_member FOR EACH STATEMENT EXECUTE FUNCTION note_directory();
