CREATE SEQUENCE "public"."install_no" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "activation" (
	"activation_code" text COLLATE "C" PRIMARY KEY NOT NULL,
	"store_id" text COLLATE "C" NOT NULL,
	"store_name" text COLLATE "C",
	"terminal_name" text COLLATE "C" NOT NULL,
	"created_at_ms" bigint NOT NULL,
	"install_id" text COLLATE "C"
);
--> statement-breakpoint
CREATE TABLE "entry" (
	"member_id" text COLLATE "C" NOT NULL,
	"operation_id" text COLLATE "C" NOT NULL,
	"entry_no" integer NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"points" bigint NOT NULL,
	"rule_id" text COLLATE "C" NOT NULL,
	"lots" text COLLATE "C" NOT NULL,
	"programme_version" bigint NOT NULL,
	"business_date" text COLLATE "C" NOT NULL,
	"at_ms" bigint NOT NULL,
	CONSTRAINT "entry_member_id_operation_id_entry_no_pk" PRIMARY KEY("member_id","operation_id","entry_no")
);
--> statement-breakpoint
CREATE TABLE "identifier" (
	"kind" text COLLATE "C" NOT NULL,
	"value" text COLLATE "C" NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	"bound_at_ms" bigint NOT NULL,
	CONSTRAINT "identifier_value_kind_member_id_pk" PRIMARY KEY("value","kind","member_id")
);
--> statement-breakpoint
CREATE TABLE "install" (
	"install_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"terminal_id" text COLLATE "C" NOT NULL,
	"public_key" text COLLATE "C" NOT NULL,
	"install_no" integer NOT NULL,
	"head_seq" bigint NOT NULL,
	"head_hash" text COLLATE "C" NOT NULL,
	"last_seen_at_ms" bigint
);
--> statement-breakpoint
CREATE TABLE "member" (
	"member_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"member_no" text COLLATE "C" NOT NULL,
	"phone" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"revision" bigint NOT NULL,
	"changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meta" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"value" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operation" (
	"install_id" text COLLATE "C" NOT NULL,
	"terminal_seq" bigint NOT NULL,
	"hash" text COLLATE "C" NOT NULL,
	"operation_id" text COLLATE "C",
	"member_id" text COLLATE "C",
	"terminal_id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"at_ms" bigint NOT NULL,
	"verdict" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C",
	"json" text COLLATE "C" NOT NULL,
	"personal" text COLLATE "C",
	"received_at_ms" bigint NOT NULL,
	CONSTRAINT "operation_install_id_terminal_seq_hash_pk" PRIMARY KEY("install_id","terminal_seq","hash")
);
--> statement-breakpoint
CREATE TABLE "programme" (
	"version" bigint PRIMARY KEY NOT NULL,
	"starts_on_day" text COLLATE "C" NOT NULL,
	"document" text COLLATE "C" NOT NULL,
	"published_at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"staff_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"role" text COLLATE "C" NOT NULL,
	"store_id" text COLLATE "C",
	"pin_verifier" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"created_at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "store" (
	"store_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"store_name" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "terminal" (
	"terminal_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"store_id" text COLLATE "C" NOT NULL,
	"terminal_name" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"created_at_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "install_by_no" ON "install" USING btree ("install_no");--> statement-breakpoint
CREATE INDEX "install_by_terminal" ON "install" USING btree ("terminal_id");--> statement-breakpoint
CREATE INDEX "member_by_change" ON "member" USING btree ("changed_xid","member_id");--> statement-breakpoint
CREATE INDEX "member_by_phone" ON "member" USING btree ("phone");--> statement-breakpoint
CREATE INDEX "member_by_no" ON "member" USING btree ("member_no");--> statement-breakpoint
CREATE UNIQUE INDEX "operation_by_id" ON "operation" USING btree ("operation_id");--> statement-breakpoint
CREATE INDEX "operation_by_member" ON "operation" USING btree ("member_id","received_at_ms");--> statement-breakpoint
CREATE INDEX "operation_by_arrival" ON "operation" USING btree ("received_at_ms");