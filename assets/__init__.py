"""What can be hung: luminaires, their photometry, bodies and colours."""
