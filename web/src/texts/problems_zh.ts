/** Every problem code's Simplified Chinese sentence; the service's own exact words are shown below it. */

import type { Problem } from "../core/types";
import { filesZh } from "./problems_zh_files";
import { lightZh } from "./problems_zh_light";
import { luminairesZh } from "./problems_zh_luminaires";
import { roomsZh } from "./problems_zh_rooms";

export const problemsZh: Record<string, string> = { ...filesZh, ...roomsZh, ...lightZh, ...luminairesZh };

/** For codes that a shopper hardly meets. */
export const otherZh: Record<Problem["severity"], string> = {
  error: "这里有问题，暂时无法继续。详情见下方英文。",
  warning: "请留意。详情见下方英文。",
  info: "供您参考。详情见下方英文。",
};
