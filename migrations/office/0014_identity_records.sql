CREATE TABLE "identity_record" (
	"operation_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	"sealed" text COLLATE "C" NOT NULL,
	"store_id" text COLLATE "C" NOT NULL,
	"business_date" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE INDEX "identity_record_by_member" ON "identity_record" USING btree ("member_id");