"""Rooms that people correct: every version is kept, and configurations say in which one they stand."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add versions to rooms; what was kept before is version 1."""
    op.add_column("rooms", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("rooms", sa.Column("reading_sha256", sa.String(64), nullable=True))
    op.create_table(
        "earlier_rooms",
        sa.Column("room_id", sa.String(), sa.ForeignKey("rooms.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("reading_sha256", sa.String(64), nullable=True),
    )
    versions = sa.Column("room_versions", sa.JSON(), nullable=False, server_default="{}")
    op.add_column("configuration_versions", versions)
    saved = sa.table("configuration_versions", sa.column("room_id"), sa.column("room_versions", sa.JSON()))
    ids = op.get_bind().execute(sa.select(saved.c.room_id).where(saved.c.room_id.is_not(None)).distinct())
    for (room_id,) in list(ids):  # what was saved before stands in version 1
        op.execute(saved.update().where(saved.c.room_id == room_id).values(room_versions={room_id: 1}))
