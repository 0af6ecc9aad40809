-- As Prisma writes it: names in mixed case, text keys, timestamp (3).

CREATE TABLE "Organization" (
  "id" text NOT NULL,
  "name" text NOT NULL,
  "mondayAccountId" text NOT NULL,
  "plan" text NOT NULL DEFAULT 'team',
  "settings" jsonb NOT NULL DEFAULT '{}',
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE "MondayUserCache" (
  "orgId" text NOT NULL,
  "userId" text NOT NULL,
  "name" text NOT NULL,
  "email" text NOT NULL,
  "photoUrl" text,
  "isGuest" boolean NOT NULL DEFAULT false,
  "teamIds" text[] NOT NULL DEFAULT '{}',
  "raw" jsonb NOT NULL DEFAULT '{}',
  "updatedAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE "LeadFact" (
  "id" text NOT NULL,
  "orgId" text NOT NULL,
  "itemId" text NOT NULL,
  "boardId" text NOT NULL,
  "name" text NOT NULL,
  "email" text,
  "phone" text,
  "source" text NOT NULL,
  "status" text NOT NULL DEFAULT 'new',
  "assignedUserId" text,
  "dealAmount" numeric(12,2),
  "tags" text[] NOT NULL DEFAULT '{}',
  "raw" jsonb NOT NULL DEFAULT '{}',
  "enteredAt" timestamp(3) NOT NULL,
  "firstTouchAt" timestamp(3),
  "closedWonAt" timestamp(3),
  "closedLostAt" timestamp(3),
  "updatedAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE "AgentMetricsSnapshot" (
  "id" text NOT NULL,
  "orgId" text NOT NULL,
  "agentUserId" text NOT NULL,
  "windowDays" integer NOT NULL,
  "metrics" jsonb NOT NULL,
  "computedAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
