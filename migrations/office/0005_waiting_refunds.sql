CREATE TABLE "waiting_refund" (
	"operation_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"store_id" text COLLATE "C" NOT NULL,
	"business_date" text COLLATE "C" NOT NULL,
	"receipt_no" text COLLATE "C" NOT NULL,
	"refused" text COLLATE "C"
);
--> statement-breakpoint
CREATE INDEX "waiting_refund_by_receipt" ON "waiting_refund" USING btree ("store_id","business_date","receipt_no");--> statement-breakpoint
CREATE INDEX "receipt_key_by_number" ON "receipt_key" USING btree ("store_id","receipt_no","business_date");