/** Bringing a picture so that it can be seen at once, without anything blank before it. */

import * as api from "../core/api";

export async function pictureReady(address: string): Promise<void> {
  await api.fetchPicture(address);
  const image = new Image();
  image.src = address;
  await image.decode().catch(() => undefined); // whoever shows it will see that it is not there
}
