"""Rooms, configurations with their versions, previews, quotes, orders and idempotency keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _json(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _hash(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False)


def _of_configuration_version(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["configuration_id", "configuration_version"],
        ["configuration_versions.configuration_id", "configuration_versions.version"],
        name=name,
    )


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "rooms",
        _text("id"),
        _text("filename"),
        _hash("sha256"),
        _json("overrides"),
        _json("document"),
        _text("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "configurations",
        _text("id"),
        _number("version"),
        _text("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "configuration_versions",
        _text("configuration_id"),
        _number("version"),
        _json("document"),
        _json("problems"),
        _text("room_id", nullable=True),
        _hash("sha256"),
        _text("created_at"),
        sa.ForeignKeyConstraint(["configuration_id"], ["configurations.id"]),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"]),
        sa.PrimaryKeyConstraint("configuration_id", "version"),
    )
    _make_previews()
    _make_quotes_and_orders()


def _make_previews() -> None:
    op.create_table(
        "previews",
        _text("id"),
        _text("configuration_id"),
        _number("configuration_version"),
        _text("scene", nullable=True),
        _text("view", nullable=True),
        _text("quality"),
        _number("seed"),
        _text("state"),
        sa.Column("progress", sa.Float(), nullable=False),
        _text("step"),
        _json("error", nullable=True),
        _json("problems"),
        _json("files"),
        _text("created_at"),
        _text("finished_at", nullable=True),
        _of_configuration_version("previews_configuration_version"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("previews_by_configuration", "previews", ["configuration_id"])
    op.create_index("previews_by_state", "previews", ["state"])


def _make_quotes_and_orders() -> None:
    op.create_table(
        "quotes",
        _text("id"),
        _text("configuration_id"),
        _number("configuration_version"),
        _text("store_id", nullable=True),
        _json("document"),
        _text("created_at"),
        _text("expires_at"),
        _of_configuration_version("quotes_configuration_version"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "orders",
        _text("id"),
        _text("number"),
        _text("quote_id"),
        _json("document"),
        _number("revision"),
        _text("created_at"),
        _text("updated_at"),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("quote_id"),
    )
    op.create_table(
        "idempotency_keys",
        _text("key"),
        _hash("request_sha256"),
        _text("order_id"),
        _text("created_at"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
