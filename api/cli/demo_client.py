"""The demo's way to the service that it started itself: plain HTTP, as any program would."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx

from kit.errors import LampyrisError

Document = dict[str, Any]
Progress = Callable[[str, float], None]

ANSWER_LIMIT_S = 60.0
PREVIEW_LIMIT_S = 600.0
ORDER_LIMIT_S = 60.0
ASK_AGAIN_S = 0.1


class ServiceRefused(LampyrisError):
    """The service answered with an error; `code` and the message are its own."""

    def __init__(self, document: Document) -> None:
        self.code = str(document.get("code", "SERVICE_REFUSED"))
        lines = [
            f"{each['code']} at {each['where']}: {each['message']}" for each in document.get("problems", [])
        ]
        detail = document.get("detail") or document.get("message") or document
        super().__init__("\n  ".join([str(detail), *lines]))


class TookTooLong(LampyrisError):
    """The service did not finish within the time that the demo waits."""

    code = "TOOK_TOO_LONG"


class DemoClient:
    """The few requests of the main job; every method raises ServiceRefused when the service says no."""

    def __init__(self, address: str) -> None:
        self._http = httpx.Client(base_url=address, timeout=ANSWER_LIMIT_S, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def upload_room(self, content: bytes, filename: str) -> Document:
        """Send a room file; the answer holds what was understood of it."""
        return self._json("POST", "/v1/rooms", files={"file": (filename, content)}, data={"units": "auto"})

    def save_configuration(self, document: Document) -> Document:
        """Save a configuration as version 1."""
        return self._json("POST", "/v1/configurations", json=document)

    def preview(self, configuration_id: str, wish: Document, progress: Progress) -> Document:
        """Ask for a preview and wait until it is done.

        Raises
        ------
        TookTooLong
            After `PREVIEW_LIMIT_S`.
        """
        answer = self._json("POST", f"/v1/configurations/{configuration_id}/previews", json=wish)
        began = time.monotonic()
        while answer["state"] in ("queued", "working"):
            if time.monotonic() - began > PREVIEW_LIMIT_S:
                raise TookTooLong(f"the preview was not done within {PREVIEW_LIMIT_S:.0f} s")
            time.sleep(ASK_AGAIN_S)
            answer = self._json("GET", f"/v1/previews/{answer['id']}")
            progress(answer["step"] or answer["state"], answer["progress"])
        if answer["state"] != "done":
            raise ServiceRefused(answer["error"] or {"detail": f"the preview is {answer['state']}"})
        return answer

    def quote(self, configuration: Document) -> Document:
        """Ask what a configuration version costs, from the store that serves it best."""
        wish = {
            "configuration_id": configuration["id"],
            "configuration_version": configuration["version"],
            "store_id": None,
            "near_deg": None,
            "services": [],
        }
        return self._json("POST", "/v1/quotes", json=wish)

    def order(self, quote_id: str, customer: Document) -> Document:
        """Place an order; asked twice in doubt, it is still one order."""
        key = {"Idempotency-Key": uuid.uuid4().hex}
        return self._json(
            "POST", "/v1/orders", json={"quote_id": quote_id, "customer": customer}, headers=key
        )

    def reserved_order(self, order_id: str, progress: Progress) -> Document:
        """The order, once all of it is accepted and reserved.

        Raises
        ------
        TookTooLong
            After `ORDER_LIMIT_S`.
        ServiceRefused
            When a store rejects a part and no other sends it.
        """
        began = time.monotonic()
        while True:
            order = self._json("GET", f"/v1/orders/{order_id}")
            state = order["summary"]["state"]
            stands = ", ".join(f"{part['request']}, {part['fulfilment']}" for part in order["parts"])
            progress(stands, float(state == "reserved"))
            if state == "reserved":
                return order
            if state in ("rejected", "partly_rejected", "cancelled"):
                detail = f"the store does not send the order: {order['summary']['en']}"
                raise ServiceRefused({"code": "STORE_REJECTED", "detail": detail})
            if time.monotonic() - began > ORDER_LIMIT_S:
                raise TookTooLong(f"the store has not reserved the order within {ORDER_LIMIT_S:.0f} s")
            time.sleep(ASK_AGAIN_S)

    def json_at(self, path: str) -> Document:
        """A JSON document of the service."""
        return self._json("GET", path)

    def bytes_at(self, path: str) -> bytes:
        """A file of the service, such as a picture or a plan."""
        return self._answer("GET", path).content

    def _json(self, method: str, path: str, **request: Any) -> Document:
        answer: Document = self._answer(method, path, **request).json()
        return answer

    def _answer(self, method: str, path: str, **request: Any) -> httpx.Response:
        response = self._http.request(method, path, **request)
        if response.is_error:
            try:
                document = response.json()
            except ValueError:
                document = {"detail": f"{method} {path} answered {response.status_code}"}
            raise ServiceRefused(document)
        return response
