CREATE TABLE "staff_member" (
	"staff_id" text COLLATE "C" NOT NULL,
	"member_id" text COLLATE "C" NOT NULL,
	CONSTRAINT "staff_member_staff_id_member_id_pk" PRIMARY KEY("staff_id","member_id")
);
