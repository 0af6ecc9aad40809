-- The report planned 18 and built 12; these are the four it names.

CREATE INDEX idx_emissions_organization_period ON emissions (organization_id, period);
CREATE INDEX idx_facilities_organization_name ON facilities (organization_id, name);
CREATE INDEX idx_conversations_user_date ON conversations (user_id, created_at);
CREATE INDEX idx_security_audit_logs_user_time ON security_audit_logs (user_id, occurred_at);
