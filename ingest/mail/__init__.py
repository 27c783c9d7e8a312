"""Mail, invitations and cards: what the formats that hold them share."""
