"""The `lampyris` command."""
