// Sharing: the device's own sheet where there is one, else the address is copied; without scripts it is a plain link.

import { toast } from "./toast";

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-share]");
  if (!link) return;
  event.preventDefault();
  if (navigator.share) {
    // Closing the sheet without sharing is no error.
    navigator.share({ title: link.dataset["share"] ?? "", url: link.href }).catch(() => undefined);
    return;
  }
  navigator.clipboard
    .writeText(link.href)
    .then(() => toast({ text: link.dataset["shareDone"] ?? "" }))
    .catch(() => (window.location.href = link.href));
});
