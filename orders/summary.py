"""One word for people that sums an order up; worked out whenever it is shown, never stored."""

from __future__ import annotations

from orders.order import Order, OrderPart
from orders.states import Fulfilment, Request, Service

# For each word, what a shopper reads.
SUMMARY_WORDS: dict[str, tuple[str, str]] = {
    "placed": ("Placed", "已下单"),
    "sent": ("Sent to the store", "已发送至门店"),
    "asking_another_store": ("Another store is being asked", "正在询问其他门店"),
    "accepted": ("Accepted by the store", "门店已接单"),
    "reserved": ("Reserved for you", "已为您预留"),
    "being_prepared": ("Being prepared", "备货中"),
    "on_its_way": ("On its way", "配送中"),
    "delivered": ("Delivered", "已送达"),
    "installed": ("Installed", "已安装"),
    "commissioned": ("Installed and commissioned", "已安装并调试"),
    "returned": ("Returned", "已退货"),
    "being_cancelled": ("Being cancelled", "取消中"),
    "cancelled": ("Cancelled", "已取消"),
    "rejected": ("Declined by the store", "门店未接单"),
    "partly_rejected": ("Partly declined, the rest goes on", "部分商品门店未接单，其余继续"),
}

_WORD_OF_FULFILMENT = {
    Fulfilment.RESERVED: "reserved",
    Fulfilment.PICKING: "being_prepared",
    Fulfilment.PACKED: "being_prepared",
    Fulfilment.OUT_FOR_DELIVERY: "on_its_way",
    Fulfilment.DELIVERED: "delivered",
    Fulfilment.RETURNED: "returned",
}
_WORD_OF_REQUEST = {Request.TO_SEND: "placed", Request.SENT: "sent", Request.ACCEPTED: "accepted"}
_FROM_FAR_TO_NEAR = tuple(SUMMARY_WORDS)


def summary_state(order: Order) -> str:
    """The word of `SUMMARY_WORDS` that sums `order` up: the least advanced of its living parts.

    Cancelled parts, and rejected ones that another store was asked for, count only when no other
    part is left; a rejected part that was given up is always told.
    """
    between = any(order.is_between_stores(part.part) for part in order.parts)
    living = [part for part in order.parts if part.request not in (Request.REJECTED, Request.CANCELLED)]
    if not living and not between:
        wanted = order.cancel_reason is None
        rejected = any(part.request is Request.REJECTED for part in order.parts)
        return "rejected" if rejected and wanted else "cancelled"
    if any(part.request is Request.CANCEL_REQUESTED for part in living):
        return "being_cancelled"
    if between and order.cancel_reason is not None:
        return "being_cancelled"
    if any(part.given_up for part in order.parts):
        return "partly_rejected"
    if between:
        return "asking_another_store"
    word = min((_word(part) for part in living), key=_FROM_FAR_TO_NEAR.index)
    if word == "delivered" and order.service in (Service.INSTALLED, Service.COMMISSIONED):
        return order.service.value
    return word


def _word(part: OrderPart) -> str:
    """Where one living part stands."""
    return _WORD_OF_FULFILMENT.get(part.fulfilment) or _WORD_OF_REQUEST[part.request]
