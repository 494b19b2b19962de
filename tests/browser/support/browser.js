// The machine's own Chromium. It reaches loopback only, and knows one other site: evil.example.

import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { chromium } from 'playwright-core';

/// The key of the tests' certificate is trusted, and no other: what does not match is refused as by any browser.
function key() {
  const certificate = new X509Certificate(readFileSync(new URL('../../tls/server.pem', import.meta.url)));
  return createHash('sha256').update(certificate.publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.BIENVENUE_BROWSER_CHROMIUM,
    // Chromium's sandbox needs a user who is not root.
    chromiumSandbox: process.getuid() !== 0,
    args: [
      '--host-resolver-rules=MAP evil.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
      `--ignore-certificate-errors-spki-list=${key()}`,
    ],
  });
}
