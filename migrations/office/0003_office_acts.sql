CREATE TABLE "audit_difference" (
	"operation_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"terminal_id" text COLLATE "C" NOT NULL,
	"part" text COLLATE "C" NOT NULL,
	"recorded" text COLLATE "C" NOT NULL,
	"expected" text COLLATE "C" NOT NULL,
	"found_at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job" (
	"job_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"on_day" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"cursor" text COLLATE "C" NOT NULL,
	"seen_count" bigint NOT NULL,
	"changed_count" bigint NOT NULL,
	"notice_count" bigint NOT NULL,
	"started_at_ms" bigint NOT NULL,
	"ended_at_ms" bigint
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"on_day" text COLLATE "C" NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"reference" text COLLATE "C" NOT NULL,
	"detail" text COLLATE "C" NOT NULL,
	CONSTRAINT "notice_on_day_member_id_kind_reference_pk" PRIMARY KEY("on_day","member_id","kind","reference")
);
--> statement-breakpoint
CREATE TABLE "office_operation" (
	"operation_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"body" text COLLATE "C" NOT NULL,
	"at_ms" bigint NOT NULL,
	"business_date" text COLLATE "C" NOT NULL,
	"programme_version" bigint NOT NULL,
	"actor" text COLLATE "C" NOT NULL,
	"debt_points" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "operation" ADD COLUMN "debt_points" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "operation" ADD COLUMN "arrived_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
CREATE INDEX "office_operation_by_member" ON "office_operation" USING btree ("member_id","at_ms");--> statement-breakpoint
CREATE INDEX "entry_by_day" ON "entry" USING brin ("business_date");--> statement-breakpoint
CREATE INDEX "member_with_holds" ON "member" USING btree ("member_id") WHERE state LIKE '%"holds":[{%';--> statement-breakpoint
CREATE INDEX "operation_by_xid" ON "operation" USING btree ("arrived_xid");