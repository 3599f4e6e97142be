CREATE OR REPLACE FUNCTION "directory_entry"("phone" text, "member_no" text, "state" json) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT json_build_object(
		'numberHashes', (
			SELECT json_agg(DISTINCT number_hash(number)) FROM (
				SELECT phone AS number WHERE member."phoneReleasedOnDay" IS NULL
				UNION ALL SELECT member_no
				UNION ALL SELECT card."cardNo" FROM json_to_recordset(member."cards") AS card("cardNo" text, "isFrozen" bool)
					WHERE card."isFrozen" IS NOT TRUE
			) AS numbers WHERE number <> ''),
		'tierCode', member."tierCode",
		'tierUntilDay', member."tierTerm" ->> 'untilDay',
		'status', member."status")::text
	FROM json_to_record(state)
		AS member("phoneReleasedOnDay" text, "cards" json, "tierCode" text, "tierTerm" json, "status" text)
$$;
