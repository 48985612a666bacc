"""The API's documentation as one plain page, made here from the OpenAPI document."""

from __future__ import annotations

import json
from html import escape
from typing import Any

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; color: #222 }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccc }
details { border: 1px solid #ddd; border-radius: 6px; margin: .5rem 0; padding: .4rem .8rem }
summary { cursor: pointer } code, pre { font-family: ui-monospace, monospace; font-size: .9em }
pre { background: #f6f6f4; padding: .6rem; overflow: auto } table { border-collapse: collapse }
td, th { text-align: left; padding: .15rem .8rem .15rem 0; vertical-align: top }
.method { display: inline-block; min-width: 4.2em; font-weight: 600 }
@media (prefers-color-scheme: dark) { body { background: #1b1b1a; color: #ddd } pre { background: #2a2a28 } }
"""


def docs_page(document: dict[str, Any]) -> str:
    """The whole page.

    Parameters
    ----------
    document
        An OpenAPI 3.1 document.
    """
    info = document["info"]
    sections = [
        f"<h2>{escape(tag['name'].capitalize())}</h2><p>{escape(tag['description'])}</p>"
        + "".join(
            _operation(document, path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
            if tag["name"] in operation.get("tags", [])
        )
        for tag in document["tags"]
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
        f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>"
        f"<p>{escape(info.get('description', ''))}</p>"
        '<p>The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>'
        f"{''.join(sections)}</body></html>"
    )


def _operation(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> str:
    told = escape(operation.get("description", operation.get("summary", "")))
    parts = [
        f'<details><summary><span class="method">{method.upper()}</span><code>{escape(path)}</code>'
        f" {told}</summary>"
    ]
    rows = "".join(
        f"<tr><td><code>{escape(each['name'])}</code></td><td>{each['in']}</td>"
        f"<td>{'needed' if each.get('required') else ''}</td>"
        f"<td>{escape(each.get('description', ''))}</td></tr>"
        for each in operation.get("parameters", [])
    )
    if rows:
        parts.append(f"<table><tr><th>Parameter</th><th>in</th><th></th><th></th></tr>{rows}</table>")
    body = operation.get("requestBody")
    if body is not None:
        for media_type, content in body["content"].items():
            shape = content.get("example") or _shape(document, content.get("schema", {}))
            parts.append(
                f"<p>Body, <code>{escape(media_type)}</code>: {escape(body.get('description', ''))}</p>"
            )
            parts.append(f"<pre>{escape(json.dumps(shape, indent=2, ensure_ascii=False))}</pre>")
    for status, answer in operation["responses"].items():
        parts.append(f"<p><b>{escape(status)}</b> {escape(answer.get('description', ''))}</p>")
        for media_type, content in answer.get("content", {}).items():
            if int(status) < 400 and content.get("schema"):
                shape = json.dumps(_shape(document, content["schema"]), indent=2, ensure_ascii=False)
                parts.append(f"<p><code>{escape(media_type)}</code></p><pre>{escape(shape)}</pre>")
    return "".join(parts) + "</details>"


def _shape(document: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> Any:
    """What a value of that schema looks like: its example, its choices, or its type."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return _shape(document, document["components"]["schemas"][name], depth)
    if schema.get("examples"):
        return schema["examples"][0]
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return _shape(document, schema[choice][0], depth)
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    if "const" in schema:
        return schema["const"]
    if "properties" in schema and depth < 6:
        return {name: _shape(document, each, depth + 1) for name, each in schema["properties"].items()}
    if schema.get("type") == "array":
        return [_shape(document, schema.get("items", {}), depth + 1)]
    return schema.get("type", "any")
