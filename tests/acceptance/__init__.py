"""What activitylint finds in whole folders of files, kept so that a change of it is seen."""
