ALTER TABLE "audit_difference" ADD COLUMN "standing" text COLLATE "C" DEFAULT 'difference' NOT NULL;
