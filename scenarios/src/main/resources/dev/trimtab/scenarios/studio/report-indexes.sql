-- "More than 80 indexes, of every kind." The report names the partial, composite, GIN and descending
-- ones and, for the rest, the columns its queries use; this is what can be built from that text.
-- It indexes users.email although the column is unique, and columns of a handful of values.

CREATE INDEX idx_users_email ON users (email);
CREATE INDEX idx_users_oauth ON users (oauth_provider, oauth_id);
CREATE INDEX idx_users_is_active ON users (is_active) WHERE is_active;
CREATE INDEX idx_users_created_at ON users (created_at DESC);
CREATE INDEX idx_users_last_login_at ON users (last_login_at);
CREATE INDEX idx_users_role ON users (user_role);

CREATE INDEX idx_organizations_slug ON organizations (slug);
CREATE INDEX idx_organizations_owner_id ON organizations (owner_id);
CREATE INDEX idx_organizations_subscription_tier ON organizations (subscription_tier);
CREATE INDEX idx_organizations_stripe_customer_id ON organizations (stripe_customer_id);
CREATE INDEX idx_organizations_created_at ON organizations (created_at DESC);

CREATE INDEX idx_organization_members_organization_id ON organization_members (organization_id);
CREATE INDEX idx_organization_members_user_id ON organization_members (user_id);
CREATE INDEX idx_organization_members_role ON organization_members (member_role);

CREATE INDEX idx_teams_organization_id ON teams (organization_id);
CREATE INDEX idx_teams_lead_id ON teams (lead_id);
CREATE INDEX idx_team_members_team_id ON team_members (team_id);
CREATE INDEX idx_team_members_user_id ON team_members (user_id);

CREATE INDEX idx_projects_organization_id ON projects (organization_id);
CREATE INDEX idx_projects_team_id ON projects (team_id);
CREATE INDEX idx_projects_manager_id ON projects (manager_id);
CREATE INDEX idx_projects_client_id ON projects (client_id);
CREATE INDEX idx_projects_status ON projects (status);
CREATE INDEX idx_projects_priority ON projects (priority);
CREATE INDEX idx_projects_due_date ON projects (due_date);
CREATE INDEX idx_projects_created_at ON projects (created_at DESC);
CREATE INDEX idx_projects_tags ON projects USING gin (tags);
CREATE INDEX idx_projects_organization_status_due ON projects (organization_id, status, due_date);

CREATE INDEX idx_project_members_project_id ON project_members (project_id);
CREATE INDEX idx_project_members_user_id ON project_members (user_id);
CREATE INDEX idx_project_milestones_project_id ON project_milestones (project_id);
CREATE INDEX idx_project_milestones_due_date ON project_milestones (due_date);

CREATE INDEX idx_files_organization_id ON files (organization_id);
CREATE INDEX idx_files_project_id ON files (project_id);
CREATE INDEX idx_files_uploader_id ON files (uploader_id);
CREATE INDEX idx_files_parent_file_id ON files (parent_file_id);
CREATE INDEX idx_files_category ON files (category);
CREATE INDEX idx_files_status ON files (status);
CREATE INDEX idx_files_mime_type ON files (mime_type);
CREATE INDEX idx_files_created_at ON files (created_at DESC);
CREATE INDEX idx_files_is_latest ON files (is_latest) WHERE is_latest;
CREATE INDEX idx_files_project_category ON files (project_id, category);
CREATE INDEX idx_files_parent_version ON files (parent_file_id, version, is_latest);
CREATE INDEX idx_files_organization_project_created
  ON files (organization_id, project_id, created_at DESC) WHERE project_id IS NOT NULL;

CREATE INDEX idx_file_permissions_file_id ON file_permissions (file_id);
CREATE INDEX idx_file_permissions_user_id ON file_permissions (user_id);

CREATE INDEX idx_conversations_organization_id ON conversations (organization_id);
CREATE INDEX idx_conversations_project_id ON conversations (project_id);
CREATE INDEX idx_conversations_created_by ON conversations (created_by);
CREATE INDEX idx_conversations_last_message_at ON conversations (last_message_at DESC);
CREATE INDEX idx_conversation_participants_conversation_id
  ON conversation_participants (conversation_id);
CREATE INDEX idx_conversation_participants_user_id ON conversation_participants (user_id);

CREATE INDEX idx_messages_conversation_id ON messages (conversation_id);
CREATE INDEX idx_messages_sender_id ON messages (sender_id);
CREATE INDEX idx_messages_reply_to_id ON messages (reply_to_id);
CREATE INDEX idx_messages_thread_id ON messages (thread_id);
CREATE INDEX idx_messages_created_at ON messages (created_at DESC);
CREATE INDEX idx_messages_conversation_created ON messages (conversation_id, created_at DESC);
CREATE INDEX idx_messages_unread ON messages (conversation_id) WHERE NOT is_read;
CREATE INDEX idx_messages_deleted_at ON messages (deleted_at);
CREATE INDEX idx_messages_content_search ON messages USING gin (to_tsvector('english', content));

CREATE INDEX idx_message_reactions_message_id ON message_reactions (message_id);
CREATE INDEX idx_message_reactions_user_id ON message_reactions (user_id);

CREATE INDEX idx_notifications_user_id ON notifications (user_id);
CREATE INDEX idx_notifications_created_at ON notifications (created_at DESC);
CREATE INDEX idx_notifications_unread ON notifications (user_id) WHERE read_at IS NULL;

CREATE INDEX idx_invoices_organization_id ON invoices (organization_id);
CREATE INDEX idx_invoices_project_id ON invoices (project_id);
CREATE INDEX idx_invoices_client_id ON invoices (client_id);
CREATE INDEX idx_invoices_status ON invoices (status);
CREATE INDEX idx_invoices_due_on ON invoices (due_on);

CREATE INDEX idx_time_entries_user_id ON time_entries (user_id);
CREATE INDEX idx_time_entries_project_id ON time_entries (project_id);
CREATE INDEX idx_time_entries_started_at ON time_entries (started_at DESC);

CREATE INDEX idx_service_packages_organization_id ON service_packages (organization_id);
CREATE INDEX idx_client_requests_organization_id ON client_requests (organization_id);
CREATE INDEX idx_client_requests_client_id ON client_requests (client_id);
CREATE INDEX idx_client_requests_assignee_id ON client_requests (assignee_id);
CREATE INDEX idx_client_requests_status ON client_requests (status);

CREATE INDEX idx_portfolios_user_id ON portfolios (user_id);
CREATE INDEX idx_portfolios_slug ON portfolios (slug);
CREATE INDEX idx_portfolio_items_portfolio_id ON portfolio_items (portfolio_id);
CREATE INDEX idx_portfolio_items_project_id ON portfolio_items (project_id);
