"""What a person has chosen and made: settings, the session, links; nothing of how it looks."""
