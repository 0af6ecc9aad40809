ALTER TABLE "Organization"
  ADD CONSTRAINT "Organization_pkey" PRIMARY KEY ("id"),
  ADD CONSTRAINT "Organization_mondayAccountId_key" UNIQUE ("mondayAccountId");

ALTER TABLE "MondayUserCache"
  ADD CONSTRAINT "MondayUserCache_pkey" PRIMARY KEY ("orgId", "userId"),
  ADD CONSTRAINT "MondayUserCache_orgId_fkey" FOREIGN KEY ("orgId")
    REFERENCES "Organization" ("id") ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE "LeadFact"
  ADD CONSTRAINT "LeadFact_pkey" PRIMARY KEY ("id"),
  ADD CONSTRAINT "LeadFact_orgId_fkey" FOREIGN KEY ("orgId")
    REFERENCES "Organization" ("id") ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE "AgentMetricsSnapshot"
  ADD CONSTRAINT "AgentMetricsSnapshot_pkey" PRIMARY KEY ("id"),
  ADD CONSTRAINT "AgentMetricsSnapshot_orgId_agentUserId_windowDays_key"
    UNIQUE ("orgId", "agentUserId", "windowDays"),
  ADD CONSTRAINT "AgentMetricsSnapshot_orgId_fkey" FOREIGN KEY ("orgId")
    REFERENCES "Organization" ("id") ON UPDATE CASCADE ON DELETE CASCADE;
