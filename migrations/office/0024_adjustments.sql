CREATE TABLE "adjustment" (
	"operation_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"answers_id" text COLLATE "C" NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"business_date" text COLLATE "C" NOT NULL,
	"at_ms" bigint NOT NULL,
	"points" bigint NOT NULL,
	"lots" text COLLATE "C" NOT NULL,
	"held_points" bigint DEFAULT 0 NOT NULL,
	"store_id" text COLLATE "C" NOT NULL,
	"receipt_no" text COLLATE "C" NOT NULL,
	"receipt_date" text COLLATE "C" NOT NULL,
	"changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "adjustment_by_answers" ON "adjustment" USING btree ("answers_id","business_date");--> statement-breakpoint
CREATE INDEX "adjustment_by_receipt" ON "adjustment" USING btree ("store_id","receipt_no","receipt_date");--> statement-breakpoint
CREATE INDEX "adjustment_by_change" ON "adjustment" USING btree ("store_id","changed_xid","receipt_date","receipt_no","operation_id") WHERE receipt_no <> '';