CREATE TABLE "line_beside" (
	"install_id" text COLLATE "C" NOT NULL,
	"hashes_json" text COLLATE "C" NOT NULL,
	"from_seq" bigint NOT NULL,
	"signed_seq" bigint NOT NULL,
	"signed_hash" text COLLATE "C" NOT NULL,
	"signature" text COLLATE "C" NOT NULL,
	"left_at_ms" bigint NOT NULL,
	CONSTRAINT "line_beside_install_id_signed_hash_pk" PRIMARY KEY("install_id","signed_hash")
);
