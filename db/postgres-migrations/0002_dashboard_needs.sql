CREATE TABLE "disputes" (
	"reference" text COLLATE "C" PRIMARY KEY NOT NULL,
	"order_id" text COLLATE "C" NOT NULL,
	"order_number" bigint NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C" NOT NULL,
	"opened_at" bigint NOT NULL,
	"respond_by" bigint
);
--> statement-breakpoint
DROP INDEX "variants_sold_out";--> statement-breakpoint
CREATE INDEX "disputes_by_order" ON "disputes" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "disputes_to_answer" ON "disputes" USING btree ("respond_by") WHERE state = 'open' and respond_by is not null;--> statement-breakpoint
CREATE INDEX "orders_open" ON "orders" USING btree ("number","status") WHERE status in ('created', 'confirmed', 'manual_review', 'processing');--> statement-breakpoint
CREATE INDEX "variants_low" ON "variants" USING btree ((stock - reserved),"product_id") WHERE withdrawn_at is null and backorder = false and stock - reserved <= 20;