/** Bringing a picture so that it can be seen at once, without anything blank before it. */

import * as api from "../core/api";

export async function pictureReady(address: string): Promise<void> {
  await api.fetchPicture(address);
  const image = new Image();
  image.src = address;
  await image.decode().catch(() => undefined); // whoever shows it will see that it is not there
}

/** Bringing a file that is made when it is first asked for, its pictures too. */
export const fileReady = (address: string): Promise<void> => api.fetchPicture(address);
