// This browser as a device that is told of news: asked for, remembered on the server, and taken back.

import { toast } from "./toast";
import { word } from "./words";

function bytes(written: string): Uint8Array<ArrayBuffer> {
  const raw = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (sign) => sign.charCodeAt(0));
}

async function tell(door: string, device: PushSubscription): Promise<boolean> {
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(door, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify(device),
  });
  return answer.ok;
}

export async function push(box: HTMLElement): Promise<void> {
  const { push: key, door, worker, wordDenied } = box.dataset;
  const button = box.querySelector("button");
  const on = box.querySelector<HTMLElement>("[data-push-on]");
  const not = box.querySelector<HTMLElement>("[data-push-not]");
  if (!key || !door || !worker || !button || !on || !not) return;
  if (!("serviceWorker" in navigator && "PushManager" in window)) {
    not.hidden = false;
    return;
  }

  const known = await navigator.serviceWorker.getRegistration("/");
  const device = await known?.pushManager.getSubscription();
  const rows = [...document.querySelectorAll<HTMLFormElement>("form[data-device]")];
  const mine = device && rows.find((row) => row.dataset["device"] === device.endpoint);
  (mine ? on : button).hidden = false;
  mine?.addEventListener("submit", () => void device?.unsubscribe());

  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        toast({ text: wordDenied ?? "", kind: "error" });
        return;
      }
      await navigator.serviceWorker.register(worker, { scope: "/" });
      const registration = await navigator.serviceWorker.ready;
      const wanted = { userVisibleOnly: true, applicationServerKey: bytes(key) };
      const asked = await registration.pushManager.subscribe(wanted);
      if (await tell(door, asked)) location.reload();
      else toast({ text: word("broken"), kind: "error" });
    } catch {
      toast({ text: word("broken"), kind: "error" });
    } finally {
      button.disabled = false;
    }
  });
}
