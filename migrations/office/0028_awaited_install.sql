CREATE TABLE "awaited_install" (
	"install_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"heard_xid" "xid8",
	"is_given_up" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE INDEX "awaited_install_by_heard" ON "awaited_install" USING btree ("heard_xid");