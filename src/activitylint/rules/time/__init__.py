"""TIM: the times of an activity (`clock`), and how a file writes them (`written`)."""
