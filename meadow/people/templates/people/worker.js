// Shows what happened while no page of ours is open. It keeps nothing and asks nothing.

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data ? event.data.json() : {};
  } catch {
    return; // not ours to read
  }
  if (!said.body) return;
  event.waitUntil(
    self.registration.showNotification(said.title, {
      body: said.body,
      tag: said.tag,
      icon: "{% static "meadow/icon-192.png" %}",
      data: { url: said.url },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data?.url ?? "{% url "people:news" %}", self.location.origin);
  if (target.origin !== self.location.origin) return;
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then(async (pages) => {
      const page = pages.find((one) => "navigate" in one && "focus" in one);
      if (!page) return self.clients.openWindow(target.href);
      await page.focus();
      return page.navigate(target.href).catch(() => self.clients.openWindow(target.href));
    }),
  );
});
