CREATE TABLE "grant_cut" (
	"install_id" text COLLATE "C" NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"cut_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	CONSTRAINT "grant_cut_install_id_member_id_pk" PRIMARY KEY("install_id","member_id")
);
--> statement-breakpoint
CREATE INDEX "grant_cut_by_member" ON "grant_cut" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "terminal_by_store" ON "terminal" USING btree ("store_id");