"""A preview knows the exposure of its picture, so that another one can be shown with the same."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was made before says it in its files alone."""
    op.add_column("previews", sa.Column("ev", sa.Float(), nullable=True))
