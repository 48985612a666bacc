"""A configuration version keeps the files that stand beside it, such as furniture models."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was saved before named no file."""
    columns = sa.inspect(op.get_bind()).get_columns("configuration_versions")
    # for some hours of development, 0001 itself made this column
    if "files" not in {column["name"] for column in columns}:
        files = sa.Column("files", sa.JSON(), nullable=False, server_default="{}")
        op.add_column("configuration_versions", files)
