ALTER TABLE "late_attach" ADD COLUMN "store_id" text COLLATE "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "late_attach" ADD COLUMN "receipt_no" text COLLATE "C" DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "late_attach_by_receipt" ON "late_attach" USING btree ("store_id","receipt_no");
