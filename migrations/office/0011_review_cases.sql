CREATE TABLE "late_attach" (
	"operation_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"operator_id" text COLLATE "C" NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"business_date" text COLLATE "C" NOT NULL,
	"at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "review_case" (
	"case_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"operator_id" text COLLATE "C",
	"evidence" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"opened_at_ms" bigint NOT NULL,
	"decided_by" text COLLATE "C",
	"decided_at_ms" bigint,
	"reason" text COLLATE "C"
);
--> statement-breakpoint
CREATE INDEX "late_attach_by_operator" ON "late_attach" USING btree ("operator_id","business_date");--> statement-breakpoint
CREATE INDEX "late_attach_by_member" ON "late_attach" USING btree ("member_id","business_date");--> statement-breakpoint
CREATE INDEX "review_case_by_state" ON "review_case" USING btree ("state","opened_at_ms","case_id");--> statement-breakpoint
CREATE INDEX "review_case_by_member" ON "review_case" USING btree ("member_id","opened_at_ms");