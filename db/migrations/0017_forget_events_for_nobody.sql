-- The shop's own agent, and those made from a profile, are told at a session's address or nowhere. Never tried: no attempts.
DELETE FROM `outbox_events` WHERE `state` = 'pending' AND `webhook_url` = '' AND (`agent_id` = 'agt_shop' OR `agent_id` GLOB 'agt_profile_*');
