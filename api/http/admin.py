"""Who may change the catalogue: whoever sends the admin key; compared in constant time, never logged."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.http.errors import Refused
from api.http.handed_in import Wired

_bearer = HTTPBearer(auto_error=False, description="The key that LAMPYRIS_ADMIN_KEY sets.")
Sent = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]


def require_admin(wiring: Wired, sent: Sent) -> None:
    """Refuse who has not sent the key.

    Raises
    ------
    Refused
        403 ``ADMIN_NOT_SET_UP`` where there is no key, 401 ``ADMIN_KEY_NEEDED`` or ``ADMIN_KEY_WRONG``.
    """
    key = wiring.settings.admin_key
    if not key:
        text = "Nobody can change the catalogue of this service: LAMPYRIS_ADMIN_KEY is not set."
        raise Refused(403, "ADMIN_NOT_SET_UP", text)
    challenge = {"WWW-Authenticate": "Bearer"}
    if sent is None:
        text = "Send the admin key in the header Authorization: Bearer."
        raise Refused(401, "ADMIN_KEY_NEEDED", text, challenge)
    if not hmac.compare_digest(sent.credentials.encode(), key.encode()):
        raise Refused(401, "ADMIN_KEY_WRONG", "The admin key is another one.", challenge)


Admin = Depends(require_admin)
