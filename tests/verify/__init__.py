"""`hipgen verify`: a correct add-on passes, and each check finds the fault that was planted for it."""
