// The build puts `const build = { version, files, headers }` before this text: see service-worker-plugin.ts.
//
// A page is its index.html and the hashed files that it names, so versions cannot mix: the newest index.html comes
// from the network, a hashed file is the same wherever it comes from. A new worker waits until no page of the old
// one is open, and only then drops the old files. Data is left to the engine, which checks and caches it itself.
const cacheName = `sizewise-app-${build.version}`;
const dataPath = new URL('data/', self.registration.scope).href;

/** The response as a host that can send headers would send it. */
function withHeaders(response) {
  if (response.status === 0 || response.type === 'opaque') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(build.headers)) headers.set(name, value);
  const { status, statusText } = response;
  const isEmpty = status === 204 || status === 304;
  return new Response(isEmpty ? null : response.body, { status, statusText, headers });
}

async function precache() {
  const cache = await caches.open(cacheName);
  await cache.addAll(build.files.map((file) => new Request(file, { cache: 'reload' })));
}

async function dropOldVersions() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith('sizewise-app-') && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answerNavigation(request) {
  try {
    return withHeaders(await fetch(request));
  } catch (error) {
    const page = await caches.match('./', { cacheName });
    if (page) return withHeaders(page);
    throw error;
  }
}

async function answerFile(request) {
  const cached = await caches.match(request, { cacheName, ignoreSearch: true, ignoreVary: true });
  return withHeaders(cached ?? (await fetch(request)));
}

self.addEventListener('install', (event) => event.waitUntil(precache()));
self.addEventListener('activate', (event) => event.waitUntil(dropOldVersions()));
self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const isOurs = url.startsWith(self.registration.scope) && !url.startsWith(dataPath);
  if (method !== 'GET' || !isOurs) return;
  event.respondWith(
    mode === 'navigate' ? answerNavigation(event.request) : answerFile(event.request),
  );
});
