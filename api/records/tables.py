"""The tables: what is remembered, one per noun. Times are ISO 8601 text in UTC, documents are JSON."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    false,
)

metadata = MetaData()

rooms = Table(
    "rooms",
    metadata,
    Column("id", String, primary_key=True),
    Column("filename", String, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("overrides", JSON, nullable=False),
    Column("document", JSON, nullable=False),
    Column("created_at", String, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("reading_sha256", String(64), nullable=True),
)

earlier_rooms = Table(
    "earlier_rooms",
    metadata,
    Column("room_id", ForeignKey("rooms.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("overrides", JSON, nullable=False),
    Column("document", JSON, nullable=False),
    Column("reading_sha256", String(64), nullable=True),
)

luminaire_files = Table(
    "luminaire_files",
    metadata,
    Column("id", String, primary_key=True),
    Column("filename", String, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_at", String, nullable=False),
)

configurations = Table(
    "configurations",
    metadata,
    Column("id", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("created_at", String, nullable=False),
)

configuration_versions = Table(
    "configuration_versions",
    metadata,
    Column("configuration_id", ForeignKey("configurations.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", JSON, nullable=False),
    Column("problems", JSON, nullable=False),
    Column("files", JSON, nullable=False),
    Column("room_id", ForeignKey("rooms.id"), nullable=True),
    Column("sha256", String(64), nullable=False),
    Column("created_at", String, nullable=False),
    Column("room_versions", JSON, nullable=False, server_default="{}"),
)

previews = Table(
    "previews",
    metadata,
    Column("id", String, primary_key=True),
    Column("configuration_id", String, nullable=False),
    Column("configuration_version", Integer, nullable=False),
    Column("scene", String, nullable=True),
    Column("view", String, nullable=True),
    Column("quality", String, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("progress", Float, nullable=False),
    Column("step", String, nullable=False),
    Column("error", JSON(none_as_null=True), nullable=True),
    Column("problems", JSON, nullable=False),
    Column("files", JSON, nullable=False),
    Column("created_at", String, nullable=False),
    Column("finished_at", String, nullable=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("light", Boolean, nullable=False, server_default=false()),
    Column("ev", Float, nullable=True),
    ForeignKeyConstraint(
        ["configuration_id", "configuration_version"],
        ["configuration_versions.configuration_id", "configuration_versions.version"],
        name="previews_configuration_version",
    ),
    Index("previews_by_configuration", "configuration_id"),
    Index("previews_by_state", "state"),
)

quotes = Table(
    "quotes",
    metadata,
    Column("id", String, primary_key=True),
    Column("configuration_id", String, nullable=False),
    Column("configuration_version", Integer, nullable=False),
    Column("store_id", String, nullable=True),
    Column("document", JSON, nullable=False),
    Column("created_at", String, nullable=False),
    Column("expires_at", String, nullable=False),
    ForeignKeyConstraint(
        ["configuration_id", "configuration_version"],
        ["configuration_versions.configuration_id", "configuration_versions.version"],
        name="quotes_configuration_version",
    ),
)

orders = Table(
    "orders",
    metadata,
    Column("id", String, primary_key=True),
    Column("number", String, nullable=False, unique=True),
    Column("quote_id", ForeignKey("quotes.id"), nullable=False, unique=True),
    Column("document", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", String, nullable=False),
    Column("updated_at", String, nullable=False),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", String, primary_key=True),
    Column("request_sha256", String(64), nullable=False),
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    Column("created_at", String, nullable=False),
)
