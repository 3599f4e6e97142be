CREATE TABLE "receipt_key" (
	"store_id" text COLLATE "C" NOT NULL,
	"business_date" text COLLATE "C" NOT NULL,
	"receipt_no" text COLLATE "C" NOT NULL,
	"install_id" text COLLATE "C" NOT NULL,
	"terminal_seq" bigint NOT NULL,
	CONSTRAINT "receipt_key_store_id_business_date_receipt_no_pk" PRIMARY KEY("store_id","business_date","receipt_no")
);
--> statement-breakpoint
INSERT INTO "receipt_key"
SELECT json::json #>> '{body,receipt,storeId}', json::json #>> '{body,receipt,businessDate}',
       json::json #>> '{body,receipt,receiptNo}', install_id, terminal_seq
  FROM "operation" WHERE kind = 'earn' AND verdict IN ('posted', 'posted_with_debt')
 ORDER BY received_at_ms, install_id, terminal_seq
ON CONFLICT DO NOTHING;
