CREATE TABLE "coupon_issue" (
	"coupon_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"issue_id" text COLLATE "C" NOT NULL,
	"template_id" text COLLATE "C" NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "coupon_issue_by_issue" ON "coupon_issue" USING btree ("issue_id");--> statement-breakpoint
CREATE INDEX "coupon_issue_by_member" ON "coupon_issue" USING btree ("template_id","member_id");