-- The ids of operations begin with the time they were made at (UUIDv7) and sort by it: one that comes again falls where it was,
-- an id is unique over all months, and who looks one up looks into one month.
ALTER TABLE "operation" RENAME TO "operation_before";--> statement-breakpoint
ALTER TABLE "operation_before" DROP CONSTRAINT "operation_install_id_terminal_seq_hash_pk";--> statement-breakpoint
DROP INDEX "operation_by_id";--> statement-breakpoint
DROP INDEX "operation_by_member";--> statement-breakpoint
DROP INDEX "operation_by_arrival";--> statement-breakpoint
DROP INDEX "operation_by_xid";--> statement-breakpoint
CREATE TABLE "operation" (LIKE "operation_before" INCLUDING DEFAULTS) PARTITION BY RANGE ("operation_id");--> statement-breakpoint
-- What is set aside has no id; and some clocks lie.
CREATE TABLE "operation_elsewhen" PARTITION OF "operation" DEFAULT;--> statement-breakpoint
-- No operation that was made in a month or later has an id before this one. A day of the chain begins at UTC+8.
CREATE FUNCTION "first_operation_id"(month date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT regexp_replace(lpad(to_hex((extract(epoch FROM month::timestamp) * 1000)::int8 - 28800000), 12, '0'), '^.{8}', '\&-')
$$;
--> statement-breakpoint
-- Nobody reads or writes what is elsewhen until the transaction ends. A partition that is made by attaching keeps nobody from the
-- others; CREATE TABLE ... PARTITION OF would keep everybody from all.
CREATE FUNCTION "make_operation_month"(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	part text := to_char(month, '"operation_"YYYY_MM');
	from_id text := first_operation_id(month);
	to_id text := first_operation_id((month + interval '1 month')::date);
BEGIN
	LOCK TABLE operation_elsewhen IN ACCESS EXCLUSIVE MODE;
	EXECUTE format('CREATE TABLE %I (LIKE operation INCLUDING ALL)', part);
	EXECUTE format('WITH moved AS (DELETE FROM operation_elsewhen WHERE operation_id >= %L AND operation_id < %L RETURNING *)
		INSERT INTO %I SELECT * FROM moved', from_id, to_id, part);
	EXECUTE format('ALTER TABLE operation ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, from_id, to_id);
END
$$;
--> statement-breakpoint
-- From the month in which the first operation came, ten years ago at most, to the next one: those that are not there yet. One that
-- was detached and kept is there.
CREATE FUNCTION "missing_operation_months"(first_ms int8, now_ms int8) RETURNS SETOF date LANGUAGE sql STABLE AS $$
	SELECT month::date
		FROM (SELECT timestamp 'epoch' + interval '1 ms' * (now_ms + 28800000) AS today,
		             timestamp 'epoch' + interval '1 ms' * (first_ms + 28800000) AS first_day) AS known
		CROSS JOIN generate_series(
			date_trunc('month', least(greatest(first_day, today - interval '10 years'), today)),
			date_trunc('month', today) + interval '1 month',
			interval '1 month') AS month
	 WHERE to_regclass(to_char(month, '"operation_"YYYY_MM')) IS NULL
	 ORDER BY month
$$;
--> statement-breakpoint
SELECT make_operation_month(month) FROM missing_operation_months(
	(SELECT coalesce(min(received_at_ms), (extract(epoch FROM now()) * 1000)::int8) FROM "operation_before"),
	(extract(epoch FROM now()) * 1000)::int8) AS month;--> statement-breakpoint
INSERT INTO "operation" SELECT * FROM "operation_before";--> statement-breakpoint
-- A receipt names its operation by what the months know it by. '': its operation was taken out by hand.
ALTER TABLE "receipt_key" ADD COLUMN "operation_id" text COLLATE "C" NOT NULL DEFAULT '';--> statement-breakpoint
ALTER TABLE "receipt_reuse" ADD COLUMN "operation_id" text COLLATE "C" NOT NULL DEFAULT '';--> statement-breakpoint
UPDATE "receipt_key" k SET "operation_id" = o.operation_id FROM "operation_before" o
	WHERE o.install_id = k.install_id AND o.terminal_seq = k.terminal_seq AND o.kind = 'earn' AND o.operation_id IS NOT NULL;--> statement-breakpoint
UPDATE "receipt_reuse" k SET "operation_id" = o.operation_id FROM "operation_before" o
	WHERE o.install_id = k.install_id AND o.terminal_seq = k.terminal_seq AND o.kind = 'earn' AND o.operation_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE "receipt_key" ALTER COLUMN "operation_id" DROP DEFAULT, DROP COLUMN "terminal_seq";--> statement-breakpoint
ALTER TABLE "receipt_reuse" ALTER COLUMN "operation_id" DROP DEFAULT, DROP COLUMN "terminal_seq";--> statement-breakpoint
DROP TABLE "operation_before";--> statement-breakpoint
CREATE INDEX "operation_by_install" ON "operation" USING btree ("install_id","terminal_seq");--> statement-breakpoint
CREATE UNIQUE INDEX "operation_by_id" ON "operation" USING btree ("operation_id");--> statement-breakpoint
CREATE INDEX "operation_by_member" ON "operation" USING btree ("member_id","received_at_ms");--> statement-breakpoint
CREATE INDEX "operation_by_arrival" ON "operation" USING btree ("received_at_ms");--> statement-breakpoint
CREATE INDEX "operation_by_xid" ON "operation" USING btree ("arrived_xid");
