ALTER TABLE organizations
  ADD PRIMARY KEY (id),
  ADD UNIQUE (slug);

ALTER TABLE users
  ADD PRIMARY KEY (id),
  ADD UNIQUE (email),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE;

ALTER TABLE facilities
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE;

ALTER TABLE emission_sources
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (facility_id) REFERENCES facilities (id) ON DELETE CASCADE;

ALTER TABLE emissions
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (facility_id) REFERENCES facilities (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (source_id) REFERENCES emission_sources (id),
  ADD FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE conversations
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE security_audit_logs
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL;
