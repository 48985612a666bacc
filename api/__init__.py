"""What people and programs can do, over HTTP and from a shell, and what is remembered."""
