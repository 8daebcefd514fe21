import { readFileSync, writeFileSync } from 'node:fs';
import { isMain, root } from './root.mjs';

const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Sent with every file. No frame-ancestors, and CORP cross-origin: learning platforms embed the page. */
export const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Document-Isolation-Policy': 'isolate-and-require-corp',
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** For files under assets/, whose names carry a hash of their content. */
export const immutableCacheControl = 'public, max-age=31536000, immutable';

/** The development server writes one inline script into the page (React's fast refresh). */
export const developmentHeaders = {
  ...headers,
  'Content-Security-Policy': contentSecurityPolicy.replace(
    "script-src 'self'",
    "script-src 'self' 'unsafe-inline'",
  ),
};

/** The table as a `_headers` file, read by Netlify and Cloudflare Pages. */
export function headersFile() {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`);
  const assets = ['/assets/*', `  Cache-Control: ${immutableCacheControl}`];
  return `${['/*', ...lines, ...assets].join('\n')}\n`;
}

const path = `${root}/public/_headers`;

/** Whether public/_headers says what the table says. */
export const headersFileIsCurrent = () => readFileSync(path, 'utf8') === headersFile();

if (isMain(import.meta.url)) writeFileSync(path, headersFile());
