/** The shopper's page: room, plan, light, order. */

import "../ui/shop_page";
