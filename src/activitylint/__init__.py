"""activitylint."""
