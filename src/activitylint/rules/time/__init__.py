"""TIM: time. `clock` has the times themselves, `written` how they are written."""
