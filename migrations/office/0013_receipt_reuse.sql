CREATE TABLE "receipt_reuse" (
	"store_id" text COLLATE "C" NOT NULL,
	"business_date" text COLLATE "C" NOT NULL,
	"receipt_no" text COLLATE "C" NOT NULL,
	"install_id" text COLLATE "C" NOT NULL,
	"terminal_seq" bigint NOT NULL,
	"changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	CONSTRAINT "receipt_reuse_store_id_business_date_receipt_no_install_id_pk" PRIMARY KEY("store_id","business_date","receipt_no","install_id")
);
--> statement-breakpoint
DROP INDEX "receipt_key_by_change";--> statement-breakpoint
CREATE INDEX "receipt_reuse_by_number" ON "receipt_reuse" USING btree ("store_id","receipt_no","business_date");--> statement-breakpoint
CREATE INDEX "receipt_reuse_by_change" ON "receipt_reuse" USING btree ("store_id","changed_xid","business_date","receipt_no","install_id");--> statement-breakpoint
CREATE INDEX "receipt_key_by_change" ON "receipt_key" USING btree ("store_id","changed_xid","business_date","receipt_no","install_id");