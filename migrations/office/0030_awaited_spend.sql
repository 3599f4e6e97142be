CREATE TABLE "awaited_spend" (
	"member_id" text COLLATE "C" NOT NULL,
	"redemption_id" text COLLATE "C" NOT NULL,
	"points" bigint NOT NULL,
	CONSTRAINT "awaited_spend_member_id_redemption_id_pk" PRIMARY KEY("member_id","redemption_id")
);
