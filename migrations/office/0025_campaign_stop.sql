CREATE TABLE "campaign_stop" (
	"version" bigint PRIMARY KEY NOT NULL,
	"campaign_id" text COLLATE "C" NOT NULL,
	"from_day" text COLLATE "C" NOT NULL,
	"actor" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C" NOT NULL,
	"at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "campaign_stop_by_campaign" ON "campaign_stop" USING btree ("campaign_id");