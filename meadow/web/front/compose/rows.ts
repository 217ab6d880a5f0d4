// The rows of the form: photos in their order, and the products and things marked on them.

export function field(row: ParentNode, name: string): HTMLInputElement {
  return row.querySelector<HTMLInputElement>(`[name=${name}]`)!;
}

export function copyOf(name: "photo-row" | "pin-row" | "thing-row"): HTMLElement {
  const template = document.querySelector<HTMLTemplateElement>(`template[data-${name}]`)!;
  return (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
}

export interface Uploaded {
  id: number;
  url: string;
  width: number;
  height: number;
}

/** Show a photo in its row. */
export function showPhoto(row: HTMLElement, photo: Uploaded): void {
  field(row, "photo").value = String(photo.id);
  field(row, "photo_remove").value = String(photo.id);
  const image = new Image(photo.width, photo.height);
  image.src = photo.url;
  image.alt = "";
  image.draggable = false;
  row.querySelector("[data-thumb]")!.replaceChildren(image);
}
