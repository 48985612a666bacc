"""A preview counts how often it was begun, so that one which takes its process down is given up."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was asked for before has its tries still before it."""
    op.add_column("previews", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
