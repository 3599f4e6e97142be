CREATE TABLE "gift_allotment" (
	"terminal_id" text COLLATE "C" NOT NULL,
	"sku" text COLLATE "C" NOT NULL,
	"allotted_count" integer NOT NULL,
	"handed_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "gift_allotment_terminal_id_sku_pk" PRIMARY KEY("terminal_id","sku")
);
--> statement-breakpoint
CREATE TABLE "gift_delivery" (
	"delivery_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"store_id" text COLLATE "C" NOT NULL,
	"sku" text COLLATE "C" NOT NULL,
	"quantity" integer NOT NULL,
	"terminal_id" text COLLATE "C",
	"created_at_ms" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "programme" ADD COLUMN "signature" text COLLATE "C" DEFAULT '' NOT NULL;