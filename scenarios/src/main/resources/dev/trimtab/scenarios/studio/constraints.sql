ALTER TABLE users
  ADD PRIMARY KEY (id),
  ADD UNIQUE (email);

ALTER TABLE organizations
  ADD PRIMARY KEY (id),
  ADD UNIQUE (slug),
  ADD FOREIGN KEY (owner_id) REFERENCES users (id);

ALTER TABLE organization_members
  ADD PRIMARY KEY (organization_id, user_id),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (invited_by) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE teams
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (lead_id) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE team_members
  ADD PRIMARY KEY (team_id, user_id),
  ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE projects
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL,
  ADD FOREIGN KEY (manager_id) REFERENCES users (id),
  ADD FOREIGN KEY (client_id) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE project_members
  ADD PRIMARY KEY (project_id, user_id),
  ADD FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE project_milestones
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE;

ALTER TABLE files
  ADD PRIMARY KEY (id),
  ADD UNIQUE (storage_key),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE SET NULL,
  ADD FOREIGN KEY (uploader_id) REFERENCES users (id),
  ADD FOREIGN KEY (parent_file_id) REFERENCES files (id) ON DELETE SET NULL;

ALTER TABLE file_permissions
  ADD PRIMARY KEY (id),
  ADD UNIQUE (user_id, file_id),
  ADD FOREIGN KEY (file_id) REFERENCES files (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (granted_by) REFERENCES users (id);

ALTER TABLE conversations
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE SET NULL,
  ADD FOREIGN KEY (created_by) REFERENCES users (id);

ALTER TABLE conversation_participants
  ADD PRIMARY KEY (conversation_id, user_id),
  ADD FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE messages
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (sender_id) REFERENCES users (id),
  ADD FOREIGN KEY (reply_to_id) REFERENCES messages (id) ON DELETE SET NULL,
  ADD FOREIGN KEY (thread_id) REFERENCES messages (id) ON DELETE SET NULL;

ALTER TABLE message_reactions
  ADD PRIMARY KEY (id),
  ADD UNIQUE (user_id, message_id, emoji),
  ADD FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE notifications
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (actor_id) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE service_packages
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE;

ALTER TABLE invoices
  ADD PRIMARY KEY (id),
  ADD UNIQUE (public_id),
  ADD UNIQUE (number),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id),
  ADD FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE SET NULL,
  ADD FOREIGN KEY (client_id) REFERENCES users (id);

ALTER TABLE time_entries
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (user_id) REFERENCES users (id),
  ADD FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (invoice_id) REFERENCES invoices (id) ON DELETE SET NULL;

ALTER TABLE client_requests
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (client_id) REFERENCES users (id),
  ADD FOREIGN KEY (assignee_id) REFERENCES users (id) ON DELETE SET NULL,
  ADD FOREIGN KEY (package_id) REFERENCES service_packages (id) ON DELETE SET NULL;

ALTER TABLE portfolios
  ADD PRIMARY KEY (id),
  ADD UNIQUE (slug),
  ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE portfolio_items
  ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (portfolio_id) REFERENCES portfolios (id) ON DELETE CASCADE,
  ADD FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE SET NULL,
  ADD FOREIGN KEY (file_id) REFERENCES files (id) ON DELETE SET NULL;
