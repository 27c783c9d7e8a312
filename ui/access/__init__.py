"""Who may see and do what: readers with access labels and roles, their view of a workspace, and what they did."""
