CREATE TABLE "draw_entry" (
	"store_id" text COLLATE "C" NOT NULL,
	"business_date" text COLLATE "C" NOT NULL,
	"receipt_no" text COLLATE "C" NOT NULL,
	"install_id" text COLLATE "C" NOT NULL,
	"draw_id" text COLLATE "C" NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	CONSTRAINT "draw_entry_store_id_business_date_receipt_no_install_id_pk" PRIMARY KEY("store_id","business_date","receipt_no","install_id")
);
--> statement-breakpoint
CREATE TABLE "draw" (
	"draw_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"terms" text COLLATE "C" NOT NULL,
	"seed" text COLLATE "C" NOT NULL,
	"created_at_ms" bigint NOT NULL,
	"public_text" text COLLATE "C",
	"entry_count" bigint,
	"winners" text COLLATE "C",
	"drawn_by" text COLLATE "C",
	"drawn_at_ms" bigint
);
--> statement-breakpoint
CREATE INDEX "draw_entry_by_draw" ON "draw_entry" USING btree ("draw_id");