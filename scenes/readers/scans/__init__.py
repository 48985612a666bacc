"""Rooms from phone scans and point clouds: files, level, walls, outline, openings, furniture."""
