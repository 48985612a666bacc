"""A preview knows whether its light was asked for too, as layers for the browser."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody asked for it before."""
    op.add_column("previews", sa.Column("light", sa.Boolean(), nullable=False, server_default=sa.false()))
