-- The 14 the report added. follows (follower_id) is a prefix of follows (follower_id, following_id),
-- users (email) repeats the unique constraint, tier, state and status have a handful of values.

CREATE INDEX idx_users_customer_journey_state ON users (customer_journey_state);
CREATE INDEX idx_users_email ON users (email);
CREATE INDEX idx_users_city_country ON users (city, country);
CREATE INDEX idx_users_created_at ON users (created_at);
CREATE INDEX idx_users_subscription_tier ON users (subscription_tier);
CREATE INDEX idx_follows_follower_id ON follows (follower_id);
CREATE INDEX idx_follows_following_id ON follows (following_id);
CREATE INDEX idx_follows_follower_following ON follows (follower_id, following_id);
CREATE INDEX idx_events_start_date ON events (start_date);
CREATE INDEX idx_events_user_id ON events (user_id);
CREATE INDEX idx_events_city ON events (city);
CREATE INDEX idx_events_created_at ON events (created_at);
CREATE INDEX idx_events_status ON events (status);
CREATE INDEX idx_events_event_type ON events (event_type);

-- Planned or already there; posts (user_id) is a prefix of posts (user_id, created_at DESC).

CREATE INDEX idx_posts_user_id ON posts (user_id);
CREATE INDEX idx_posts_created_at ON posts (created_at DESC);
CREATE INDEX idx_posts_user_created ON posts (user_id, created_at DESC);
CREATE INDEX idx_posts_visibility ON posts (visibility);
CREATE INDEX idx_event_rsvps_user_id ON event_rsvps (user_id);
CREATE INDEX idx_event_rsvps_event_id ON event_rsvps (event_id);
