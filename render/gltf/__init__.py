"""Rooms as 3D files (binary glTF): materials and lights, or light painted on."""
