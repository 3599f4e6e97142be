CREATE TABLE "carried_grant" (
	"grant_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"store_id" text COLLATE "C" NOT NULL,
	"ends_at_ms" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "install" ADD COLUMN "whole_at_ms" bigint;--> statement-breakpoint
CREATE INDEX "carried_grant_by_store" ON "carried_grant" USING btree ("store_id","ends_at_ms");